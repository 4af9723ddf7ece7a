import { CustosError, isCustosError } from '../../core/errors.ts';
import type { Address, Pseudonym } from '../../core/ids.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled } from '../ledger/rights.ts';

export interface RecordableDeps {
  readonly state: LedgerState;
  readonly holder: Address;
  /** Throws for a pseudonym whose person goes on under another one. */
  readonly merged: { refuse(subject: Pseudonym): void };
}

/** Why no consent on paper can be recorded for a subject now, as far as the ledger was seen; undefined where one can. */
export function whyNotRecordable(deps: RecordableDeps, subject: Pseudonym): CustosError | undefined {
  const { index, directory } = deps.state;
  const number = index.subjects.find(subject);
  if (index.subjects.isErased(number)) {
    return new CustosError('CONFLICT', 'The patient was erased, and nothing is recorded for that person any more.');
  }
  const refused = refusalOf(() => {
    requireEnrolled(deps, subject);
    deps.merged.refuse(subject);
  });
  if (refused) return refused;
  if (directory.asked.has(subject)) {
    return new CustosError(
      'CONFLICT',
      'The patient bound a signer of its own, or a guardian one for it, and consents with that: ask that person to sign.',
    );
  }
  if (index.subjects.optOut(number) !== OPT_OUT_LEVEL.none) {
    return new CustosError(
      'CONFLICT',
      'The patient opted out: a consent would allow nothing while that stands. Record it when the patient has opted in again.',
    );
  }
  return undefined;
}

/** What `check` throws, where it is a CustosError. */
export function refusalOf(check: () => void): CustosError | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (isCustosError(error)) return error;
    throw error;
  }
}
