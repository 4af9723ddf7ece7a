import { CustosError } from '../core/errors.ts';

/** Somebody decided something by what it was shown, and another window, device or person changed that meanwhile. `details.changedSince` is
 *  for pages, which say it in their words. */
export function changedSince(what: string): CustosError {
  return new CustosError(
    'CONFLICT',
    `${what} changed since it was shown, by somebody else or from another window. Nothing was done. Look at what stands now, and decide anew.`,
    { details: { changedSince: true } },
  );
}
