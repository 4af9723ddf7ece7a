import { CustosError } from '../../core/errors.ts';
import type { Address, Pseudonym } from '../../core/ids.ts';
import type { Caller } from '../auth/caller.ts';
import { type LedgerState, suspended } from './ledger-state.ts';

/** The subject that the caller signs for; FORBIDDEN where there is none. */
export function subjectOf({ subject }: Caller): Pseudonym {
  if (subject !== undefined) return subject;
  throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this.');
}

/** The subject that the caller may withdraw for; FORBIDDEN where there is none. */
export function withdrawsFor({ withdraws }: Caller): Pseudonym {
  if (withdraws !== undefined) return withdraws;
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
export function requireActing(state: LedgerState): void {
  if (!state.isActing) throw suspended();
}

/** Throws where nothing may be released: as `checkFresh` and `requireStanding` do. */
export function requireReleasing(state: LedgerState): void {
  state.checkFresh();
  requireStanding(state);
}

/** Throws UNAVAILABLE where the ledger takes nothing of this gateway: no entry about a request could be anchored, and an
 *  auditor takes no request to it for one to a gateway. */
export function requireStanding(state: LedgerState): void {
  if (state.isActing) return;
  throw new CustosError(
    'UNAVAILABLE',
    'This gateway or its holder is suspended on the ledger, or was removed, so nothing is released. Ask its administrator.',
  );
}
