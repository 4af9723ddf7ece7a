import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';

/** CONFLICT unless less is withheld by what is wanted than now. */
export function requireLower(current: number, wanted: number): void {
  if (wanted < current) return;
  const what = current === OPT_OUT_LEVEL.none ? 'Nobody has opted out' : 'No more than that is withheld already';
  throw new CustosError('CONFLICT', `${what}: there is nothing to opt back in to.`);
}

/** CONFLICT where a pause that counts lasts longer: the ledger keeps the longer one, so that what was logged would say what is not so. The
 *  same once more is taken, as what is repeated is. `details.changedSince`: whoever was shown the longer one does not ask for it. */
export function requireNoLonger({ directory }: LedgerState, id: Pseudonym, until: number): void {
  // Until when one lasts that is on its way is not known before the ledger has it.
  const last = directory.subjects.find(id).pausedUntil;
  if (until >= last) return;
  const when = dateWords(last);
  throw new CustosError(
    'CONFLICT',
    `A pause until ${when} counts already, and lasts longer than this one would. Nothing was changed. To have a shorter one, end that one first.`,
    { details: { changedSince: true } },
  );
}

/** CONFLICT unless a pause is in force. */
export function requirePaused(pausedUntil: number): void {
  if (pausedUntil * 1000 >= Date.now()) return;
  throw new CustosError('CONFLICT', 'No pause is in force: there is nothing to end.');
}
