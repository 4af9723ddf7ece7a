import { CustosError } from '../../core/errors.ts';
import type { Address } from '../../core/ids.ts';
import type { Block, LedgerSource } from '../source/sources.ts';
import { Datasets } from './datasets.ts';
import { EventArgs } from './event-args.ts';
import { Logs } from './logs.ts';
import { Members } from './members.ts';
import { Subjects } from './subjects.ts';

/** The ledger's past, rebuilt from its events alone: no view of a contract is asked. */
export interface Past {
  readonly head: Block;
  readonly members: Members;
  readonly datasets: Datasets;
  readonly subjects: Subjects;
  readonly logs: Logs;
  /** ConsentRegistry: the verifying contract of grants. */
  readonly consents: Address | undefined;
  readonly passkeyVerifier: Address | undefined;
}

/** Events that change nothing an audit decides. */
const IGNORED = new Set([
  'MemberOrganisationSet',
  'GroupCreated',
  'ApprovalSet',
  'RoleGranted',
  'RoleRevoked',
  'RoleAdminChanged',
  'DefaultAdminTransferScheduled',
  'DefaultAdminTransferCanceled',
  'DefaultAdminDelayChangeScheduled',
  'DefaultAdminDelayChangeCanceled',
  'EIP712DomainChanged',
  'ConsentsRecorded',
  'SubjectTaken',
]);

/** Replays every event up to the head that was final when the audit began. LEDGER_MISMATCH refuses an event that
 *  this version does not know: what it means cannot be guessed. */
export async function replay(source: LedgerSource): Promise<Past> {
  const head = await source.head();
  const [members, datasets, subjects, logs] = [new Members(), new Datasets(), new Subjects(), new Logs()];
  const rooms = [subjects, logs, datasets, members];
  let consents: Address | undefined;
  let passkeyVerifier: Address | undefined;
  for await (const event of source.events(head.height)) {
    if (event.name === 'ContractsSet') {
      const contracts = new EventArgs(event).struct('contracts');
      consents = contracts.hex('consents');
      passkeyVerifier = contracts.hex('passkeyVerifier');
    } else if (!rooms.some((room) => room.apply(event)) && !IGNORED.has(event.name)) {
      throw new CustosError(
        'LEDGER_MISMATCH',
        `The ledger has an event ${event.name} that this auditor does not know.`,
      );
    }
  }
  return { head, members, datasets, subjects, logs, consents, passkeyVerifier };
}
