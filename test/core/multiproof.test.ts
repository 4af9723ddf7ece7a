import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../src/core/bytes.ts';
import { utf8 } from '../../src/core/bytes.ts';
import { leafHash, MerkleTree, verifyInclusion } from '../../src/core/merkle.ts';
import { multiproofFrom, verifyMultiproof } from '../../src/core/multiproof.ts';

const leaves = Array.from({ length: 70 }, (_, i) => leafHash(utf8(`leaf ${i}`)));
const some = fc
  .integer({ min: 1, max: leaves.length })
  .chain((size) =>
    fc.tuple(fc.constant(size), fc.uniqueArray(fc.nat({ max: size - 1 }), { minLength: 1, maxLength: size })),
  )
  .map(([size, indexes]) => ({ size, indexes: indexes.toSorted((a, b) => a - b) }));

function proofOf({ size, indexes }: { size: number; indexes: readonly number[] }) {
  const tree = new MerkleTree(leaves.slice(0, size));
  const hashes = indexes.map((index) => leaves[index] as Bytes);
  return { tree, hashes, proof: multiproofFrom(tree.node, indexes, size), root: tree.root() };
}

describe('a multiproof', () => {
  it('proves any leaves of any tree', () => {
    fc.assert(
      fc.property(some, (of) => {
        const { hashes, proof, root } = proofOf(of);
        expect(verifyMultiproof(hashes, of.indexes, of.size, proof, root)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('of one leaf holds the hashes of its inclusion proof', () => {
    const { tree, hashes, proof, root } = proofOf({ size: 37, indexes: [21] });
    const path = tree.inclusion(21);
    expect(new Set(proof.map(String))).toEqual(new Set(path.map(String)));
    expect(verifyInclusion(hashes[0] as Bytes, 21, 37, path, root)).toBe(true);
  });

  it('of all leaves is empty', () => {
    const indexes = leaves.map((_, i) => i);
    expect(proofOf({ size: leaves.length, indexes }).proof).toEqual([]);
  });

  it('proves nothing of another leaf, place, or tree', () => {
    fc.assert(
      fc.property(some, fc.nat(), fc.nat({ max: 31 }), fc.nat({ max: 7 }), (of, which, byte, bit) => {
        const { hashes, proof, root } = proofOf(of);
        const all = [...hashes, ...proof];
        const flipped = all.map((hash, i) => {
          const copy = hash.slice();
          if (i === which % all.length) copy[byte] = (copy[byte] ?? 0) ^ (1 << bit);
          return copy;
        });
        const [other, path] = [flipped.slice(0, hashes.length), flipped.slice(hashes.length)];
        expect(verifyMultiproof(other, of.indexes, of.size, path, root)).toBe(false);
        expect(verifyMultiproof(hashes, of.indexes, of.size, [...proof, root], root)).toBe(false);
        expect(verifyMultiproof(hashes, of.indexes, of.size, proof.slice(1), root)).toBe(proof.length === 0);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['no leaf', [], 5],
    ['a leaf twice', [1, 1], 5],
    ['leaves that do not ascend', [2, 1], 5],
    ['a leaf beyond the tree', [5], 5],
    ['no number', [Number.NaN], 5],
    ['a fraction', [0.5], 5],
    ['a tree of no leaves', [0], 0],
    ['a tree of a size that is no number', [0], Number.NaN],
  ])('is refused for %s', (_, indexes, size) => {
    const tree = new MerkleTree(leaves.slice(0, 5));
    const hashes = indexes.map(() => leaves[0] as Bytes);
    expect(() => multiproofFrom(tree.node, indexes, size)).toThrow(/ascend/);
    expect(verifyMultiproof(hashes, indexes, size, tree.inclusion(0), tree.root())).toBe(false);
  });

  it('is refused with a hash of another length', () => {
    const { hashes, proof, root } = proofOf({ size: 8, indexes: [3] });
    expect(verifyMultiproof(hashes, [3], 8, [new Uint8Array(33), ...proof.slice(1)], root)).toBe(false);
    expect(verifyMultiproof([new Uint8Array(31)], [3], 8, proof, root)).toBe(false);
  });

  it('of a tree beyond any size ends without being walked', () => {
    const size = Number.MAX_SAFE_INTEGER;
    expect(verifyMultiproof([leaves[0] as Bytes], [0], size, [], leaves[1] as Bytes)).toBe(false);
  });
});
