import { ENTRY_KINDS, type Entry, OUTCOME_CODES } from './entry.ts';
import { CustosError } from './errors.ts';

/** What the event of an entry on chain says besides leaf, dataset and requester (IAccessLog.Entry.facts). */
export interface EntryFacts {
  readonly time: number;
  readonly outcome: Entry['outcome'];
  readonly kind: Entry['kind'];
  /** 0 where the entry names none. */
  readonly purpose: number;
  /** 0 where the entry names none. */
  readonly permit: number;
}

/** From the lowest bit: time (48 bits), outcome (8), kind (8), purpose (8), permit ordinal (32). */
export function packFacts({ time, outcome, kind, purpose = 0, permit = 0 }: Entry): bigint {
  const codes = [ENTRY_KINDS.indexOf(kind), OUTCOME_CODES.indexOf(outcome)] as const;
  if (time >= 2 ** 48 || codes.includes(-1)) {
    throw new CustosError('INPUT_INVALID', 'The time, kind or outcome of the entry has no code on chain.');
  }
  return (
    BigInt(time) |
    (BigInt(codes[1]) << 48n) |
    (BigInt(codes[0]) << 56n) |
    (BigInt(purpose) << 64n) |
    (BigInt(permit) << 72n)
  );
}

/** Inverse of `packFacts`; bits above 104 (the sequence number in an event) are left out. INPUT_INVALID for a code that
 *  this version does not know. @public */
export function unpackFacts(facts: bigint): EntryFacts {
  const outcome = OUTCOME_CODES[bits(facts, 48n, 8n)];
  const kind = ENTRY_KINDS[bits(facts, 56n, 8n)];
  if (outcome === undefined || kind === undefined) {
    throw new CustosError('INPUT_INVALID', 'The event names a kind or an outcome that this version does not know.');
  }
  return { time: bits(facts, 0n, 48n), outcome, kind, purpose: bits(facts, 64n, 8n), permit: bits(facts, 72n, 32n) };
}

function bits(value: bigint, from: bigint, width: bigint): number {
  return Number((value >> from) & ((1n << width) - 1n));
}
