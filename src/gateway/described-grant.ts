import { ZERO_DIGEST } from '../core/ids.ts';
import { purposeWords } from '../core/purposes.ts';
import { IDENTIFIABLE_ITEMS } from '../core/terms.ts';
import type { ConsentRecord } from './directory.ts';
import type { GrantTermsStore } from './grant-terms.ts';

/** A grant as it is shown to its subject and to the holder. */
export function describeGrant({ terms }: { readonly terms: GrantTermsStore }, record: ConsentRecord) {
  const opening = terms.get(record.grant);
  const { permission, modifiers } = opening
    ? purposeWords(BigInt(opening.terms.purposes))
    : { permission: 'unknown', modifiers: [] };
  return {
    ...record,
    active: !record.revoked && (opening?.terms.until ?? Number.POSITIVE_INFINITY) * 1000 >= Date.now(),
    permission,
    modifiers,
    grantee: opening?.terms.grantee ?? ZERO_DIGEST,
    dataset: opening?.terms.scope ?? ZERO_DIGEST,
    from: opening?.terms.from ?? 0,
    until: opening?.terms.until ?? 0,
    excluded: opening?.terms.excluded ?? 0,
    identifiable: ((opening?.terms.options ?? 0) & IDENTIFIABLE_ITEMS) !== 0,
  };
}
