import type { Pseudonym } from '../../core/ids.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';
import type { LedgerState } from './ledger-state.ts';

/** Whether anybody decided anything under the pseudonym: bound a signer, consented once, objected. */
export function hasSay({ directory, index }: LedgerState, subject: Pseudonym): boolean {
  const decided = directory.bound.has(subject) || (directory.consents.get(subject)?.length ?? 0) > 0;
  return decided || index.subjects.optOut(index.subjects.find(subject)) !== OPT_OUT_LEVEL.none;
}
