import { CustosError } from '../core/errors.ts';

/** What a typed entry on chain says besides leaf, dataset and requester (IAccessLog.Entry). */
export interface DisclosedFacts {
  /** Milliseconds since 1970 UTC, 48 bits. */
  readonly time: number;
  readonly outcome: number;
  readonly kind: number;
  readonly purpose: number;
  /** Ordinal of the permit, 32 bits; zero for none. */
  readonly permit: number;
  /** Only in events: the contract adds it. */
  readonly seq: number;
}

/** The `facts` word of an entry to record. The contract clears what stands above the permit, so there is no `seq`.
 *  Refuses (ENCODING_INVALID) what does not fit its bits. */
export function packFacts(facts: Omit<DisclosedFacts, 'seq'>): bigint {
  const { time, outcome, kind, purpose, permit } = facts;
  requireBits(time, 48);
  for (const small of [outcome, kind, purpose]) requireBits(small, 8);
  requireBits(permit, 32);
  const high = BigInt(permit) << 72n;
  return high | (BigInt((purpose << 16) | (kind << 8) | outcome) << 48n) | BigInt(time);
}

export function unpackFacts(facts: bigint): DisclosedFacts {
  const small = Number((facts >> 48n) & 0xffffffn);
  return {
    time: Number(facts & 0xffffffffffffn),
    outcome: small & 0xff,
    kind: (small >> 8) & 0xff,
    purpose: small >> 16,
    permit: Number((facts >> 72n) & 0xffffffffn),
    seq: Number((facts >> 192n) & 0xffffffffffffn),
  };
}

function requireBits(value: number, bits: number): void {
  if (Number.isSafeInteger(value) && value >= 0 && value < 2 ** bits) return;
  throw new CustosError('ENCODING_INVALID', `${value} is no unsigned number of ${bits} bits.`);
}
