import { equalsBytes, KECCAK256_RLP } from '@ethereumjs/util';
import type { Bytes } from '../core/bytes.ts';

/** A node by its hash; throws where there is none. */
export type FindNode = (hash: Bytes) => Bytes;

const BRANCH_CHILDREN = 16;

/** The value at a key in the trie of this root; undefined where there is none. All keys of a trie have one length. Reads
 *  each node's bytes in place: nothing of them is decoded but what leads to the key. `onNode` is told the nodes on the way,
 *  from the root down, which prove the answer. */
export function lookUp(
  find: FindNode,
  root: Bytes,
  key: Bytes,
  onNode: (node: Bytes) => void = () => undefined,
): Bytes | undefined {
  if (isEmptyTrie(root)) return undefined;
  let node = find(root);
  onNode(node);
  for (let depth = 0; ; ) {
    const step = isPair(node)
      ? stepThroughPair(node, key, depth)
      : { item: nthItem(node, nibbleAt(key, depth)), taken: 1 };
    if (step === undefined) return undefined;
    if ('value' in step) return step.value;
    depth += step.taken;
    const { item } = step;
    if (item.length === 1) return undefined;
    node = isList(item) ? item : find(item.subarray(1));
    if (node !== item) onNode(node);
  }
}

/** Whether it is the root of a trie without entries, which is no stored node. */
export function isEmptyTrie(root: Bytes): boolean {
  return equalsBytes(root, KECCAK256_RLP);
}

/** A leaf or an extension, which have two items; a branch has seventeen. */
export function isPair(node: Bytes): boolean {
  const first = payloadStart(node, 0);
  return endOfItem(node, endOfItem(node, first)) === node.length;
}

/** The items of a node, each with its RLP header: an empty child is one byte, one by hash 33, one in place a list. */
export function itemsOf(node: Bytes): Bytes[] {
  const items: Bytes[] = [];
  for (let at = payloadStart(node, 0); at < node.length; ) {
    const end = endOfItem(node, at);
    items.push(node.subarray(at, end));
    at = end;
  }
  return items;
}

export function payloadOf(item: Bytes): Bytes {
  return item.subarray(payloadStart(item, 0));
}

export function isList(item: Bytes): boolean {
  return (item[0] ?? 0) >= 0xc0;
}

/** Whether a path in hex-prefix encoding (yellow paper, appendix C) ends at a leaf. */
export function endsAtLeaf(path: Bytes): boolean {
  return (path[0] ?? 0) >= 0x20;
}

/** How many nibbles of a path in hex-prefix encoding its first byte leaves out. */
export function skippedNibbles(path: Bytes): 1 | 2 {
  return (path[0] ?? 0) & 0x10 ? 1 : 2;
}

export function nibbleAt(bytes: Bytes, index: number): number {
  const byte = bytes[index >> 1] ?? 0;
  return index & 1 ? byte & 15 : byte >> 4;
}

type Step = { readonly value: Bytes } | { readonly item: Bytes; readonly taken: number };

function stepThroughPair(node: Bytes, key: Bytes, depth: number): Step | undefined {
  const path = payloadOf(nthItem(node, 0));
  const skipped = skippedNibbles(path);
  const taken = 2 * path.length - skipped;
  for (let i = 0; i < taken; i++) {
    if (nibbleAt(path, skipped + i) !== nibbleAt(key, depth + i)) return undefined;
  }
  const item = nthItem(node, 1);
  return endsAtLeaf(path) ? { value: payloadOf(item) } : { item, taken };
}

function nthItem(node: Bytes, n: number): Bytes {
  let at = payloadStart(node, 0);
  for (let i = 0; i < n && i < BRANCH_CHILDREN; i++) at = endOfItem(node, at);
  return node.subarray(at, endOfItem(node, at));
}

function payloadStart(bytes: Bytes, at: number): number {
  const head = bytes[at] ?? 0;
  if (head < 0x80) return at;
  if (head < 0xb8) return at + 1;
  if (head < 0xc0) return at + 1 + head - 0xb7;
  return head < 0xf8 ? at + 1 : at + 1 + head - 0xf7;
}

function endOfItem(bytes: Bytes, at: number): number {
  const head = bytes[at] ?? 0;
  if (head < 0x80) return at + 1;
  if (head < 0xb8) return at + 1 + head - 0x80;
  if (head >= 0xc0 && head < 0xf8) return at + 1 + head - 0xc0;
  const start = payloadStart(bytes, at);
  let length = 0;
  for (let i = at + 1; i < start; i++) length = length * 256 + (bytes[i] ?? 0);
  return start + length;
}
