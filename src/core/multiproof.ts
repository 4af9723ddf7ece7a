import { type Bytes, equalBytes } from './bytes.ts';
import { CustosError } from './errors.ts';
import { type NodeReader, nodeHash, subtreeHash, subtreeSplit } from './merkle.ts';

/** A Merkle multiproof: the hashes that, with the leaves at `indexes`, give the root of the RFC 6962 tree of `size`
 *  leaves. They are the roots of the largest subtrees that hold none of the leaves, from left to right (docs/formats.md).
 *  `indexes` ascend, each below `size`; LOG_RANGE_INVALID otherwise, and where there are none. */
export function multiproofFrom(node: NodeReader, indexes: ArrayLike<number>, size: number): Bytes[] {
  if (!areIndexes(indexes, size)) {
    throw new CustosError('LOG_RANGE_INVALID', `The leaves must ascend, in a tree of ${size}.`);
  }
  const proof: Bytes[] = [];
  const walk = (start: number, end: number, from: number, to: number): void => {
    if (from === to) {
      proof.push(subtreeHash(node, start, end));
    } else if (end - start > 1) {
      const split = subtreeSplit(start, end);
      const middle = firstFrom(indexes, split, from, to);
      walk(start, split, from, middle);
      walk(split, end, middle, to);
    }
  };
  walk(0, size, 0, indexes.length);
  return proof;
}

/** True where `proof` shows that the leaf hash `leaves[i]` stands at `indexes[i]` under `root`, for every i: not a hash
 *  more or less than that needs. */
export function verifyMultiproof(
  leaves: readonly Bytes[],
  indexes: ArrayLike<number>,
  size: number,
  proof: readonly Bytes[],
  root: Bytes,
): boolean {
  if ([...leaves, ...proof].some(({ length }) => length !== 32)) return false;
  const found = multiproofRoot(leaves, indexes, size, proof, nodeHash);
  return found !== undefined && equalBytes(found, root);
}

/** The root that a multiproof gives, in whatever form hashes are; undefined where it is none of these leaves, or has a hash
 *  more or less than it needs. */
export function multiproofRoot<Hash>(
  leaves: readonly Hash[],
  indexes: ArrayLike<number>,
  size: number,
  proof: readonly Hash[],
  hash: (left: Hash, right: Hash) => Hash,
): Hash | undefined {
  if (leaves.length !== indexes.length || !areIndexes(indexes, size)) return undefined;
  let used = 0;
  const walk = (start: number, end: number, from: number, to: number): Hash | undefined => {
    if (from === to) return proof[used++];
    if (end - start === 1) return leaves[from];
    const split = subtreeSplit(start, end);
    const middle = firstFrom(indexes, split, from, to);
    const left = walk(start, split, from, middle);
    const right = left === undefined ? undefined : walk(split, end, middle, to);
    return left === undefined || right === undefined ? undefined : hash(left, right);
  };
  const found = walk(0, size, 0, indexes.length);
  return used === proof.length ? found : undefined;
}

function areIndexes(indexes: ArrayLike<number>, size: number): boolean {
  if (!Number.isSafeInteger(size) || indexes.length === 0) return false;
  let before = -1;
  for (let i = 0; i < indexes.length; i++) {
    const index = indexes[i] ?? -1;
    if (!Number.isSafeInteger(index) || index <= before || index >= size) return false;
    before = index;
  }
  return true;
}

/** Place of the first index that is `bound` or more; `to` where there is none. */
function firstFrom(indexes: ArrayLike<number>, bound: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((indexes[middle] ?? bound) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
