import { RLP } from '@ethereumjs/rlp';
import type { Bytes } from './bytes.ts';

/** keccak-256; who calls chooses how it is computed. */
export type Keccak = (message: Bytes) => Bytes;
/** Root of a trie without any value: keccak-256 of the empty string's RLP. */
export const EMPTY_TRIE = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';
type Item = { readonly path: readonly number[]; readonly value: Bytes };
/** A node of fewer than 32 bytes stands in its parent as it is, a longer one by its hash. */
type Reference = Bytes | Reference[];

/** Root of the trie from index (RLP) to value: the transactions' and receipts' roots of a header. Hashes each node
 *  once, where putting the values one by one would hash the path to each. */
export function indexedTrieRoot(keccak256: Keccak, values: readonly Bytes[]): Bytes {
  const items = values.map((value, index) => ({ path: nibblesOf(RLP.encode(index)), value }));
  items.sort((a, b) => comparePaths(a.path, b.path));
  return keccak256(RLP.encode(items.length === 0 ? new Uint8Array() : nodeOf(keccak256, items, 0)));
}

/** Items are sorted, their first `depth` nibbles are equal, and no path is the beginning of another. */
function nodeOf(keccak256: Keccak, items: readonly Item[], depth: number): Reference[] {
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return [];
  if (items.length === 1) return [compact(first.path.slice(depth), true), first.value];
  let shared = depth;
  while (first.path[shared] === last.path[shared]) shared++;
  const branch = branchOf(keccak256, items, shared);
  if (shared === depth) return branch;
  return [compact(first.path.slice(depth, shared), false), referenceTo(keccak256, branch)];
}

function branchOf(keccak256: Keccak, items: readonly Item[], depth: number): Reference[] {
  const branch: Reference[] = Array.from({ length: 17 }, () => new Uint8Array());
  for (let start = 0; start < items.length; ) {
    const nibble = items[start]?.path[depth] ?? 0;
    let end = start;
    while (items[end]?.path[depth] === nibble) end++;
    branch[nibble] = referenceTo(keccak256, nodeOf(keccak256, items.slice(start, end), depth + 1));
    start = end;
  }
  return branch;
}

function referenceTo(keccak256: Keccak, node: Reference[]): Reference {
  const encoded = RLP.encode(node);
  return encoded.length < 32 ? node : keccak256(encoded);
}

/** Hex-prefix encoding of the yellow paper, appendix C. */
function compact(nibbles: readonly number[], leaf: boolean): Bytes {
  const flag = leaf ? 2 : 0;
  const whole = nibbles.length % 2 === 0 ? [flag, 0, ...nibbles] : [flag + 1, ...nibbles];
  const out = new Uint8Array(whole.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = (whole[2 * i] ?? 0) * 16 + (whole[2 * i + 1] ?? 0);
  return out;
}

function nibblesOf(bytes: Bytes): number[] {
  return Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);
}

function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
