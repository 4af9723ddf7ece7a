import { isCustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import { enrollCalls } from '../../ledger/calls.ts';
import type { LedgerState } from './ledger-state.ts';

/** Enrols those that the chain does not have. Repeated, or beside another request for the same, it comes to the same:
 *  what was enrolled meanwhile is no error. */
export async function enrollAll(
  state: LedgerState,
  subjects: readonly Pseudonym[],
  onProgress: (done: number) => void = () => undefined,
): Promise<void> {
  for (let from = 0; from < subjects.length; from += PART) {
    onProgress(from);
    await enrollPart(state, subjects.slice(from, from + PART));
  }
}

/** So many go out at once, that what others send does not wait for thousands. */
const PART = 1_000;

async function enrollPart(state: LedgerState, subjects: readonly Pseudonym[]): Promise<void> {
  let missing = missingOf(state, subjects);
  while (missing.length > 0) {
    try {
      const sent = await state.sendAll(enrollCalls(state.reader.contracts, missing));
      return await state.reached(Math.max(...sent.map(({ block }) => block.height)));
    } catch (error) {
      if (!isCustosError(error, 'LEDGER_REJECTED')) throw error;
      await state.caughtUp();
      const left = missingOf(state, missing);
      if (left.length === missing.length) throw error;
      missing = left;
    }
  }
}

function missingOf({ directory }: LedgerState, subjects: readonly Pseudonym[]): Pseudonym[] {
  return subjects.filter((subject) => !directory.enrolled.has(subject));
}
