import { RLP } from '@ethereumjs/rlp';
import { KECCAK256_RLP } from '@ethereumjs/util';
import { type Bytes, concat, joined } from '../core/bytes.ts';
import type { Keccak } from '../core/trie-root.ts';
import {
  endsAtLeaf,
  type FindNode,
  isEmptyTrie,
  isList,
  isPair,
  itemsOf,
  nibbleAt,
  payloadOf,
  skippedNibbles,
} from './state-trie.ts';

/** Undefined deletes what is at the key. */
export type TrieChange = readonly [key: Bytes, value: Bytes | undefined];

export interface TrieNodes {
  readonly find: FindNode;
  readonly put: (hash: Bytes, node: Bytes) => void;
  readonly keccak256: Keccak;
}

/** What stands in a parent: nothing, the hash of a node that is stored, or a node that was read or made. */
type Child = undefined | Bytes | TrieNode;
type Pair =
  | { readonly kind: 'leaf'; readonly path: Bytes; readonly value: Bytes }
  | { readonly kind: 'extension'; readonly path: Bytes; readonly child: Child };
type TrieNode = Pair | { readonly kind: 'branch'; readonly children: Child[] };

const EMPTY_ITEM = Uint8Array.of(0x80);

/** Makes all the changes in the trie of this root and gives the new root. Each node on the ways to them is read, hashed and put once, however many changes it is on the way to,
 *  and no node of a state in between is put. All keys of a trie have one length. */
export function updateTrie(nodes: TrieNodes, root: Bytes, changes: Iterable<TrieChange>): Bytes {
  let top: Child = isEmptyTrie(root) ? undefined : root;
  for (const [key, value] of changes) {
    top = value === undefined ? remove(nodes, top, nibblesOf(key)) : insert(nodes, top, nibblesOf(key), value);
  }
  if (top === undefined) return KECCAK256_RLP;
  if (top instanceof Uint8Array) return top;
  return store(nodes, encode(nodes, top));
}

function insert(nodes: TrieNodes, child: Child, path: Bytes, value: Bytes): TrieNode {
  if (child === undefined) return { kind: 'leaf', path, value };
  const node = load(nodes, child);
  if (node.kind === 'branch') {
    const nibble = path[0] ?? 0;
    node.children[nibble] = insert(nodes, node.children[nibble], path.subarray(1), value);
    return node;
  }
  const shared = sharedLength(node.path, path);
  if (shared < node.path.length) return split(node, shared, path, value);
  if (node.kind === 'leaf') return { ...node, value };
  return { ...node, child: insert(nodes, node.child, path.subarray(shared), value) };
}

/** Puts a branch where the path of a node and the one to a new value part. */
function split(node: Pair, shared: number, path: Bytes, value: Bytes): TrieNode {
  const children: Child[] = Array.from({ length: 16 }, () => undefined);
  const rest = node.path.subarray(shared + 1);
  children[node.path[shared] ?? 0] = node.kind === 'leaf' ? { ...node, path: rest } : extended(rest, node.child);
  children[path[shared] ?? 0] = { kind: 'leaf', path: path.subarray(shared + 1), value };
  const branch: TrieNode = { kind: 'branch', children };
  return shared === 0 ? branch : { kind: 'extension', path: path.subarray(0, shared), child: branch };
}

function extended(path: Bytes, child: Child): Child {
  return path.length === 0 ? child : { kind: 'extension', path, child };
}

function remove(nodes: TrieNodes, child: Child, path: Bytes): Child {
  if (child === undefined) return undefined;
  const node = load(nodes, child);
  if (node.kind === 'branch') {
    const nibble = path[0] ?? 0;
    node.children[nibble] = remove(nodes, node.children[nibble], path.subarray(1));
    return withoutLoneChild(nodes, node);
  }
  if (sharedLength(node.path, path) < node.path.length) return node;
  if (node.kind === 'leaf') return undefined;
  const left = remove(nodes, node.child, path.subarray(node.path.length));
  return left === undefined ? undefined : merged(nodes, node.path, left);
}

