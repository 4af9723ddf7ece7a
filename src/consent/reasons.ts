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

/** What a requester is told. Which choice of a person withheld an item is that person's business: who asks for one
 *  item after another must not learn who opted out, who died and who revoked. */
export type CoarseReason = 'not-consented' | 'beyond-consent' | 'needs-review' | 'no-such-item';

const BEYOND: readonly WithheldReason[] = ['category', 'identifiable', 'purpose', 'scope', 'grantee'];

export function coarse(reason: WithheldReason): CoarseReason {
  if (reason === 'no-such-item') return reason;
  if (reason === 'purpose-needs-review') return 'needs-review';
  return BEYOND.includes(reason) ? 'beyond-consent' : 'not-consented';
}

/** For the end of a content stream and for explanations to requesters. */
export function coarseCounts(withheld: Withheld): Readonly<Partial<Record<CoarseReason, number>>> {
  const counts: Partial<Record<CoarseReason, number>> = {};
  for (const reason of WITHHELD) {
    const count = withheld[reason];
    if (count !== undefined) counts[coarse(reason)] = (counts[coarse(reason)] ?? 0) + count;
  }
  return counts;
}

/** `counts` by code. */
export function withheldOf(counts: Uint32Array): Withheld {
  return Object.fromEntries(
    WITHHELD.flatMap((reason, i) => ((counts[i + 1] ?? 0) > 0 ? [[reason, counts[i + 1]]] : [])),
  );
}
