/** Why an item is withheld. Up to `category` they are about the grant that came nearest, in the order in which a
 *  grant is checked (IConsentRegistry.Obstacle, then what the chain leaves open); the rest are about the subject and
 *  go before every grant. A reason's code is its position here, from 1. */
export const WITHHELD = [
  'no-grant',
  'revoked',
  'epoch-over',
  'terms-unknown',
  'not-yet-valid',
  'expired',
  'grantee',
  'scope',
  'purpose',
  'notice',
  'purpose-needs-review',
  'identifiable',
  'category',
  'no-such-item',
  'unknown-subject',
  'erased',
  'opted-out',
  'paused',
] as const;
export type WithheldReason = (typeof WITHHELD)[number];
/** Number of items, by reason; reasons without items are left out. */
export type Withheld = Readonly<Partial<Record<WithheldReason, number>>>;

export const REASON = Object.fromEntries(WITHHELD.map((reason, index) => [reason, index + 1])) as Readonly<
  Record<WithheldReason, number>
>;
/** Greater than the code of each reason that a grant can have. */
export const COVERS = WITHHELD.length + 1;

/** What a requester is told of each item. Whatever hangs on a person has one name: who asks for one item after another
 *  must not learn who opted out, who died, who revoked, and who has something in a category that it left out. */
export type CoarseReason = 'not-consented' | 'no-such-item';

/** For the end of a content stream and for explanations to requesters. */
export function coarseCounts(withheld: Withheld): Readonly<Partial<Record<CoarseReason, number>>> {
  const { 'no-such-item': missing, ...personal } = withheld;
  const items = Object.values(personal).reduce((sum, count) => sum + count, 0);
  return {
    ...(items > 0 ? { 'not-consented': items } : {}),
    ...(missing === undefined ? {} : { 'no-such-item': missing }),
  };
}

/** `counts` by code. */
export function withheldOf(counts: Uint32Array): Withheld {
  return Object.fromEntries(
    WITHHELD.flatMap((reason, i) => ((counts[i + 1] ?? 0) > 0 ? [[reason, counts[i + 1]]] : [])),
  );
}