function withoutLoneChild(nodes: TrieNodes, branch: TrieNode & { children: Child[] }): Child {
  const first = branch.children.findIndex((child) => child !== undefined);
  const isLone = branch.children.findLastIndex((child) => child !== undefined) === first;
  if (!isLone) return branch;
  const child = branch.children[first];
  return child && merged(nodes, Uint8Array.of(first), child);
}

/** One node for a path and the node that it leads to: two paths never follow each other. */
function merged(nodes: TrieNodes, path: Bytes, child: Bytes | TrieNode): TrieNode {
  const node = load(nodes, child);
  if (node.kind === 'branch') return { kind: 'extension', path, child };
  return { ...node, path: concat(path, node.path) };
}

function load(nodes: TrieNodes, child: Bytes | TrieNode): TrieNode {
  return child instanceof Uint8Array ? decode(nodes.find(child)) : child;
}

function decode(bytes: Bytes): TrieNode {
  const items = itemsOf(bytes);
  const [first, second] = items;
  if (!isPair(bytes) || !first || !second) return { kind: 'branch', children: items.slice(0, 16).map(childOf) };
  const prefixed = payloadOf(first);
  const path = nibblesOf(prefixed).subarray(skippedNibbles(prefixed));
  if (endsAtLeaf(prefixed)) return { kind: 'leaf', path, value: payloadOf(second) };
  return { kind: 'extension', path, child: childOf(second) };
}

function childOf(item: Bytes): Child {
  if (isList(item)) return decode(item);
  return item.length === 1 ? undefined : payloadOf(item);
}

function encode(nodes: TrieNodes, node: TrieNode): Bytes {
  switch (node.kind) {
    case 'leaf':
      return list([RLP.encode(compact(node.path, true)), RLP.encode(node.value)]);
    case 'extension':
      return list([RLP.encode(compact(node.path, false)), reference(nodes, node.child)]);
    case 'branch':
      return list([...node.children.map((child) => reference(nodes, child)), EMPTY_ITEM]);
  }
}

/** The item of a child: a node of fewer than 32 bytes stands in its parent as it is, a longer one by its hash. */
function reference(nodes: TrieNodes, child: Child): Bytes {
  if (child === undefined) return EMPTY_ITEM;
  if (child instanceof Uint8Array) return hashItem(child);
  const encoded = encode(nodes, child);
  return encoded.length < 32 ? encoded : hashItem(store(nodes, encoded));
}

function store({ keccak256, put }: TrieNodes, encoded: Bytes): Bytes {
  const hash = keccak256(encoded);
  put(hash, encoded);
  return hash;
}

function hashItem(hash: Bytes): Bytes {
  return concat(Uint8Array.of(0x80 + hash.length), hash);
}

function list(items: readonly Bytes[]): Bytes {
  const body = joined(items);
  const { length } = body;
  if (length < 56) return concat(Uint8Array.of(0xc0 + length), body);
  return length < 256
    ? concat(Uint8Array.of(0xf8, length), body)
    : concat(Uint8Array.of(0xf9, length >> 8, length & 255), body);
}

/** Hex-prefix encoding of the yellow paper, appendix C. */
function compact(nibbles: Bytes, leaf: boolean): Bytes {
  const isOdd = nibbles.length % 2 === 1;
  const out = new Uint8Array((nibbles.length >> 1) + 1);
  out[0] = (leaf ? 0x20 : 0) + (isOdd ? 0x10 + (nibbles[0] ?? 0) : 0);
  const rest = isOdd ? 1 : 0;
  for (let i = 1; i < out.length; i++) {
    out[i] = (nibbles[2 * i - 2 + rest] ?? 0) * 16 + (nibbles[2 * i - 1 + rest] ?? 0);
  }
  return out;
}

function nibblesOf(bytes: Bytes): Bytes {
  const nibbles = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < nibbles.length; i++) nibbles[i] = nibbleAt(bytes, i);
  return nibbles;
}

function sharedLength(a: Bytes, b: Bytes): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
