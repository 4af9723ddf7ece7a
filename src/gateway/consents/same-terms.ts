import type { TermsJson } from '../../core/content.ts';
import type { GrantOpening } from '../../core/openings.ts';

/** The same terms but for the salt, begun at the latest when those would begin, or by now: nothing is released of the past, and two desks
 *  whose clocks differ record one form. Form and signer are not asked for: who
 *  consents twice has consented once, and withdraws once. */
export function comesTo({ terms }: Pick<GrantOpening, 'terms'>, wanted: TermsJson, now = nowSeconds()): boolean {
  return (
    terms.notice === wanted.notice &&
    terms.grantee === wanted.grantee &&
    terms.scope === wanted.scope &&
    terms.purposes === wanted.purposes &&
    terms.excluded === wanted.excluded &&
    terms.options === wanted.options &&
    terms.until === wanted.until &&
    terms.from <= Math.max(wanted.from, now)
  );
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
