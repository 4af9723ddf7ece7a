import type { TermsJson } from '../core/content.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { type Terms, termsFromJson } from '../core/terms.ts';

/** The terms that a gateway shows of a consent. PROOF_INVALID, with the member that is wrong, where no consent can have them: the
 *  fault is not the caller's, who typed none of it. */
export function shownTerms(shown: TermsJson): Terms {
  try {
    return termsFromJson({ ...shown });
  } catch (cause) {
    if (!isCustosError(cause, 'INPUT_INVALID')) throw cause;
    const message = `The gateway shows terms that no consent can have: ${cause.message} Nothing was signed. Ask the holder, and tell an auditor.`;
    throw new CustosError('PROOF_INVALID', message, { cause });
  }
}
