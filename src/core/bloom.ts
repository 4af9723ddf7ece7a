import type { Bytes } from './bytes.ts';
import type { Keccak } from './trie-root.ts';

/** Bytes of a bloom filter of logs. */
export const BLOOM_BYTES = 256;

/** Places of the three bits that a log's address or topic sets (yellow paper, section 4.3.1): byte and mask each. */
export type BloomBits = readonly (readonly [byte: number, mask: number])[];

export function bloomBits(keccak: Keccak, value: Bytes): BloomBits {
  const hash = keccak(value);
  return [0, 2, 4].map((at) => {
    const bit = (((hash[at] ?? 0) << 8) | (hash[at + 1] ?? 0)) & 2047;
    return [BLOOM_BYTES - 1 - (bit >> 3), 1 << (bit & 7)] as const;
  });
}

/** False is certain: no log under this bloom has the value. True means perhaps. */
export function mayHold(bloom: Bytes, bits: BloomBits): boolean {
  return bits.every(([byte, mask]) => ((bloom[byte] ?? 0) & mask) !== 0);
}
