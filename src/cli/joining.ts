import type { Address } from '../core/ids.ts';
import type { RoleName } from '../ledger/words.ts';
import { shellWord } from './own-command.ts';

/** What an organisation can be in a network beside running its node: what it asks for, or does for the others. */
export const ASKING_ROLES = [
  'requester',
  'environment',
  'clinician',
  'auditor',
  'authority',
] as const satisfies RoleName[];
export type AskingRole = (typeof ASKING_ROLES)[number];

export interface Joining {
  /** Of keys/holder.key: the organisation's account. */
  readonly holder: Address;
  /** Of keys/gateway.key. */
  readonly gateway: Address;
  readonly endpoint: string;
  readonly roles: readonly AskingRole[];
  /** What it is called, where that is said. */
  readonly organisation?: string | undefined;
}

/** What the administrator of a network runs so that a node joins. Only a holder has gateways and a log on the ledger, so that whoever
 *  runs a node is one there, whether it holds anything or not. */
export function joiningCommands({ holder, gateway, endpoint, roles, organisation }: Joining): [string, string] {
  const name = organisation === undefined ? '' : ` --organisation ${shellWord(organisation)}`;
  return [
    `member add ${holder} --role ${['holder', ...roles].join(' ')}${name}`,
    `member add ${gateway} --role gateway --holder ${holder} --endpoint ${endpoint}`,
  ];
}

/** What gives a member that is there already more roles. The administrator's is none of those: it is handed over, not given. */
export function rolesCommand(member: Address, has: readonly RoleName[], more: readonly RoleName[]): string {
  const all = [...new Set([...has, ...more])].filter((name) => name !== 'administrator');
  return `member roles ${member} --role ${all.join(' ')}`;
}
