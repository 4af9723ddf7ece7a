import { CustosError } from '../../core/errors.ts';
import type { Address, Pseudonym } from '../../core/ids.ts';
import { SIGNER_KIND, STAGE } from '../../ledger/words.ts';
import type { Caller } from '../auth/caller.ts';
import { type LedgerState, suspended } from './ledger-state.ts';

/** The subject that the caller signs for; FORBIDDEN where there is none. */
export function subjectOf({ subject }: Pick<Caller, 'subject'>): Pseudonym {
  if (subject !== undefined) return subject;
  throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this.');
}

/** The subject that the caller may withdraw for; FORBIDDEN where there is none. */
export function withdrawsFor({ withdraws }: Pick<Caller, 'withdraws'>): Pseudonym {
  if (withdraws !== undefined) return withdraws;
  throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this.');
}

/** FORBIDDEN where the contracts let another one than the caller widen what the subject allows: at this stage of a young
 *  person, or where `own` is what the subject withheld by its own signature. */
export function requireWidening(state: LedgerState, caller: Pick<Caller, 'signer' | 'subject'>, own = false): void {
  const isGuardian = state.directory.signers.find(caller.signer)?.kind === SIGNER_KIND.guardian;
  if (own && isGuardian) {
    throw new CustosError('FORBIDDEN', 'The person withheld this itself, and alone gives it back.');
  }
  const { stage } = state.directory.subjects.find(subjectOf(caller));
  if (stage === STAGE.none || (stage === STAGE.guardian) === isGuardian) return;
  throw new CustosError(
    'FORBIDDEN',
    isGuardian
      ? 'The young person decides this itself by now. A guardian withdraws, pauses and opts out.'
      : 'A guardian decides this for now. You withdraw, pause and opt out yourself.',
  );
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
