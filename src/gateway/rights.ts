import { CustosError } from '../core/errors.ts';
import type { Address, Pseudonym } from '../core/ids.ts';
import type { Caller } from './caller.ts';
import type { LedgerState } from './ledger-state.ts';

/** The subject that the caller signs for; FORBIDDEN where there is none. */
export function subjectOf({ subject }: Caller): Pseudonym {
  if (subject !== undefined) return subject;
  throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this.');
}

/** NOT_FOUND unless the holder has enrolled the subject. */
export function requireEnrolled(
  { state, holder }: { readonly state: LedgerState; readonly holder: Address },
  subject: Pseudonym,
): void {
  if (state.directory.enrolled.get(subject) === holder) return;
  throw new CustosError('NOT_FOUND', 'This holder has no such subject.');
}

/** What was acknowledged must not fail on chain, which takes nothing of a gateway that was suspended: FORBIDDEN. */
export function requireActing({ directory, writer }: LedgerState): void {
  if (directory.isActive(directory.memberOfAccount(writer.account))) return;
  throw new CustosError(
    'FORBIDDEN',
    'This gateway is suspended, and the chain would refuse what it records. Have it resumed, or record it elsewhere.',
  );
}
