import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, uintBytes } from '../../src/core/bytes.ts';
import {
  consistencyFrom,
  EMPTY_ROOT,
  inclusionFrom,
  leafHash,
  MerkleTree,
  type NodeReader,
  nodeHash,
  rootFrom,
  verifyConsistency,
  verifyInclusion,
} from '../../src/core/merkle.ts';

/** The tree that implementations of certificate-transparency test with. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const A = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
const B = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
const C = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
const D = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
const E = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const F = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';
const classic = new MerkleTree(LEAVES.map((leaf) => leafHash(fromHex(`0x${leaf}`))));
const plain = (path: Uint8Array[]) => path.map((hash) => toHex(hash).slice(2));

describe('the tree of certificate-transparency', () => {
  it.each(ROOTS.map((root, size) => [size, root]))('of %i leaves has the known root', (size, root) => {
    expect(toHex(classic.root(Number(size)))).toBe(`0x${root}`);
  });

  it.each([
    [0, 1, []],
    [0, 8, [A, B, C]],
    [5, 8, [D, E, ROOTS[4]]],
    [2, 3, [ROOTS[2]]],
    [1, 5, [ROOTS[1], B, D]],
  ])('has the known path of leaf %i in %i', (index, size, path) => {
    expect(plain(classic.inclusion(index, size))).toEqual(path);
  });

  it.each([
    [1, 1, []],
    [1, 8, [A, B, C]],
    [6, 8, [F, E, ROOTS[4]]],
    [2, 5, [B, D]],
  ])('has the known consistency from %i to %i', (from, to, path) => {
    expect(plain(classic.consistency(from, to))).toEqual(path);
  });
});

/** RFC 6962 §2.1 as it is written. */
function definition(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return EMPTY_ROOT;
  if (leaves.length === 1) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definition(leaves.slice(0, split)), definition(leaves.slice(split)));
}

const hashes = Array.from({ length: 300 }, (_, i) => leafHash(uintBytes(i, 4)));
const tree = new MerkleTree(hashes);
const sizes = fc.integer({ min: 1, max: 300 });

describe('Merkle trees', () => {
  it('have the root that RFC 6962 defines', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        expect(tree.root(size)).toEqual(definition(hashes.slice(0, size)));
      }),
    );
  });

  it('prove each leaf, and nothing else', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, pick, other) => {
        const index = pick % size;
        const path = tree.inclusion(index, size);
        const root = tree.root(size);
        const leaf = hashes[index] ?? EMPTY_ROOT;
        expect(verifyInclusion(leaf, index, size, path, root)).toBe(true);
        const wrong = other % size;
        if (wrong !== index) expect(verifyInclusion(leaf, wrong, size, path, root)).toBe(false);
        expect(verifyInclusion(hashes[wrong + 1] ?? EMPTY_ROOT, index, size, path, root)).toBe(wrong + 1 === index);
        expect(verifyInclusion(leaf, index, size, [...path, root], root)).toBe(false);
        if (path.length > 0) {
          expect(verifyInclusion(leaf, index, size, path.slice(1), root)).toBe(false);
          expect(verifyInclusion(leaf, index, size, flip(path, other), root)).toBe(false);
        }
      }),
    );
  });

  it('prove each growth, and nothing else', () => {
    fc.assert(
      fc.property(sizes, sizes, fc.nat(), (one, other, bit) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        const path = tree.consistency(from, to);
        expect(verifyConsistency(from, to, path, tree.root(from), tree.root(to))).toBe(true);
        if (from === to) return;
        expect(verifyConsistency(from, to, path, tree.root(from), EMPTY_ROOT)).toBe(false);
        expect(verifyConsistency(from, to, path, EMPTY_ROOT, tree.root(to))).toBe(false);
        expect(verifyConsistency(from, to, flip(path, bit), tree.root(from), tree.root(to))).toBe(false);
        expect(verifyConsistency(from, to, path.slice(1), tree.root(from), tree.root(to))).toBe(false);
        expect(verifyConsistency(from, to, [...path, EMPTY_ROOT], tree.root(from), tree.root(to))).toBe(false);
      }),
    );
  });

  it('find a fork that only a consistency proof shows', () => {
    const forked = new MerkleTree(hashes.map((hash, i) => (i === 3 ? EMPTY_ROOT : hash)));
    expect(verifyConsistency(10, 20, forked.consistency(10, 20), tree.root(10), forked.root(20))).toBe(false);
  });

  it('refuse sizes and indexes that are no counts', () => {
    const [leaf = EMPTY_ROOT] = hashes;
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(verifyInclusion(leaf, bad, 4, [], leaf)).toBe(false);
      expect(verifyInclusion(leaf, 0, bad, [], leaf)).toBe(false);
      expect(verifyConsistency(bad, 4, [], leaf, leaf)).toBe(false);
    }
    expect(verifyInclusion(leaf, 0, 0, [], EMPTY_ROOT)).toBe(false);
    expect(() => tree.inclusion(5, 5)).toThrow(expect.objectContaining({ code: 'LOG_RANGE_INVALID' }));
    expect(() => tree.consistency(6, 5)).toThrow(expect.objectContaining({ code: 'LOG_RANGE_INVALID' }));
  });

  it('work at sizes near 2^53, where logarithms round', () => {
    const levels = [leafHash(new Uint8Array())];
    for (let level = 0; level < 53; level++) {
      const below = levels[level] ?? EMPTY_ROOT;
      levels.push(nodeHash(below, below));
    }
    // A tree of equal leaves: its nodes need no memory.
    const reader: NodeReader = (level) => levels[level] ?? EMPTY_ROOT;
    for (const size of [2 ** 48 + 1, 2 ** 49 + 1, 2 ** 52 - 1, Number.MAX_SAFE_INTEGER]) {
      const root = rootFrom(reader, size);
      const index = size - 1;
      expect(verifyInclusion(reader(0, index), index, size, inclusionFrom(reader, index, size), root)).toBe(true);
      expect(verifyConsistency(2 ** 40, size, consistencyFrom(reader, 2 ** 40, size), reader(40, 0), root)).toBe(true);
    }
  });
});

function flip(path: readonly Uint8Array[], bit: number): Uint8Array[] {
  const which = bit % path.length;
  return path.map((hash, i) =>
    i === which ? hash.map((byte, j) => (j === bit % 32 ? byte ^ (1 << (bit % 8)) : byte)) : hash,
  );
}
