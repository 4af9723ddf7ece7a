import { type Bytes, concat, equalBytes } from './bytes.ts';
import { CustosError } from './errors.ts';
import { sha256 } from './hash.ts';

/** RFC 6962 §2.1 Merkle trees over SHA-256. Sizes and indexes are safe integers. */
const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const EMPTY_ROOT: Bytes = sha256(new Uint8Array());

export function leafHash(data: Bytes): Bytes {
  return sha256(concat(LEAF, data));
}

export function nodeHash(left: Bytes, right: Bytes): Bytes {
  return sha256(concat(NODE, left, right));
}

/** Gives the hash of the complete subtree of `2 ** level` leaves that begins at `index * 2 ** level`. */
export type NodeReader = (level: number, index: number) => Bytes;

/** Levels of complete subtrees over leaf hashes in memory, for trees that are built whole. */
export class MerkleTree {
  readonly #levels: Bytes[][] = [[]];

  constructor(leafHashes: Iterable<Bytes> = []) {
    for (const hash of leafHashes) this.append(hash);
  }

  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  append(hash: Bytes): void {
    let level = 0;
    let carry: Bytes | undefined = hash;
    while (carry !== undefined) {
      let row = this.#levels[level];
      if (row === undefined) {
        row = [];
        this.#levels.push(row);
      }
      row.push(carry);
      const left: Bytes | undefined = row[row.length - 2];
      const right: Bytes | undefined = row[row.length - 1];
      carry = row.length % 2 === 0 && left && right ? nodeHash(left, right) : undefined;
      level++;
    }
  }

  readonly node: NodeReader = (level, index) => {
    const hash = this.#levels[level]?.[index];
    if (hash === undefined) throw new CustosError('INPUT_INVALID', 'The tree has no such node.');
    return hash;
  };

  root(size: number = this.size): Bytes {
    return rootFrom(this.node, size);
  }

  inclusion(index: number, size: number = this.size): Bytes[] {
    return inclusionFrom(this.node, index, size);
  }

  consistency(from: number, to: number = this.size): Bytes[] {
    return consistencyFrom(this.node, from, to);
  }
}

/** Root of the first `size` leaves. */
export function rootFrom(node: NodeReader, size: number): Bytes {
  return size === 0 ? EMPTY_ROOT : subtreeHash(node, 0, size);
}

/** RFC 6962 §2.1.1: from the leaf's sibling up to the root's child. */
export function inclusionFrom(node: NodeReader, index: number, size: number): Bytes[] {
  checkRange(index >= 0 && index < size, `No leaf ${index} in a tree of ${size}.`);
  const path: Bytes[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const split = subtreeSplit(start, end);
    if (index < split) {
      path.push(subtreeHash(node, split, end));
      end = split;
    } else {
      path.push(subtreeHash(node, start, split));
      start = split;
    }
  }
  return path.reverse();
}

/** RFC 6962 §2.1.2: proof that the tree of `to` leaves extends the tree of `from` leaves. */
export function consistencyFrom(node: NodeReader, from: number, to: number): Bytes[] {
  checkRange(from >= 0 && from <= to, `No consistency from ${from} to ${to}.`);
  if (from === 0 || from === to) return [];
  const path: Bytes[] = [];
  let start = 0;
  let end = to;
  let whole = true;
  while (from !== end) {
    const split = subtreeSplit(start, end);
    if (from <= split) {
      path.push(subtreeHash(node, split, end));
      end = split;
    } else {
      path.push(subtreeHash(node, start, split));
      start = split;
      whole = false;
    }
  }
  if (!whole) path.push(subtreeHash(node, start, end));
  return path.reverse();
}

/** True where `proof` shows that `leaf` (a leaf hash) stands at `index` under `root` (RFC 9162 §2.1.3.2). */
export function verifyInclusion(
  leaf: Bytes,
  index: number,
  size: number,
  proof: readonly Bytes[],
  root: Bytes,
): boolean {
  if (!isIndex(index) || !isIndex(size) || index >= size) return false;
  let position = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0 || sibling.length !== 32) return false;
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash);
      while (position % 2 === 0 && position !== 0) {
        position = half(position);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && equalBytes(hash, root);
}

/** True where `proof` shows that `newRoot` extends `oldRoot` (RFC 9162 §2.1.4.2). */
export function verifyConsistency(
  from: number,
  to: number,
  proof: readonly Bytes[],
  oldRoot: Bytes,
  newRoot: Bytes,
): boolean {
  if (!isIndex(from) || !isIndex(to) || from > to) return false;
  if (from === to) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  if (from === 0) return proof.length === 0 && equalBytes(oldRoot, EMPTY_ROOT);
  const path = isPowerOfTwo(from) ? [oldRoot, ...proof] : [...proof];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let position = from - 1;
  let last = to - 1;
  while (position % 2 === 1) {
    position = half(position);
    last = half(last);
  }
  let oldHash = first;
  let newHash = first;
  for (const sibling of rest) {
    if (last === 0 || sibling.length !== 32) return false;
    if (position % 2 === 1 || position === last) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (position % 2 === 0 && position !== 0) {
        position = half(position);
        last = half(last);
      }
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    position = half(position);
    last = half(last);
  }
  return last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}

/** Hash of the subtree over the leaves from `start` to before `end`, as the tree of RFC 6962 has it. */
export function subtreeHash(node: NodeReader, start: number, end: number): Bytes {
  const width = end - start;
  if (isPowerOfTwo(width)) return node(Math.round(Math.log2(width)), start / width);
  const split = subtreeSplit(start, end);
  return nodeHash(subtreeHash(node, start, split), subtreeHash(node, split, end));
}

/** Where RFC 6962 parts a subtree of two leaves or more. */
export function subtreeSplit(start: number, end: number): number {
  return start + largestPowerBelow(end - start);
}

function largestPowerBelow(width: number): number {
  let power = 1;
  while (power * 2 < width) power *= 2;
  return power;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  return largestPowerBelow(value) * 2 === value || value === 1;
}

function isIndex(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function checkRange(holds: boolean, message: string): void {
  if (!holds) throw new CustosError('LOG_RANGE_INVALID', message);
}
