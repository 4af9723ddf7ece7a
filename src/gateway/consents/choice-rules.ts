import { CustosError } from '../../core/errors.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';

/** CONFLICT unless less is withheld by what is wanted than now. */
export function requireLower(current: number, wanted: number): void {
  if (wanted < current) return;
  const what = current === OPT_OUT_LEVEL.none ? 'Nobody has opted out' : 'No more than that is withheld already';
  throw new CustosError('CONFLICT', `${what}: there is nothing to opt back in to.`);
}

/** CONFLICT unless a pause is in force. */
export function requirePaused(pausedUntil: number): void {
  if (pausedUntil * 1000 >= Date.now()) return;
  throw new CustosError('CONFLICT', 'No pause is in force: there is nothing to end.');
}
