import { CustosError } from '../core/errors.ts';

/** Somebody decided something after it was shown what stands, and another window or device of its own changed that meanwhile: nothing was
 *  signed away from it. `details.changedSince` is for pages, which say it in their words. */
export function changedSince(what: string): CustosError {
  return new CustosError(
    'CONFLICT',
    `${what} changed since it was shown, by another window or device. Nothing was done. Look at what stands now, and decide anew.`,
    { details: { changedSince: true } },
  );
}
