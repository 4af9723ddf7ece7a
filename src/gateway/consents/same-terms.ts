import type { TermsJson } from '../../core/content.ts';
import type { GrantOpening } from '../../core/openings.ts';

/** The same terms but for the salt, begun at the latest when those would begin. Form and signer are not asked for: who
 *  consents twice has consented once, and withdraws once. */
export function comesTo({ terms }: Pick<GrantOpening, 'terms'>, wanted: TermsJson): boolean {
  return (
    terms.notice === wanted.notice &&
    terms.grantee === wanted.grantee &&
    terms.scope === wanted.scope &&
    terms.purposes === wanted.purposes &&
    terms.excluded === wanted.excluded &&
    terms.options === wanted.options &&
    terms.until === wanted.until &&
    terms.from <= wanted.from
  );
}
