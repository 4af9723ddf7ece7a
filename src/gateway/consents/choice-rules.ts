import { CustosError } from '../../core/errors.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';

/** Whoever wants longer opts out, and back in when it likes. */
const MAX_PAUSE_SECONDS = 10 * 366 * 86_400;

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

/** The last second of a pause; INPUT_INVALID for one that is past or very long. */
export function pauseEnd(end: number): number {
  const now = Math.floor(Date.now() / 1000);
  if (end > now && end <= now + MAX_PAUSE_SECONDS) return end;
  throw new CustosError(
    'INPUT_INVALID',
    'A pause ends later than now and within ten years. To withhold everything without an end, opt out.',
  );
}
