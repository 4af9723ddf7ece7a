import type { GatewayClient } from '../client/gateway-client.ts';
import { listStaff, type StaffMember } from '../client/staff.ts';
import { isCustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import { ownCommand } from './own-command.ts';
import { shortId } from './pick.ts';

/** A person of an organisation, for people to read: its name where the caller may see it, else the beginning of its pseudonym. */
export interface PersonNames {
  (person: Digest): string;
  /** Whom the caller may see; empty for most. */
  readonly staff: readonly StaffMember[];
  /** How to learn whose they are, where one of the persons goes by its pseudonym. */
  askLines(persons: Iterable<Digest | undefined>): string[];
}

/** Names are for the organisation itself, and for its own administrators and auditors. */
export async function personNames(gateway: GatewayClient): Promise<PersonNames> {
  const staff = await listStaff(gateway).catch((error: unknown) => {
    if (isCustosError(error, 'FORBIDDEN')) return [];
    throw error;
  });
  const names = new Map(staff.map(({ person, name }) => [person, name]));
  const askLines = (persons: Iterable<Digest | undefined>) => {
    const isUnnamed = [...persons].some((one) => one !== undefined && !names.has(one));
    if (!isUnnamed) return [];
    return [
      `Whose a pseudonym is, an auditor asks its organisation: ${ownCommand('person resolve PSEUDONYM --reason TEXT')}.`,
    ];
  };
  return Object.assign((person: Digest) => names.get(person) ?? shortId(person, []), { staff, askLines });
}
