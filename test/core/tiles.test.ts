import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, uintBytes, utf8 } from '../../src/core/bytes.ts';
import { consistencyFrom, inclusionFrom, leafHash, MerkleTree, rootFrom } from '../../src/core/merkle.ts';
import {
  decodeBundle,
  encodeBundle,
  entryBundles,
  type HashTile,
  hashTiles,
  parseTilePath,
  tileNodes,
  tilePath,
  tilesOf,
  tileWidth,
} from '../../src/core/tiles.ts';

const corrupt = expect.objectContaining({ code: 'LOG_CORRUPT' });
const SIZE = 70_000;
const tree = new MerkleTree(Array.from({ length: SIZE }, (_, i) => leafHash(uintBytes(i, 4))));

/** The bytes of a tile, from the definition: each hash is the node 8 levels up. */
function tileBytes({ level, index, width }: HashTile): Uint8Array {
  return concat(...Array.from({ length: width }, (_, i) => tree.node(8 * level, 256 * index + i)));
}

describe('tile paths', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1234067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 1, width: 17 }, 'tile/1/001.p/17'],
    [{ level: 63, index: 999, width: 255 }, 'tile/63/999.p/255'],
    [{ level: 'entries', index: 1000, width: 112 }, 'tile/entries/x001/000.p/112'],
  ] as const)('of %j is %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it('read back for any tile', () => {
    const level = fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const));
    fc.assert(
      fc.property(level, fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (at, index, width) => {
        const tile = { level: at, index, width };
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
  });

  it.each([
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/0/x000/000',
    'tile/0/001/000',
    'tile/0/x001/x000',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/01',
    'tile/0/000.p/',
    'tile/0/000/',
    '/tile/0/000',
    'tile/0/../000',
    'tile/0/000\n',
    'tile/entry/000',
    `tile/0/${'x999/'.repeat(8)}999`,
    '',
  ])('%j names no tile', (path) => {
    expect(parseTilePath(path)).toBeUndefined();
  });

  it('are not written for what is no tile', () => {
    for (const tile of [
      { level: 64, index: 0, width: 1 },
      { level: 0, index: -1, width: 1 },
      { level: 0, index: 0, width: 0 },
      { level: 0, index: 0, width: 257 },
    ]) {
      expect(() => tilePath(tile)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });
});

describe('the tiles of a log', () => {
  it('are those that the specification counts for 70,000 leaves', () => {
    const tiles = [...hashTiles(SIZE)];
    const count = (level: number, full: boolean) =>
      tiles.filter((tile) => tile.level === level && (tile.width === 256) === full).length;
    expect([count(0, true), count(0, false), count(1, true), count(1, false), count(2, false)]).toEqual([
      273, 1, 1, 1, 1,
    ]);
    expect(tiles.filter(({ width }) => width < 256).map(({ width }) => width)).toEqual([112, 17, 1]);
    expect(tiles).toHaveLength(277);
    expect([...entryBundles(SIZE)]).toHaveLength(274);
  });

  it('of 256 leaves are a full one and a partial one above', () => {
    expect([...hashTiles(256)]).toEqual([
      { level: 0, index: 0, width: 256 },
      { level: 1, index: 0, width: 1 },
    ]);
    expect([...hashTiles(0)]).toEqual([]);
    expect([...entryBundles(0)]).toEqual([]);
  });

  it('that changed are what a grown log must write', () => {
    fc.assert(
      fc.property(fc.nat({ max: SIZE }), fc.nat({ max: SIZE }), (one, other) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        const before = new Set([...hashTiles(from)].map(tilePath));
        const grown = [...hashTiles(to)].map(tilePath).filter((path) => !before.has(path));
        expect([...hashTiles(to, from)].map(tilePath)).toEqual(grown);
        const bundles = new Set([...entryBundles(from)].map(tilePath));
        const more = [...entryBundles(to)].map(tilePath).filter((path) => !bundles.has(path));
        expect([...entryBundles(to, from)].map(tilePath)).toEqual(more);
      }),
      { numRuns: 30 },
    );
  });

  it('have no width beyond the log', () => {
    expect(tileWidth(0, 273, SIZE)).toBe(112);
    expect(tileWidth(0, 274, SIZE)).toBe(0);
    expect(tileWidth('entries', 273, SIZE)).toBe(112);
    expect(tileWidth(3, 0, SIZE)).toBe(0);
  });
});

describe('nodes from tiles', () => {
  it('give the roots and proofs that the whole tree gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SIZE }), fc.nat(), (size, pick) => {
        const node = tileNodes(size, tileBytes);
        const index = pick % size;
        expect(rootFrom(node, size)).toEqual(tree.root(size));
        expect(inclusionFrom(node, index, size)).toEqual(tree.inclusion(index, size));
        expect(consistencyFrom(node, index, size)).toEqual(tree.consistency(index, size));
      }),
      { numRuns: 40 },
    );
  });

  it('come from the tiles that were said to be needed, and from no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SIZE }), fc.nat(), (size, pick) => {
        const index = pick % size;
        const needed = tilesOf(size, (node) => inclusionFrom(node, index, size));
        const fetched = new Map(needed.map((tile) => [tilePath(tile), tileBytes(tile)]));
        const node = tileNodes(size, (tile) => fetched.get(tilePath(tile)) ?? new Uint8Array());
        expect(inclusionFrom(node, index, size)).toEqual(tree.inclusion(index, size));
        expect(needed.length).toBeLessThan(9);
      }),
      { numRuns: 40 },
    );
  });

  it('take a full tile where a partial one was asked for', () => {
    const node = tileNodes(300, (tile) => tileBytes({ ...tile, width: tile.level === 0 ? 256 : 2 }));
    expect(rootFrom(node, 300)).toEqual(tree.root(300));
  });

  it('refuse tiles that are short, long or cut', () => {
    for (const length of [0, 31, 33, 199 * 32, 200 * 32 + 1, 257 * 32]) {
      expect(() =>
        rootFrom(
          tileNodes(200, () => new Uint8Array(length)),
          200,
        ),
      ).toThrow(corrupt);
    }
  });

  it('refuse nodes that the tree does not have', () => {
    const node = tileNodes(300, tileBytes);
    for (const [level, index] of [
      [0, 300],
      [8, 1],
      [9, 0],
      [0, -1],
      [-1, 0],
    ] as const) {
      expect(() => node(level, index)).toThrow(expect.objectContaining({ code: 'LOG_RANGE_INVALID' }));
    }
  });
});

describe('entry bundles', () => {
  it('read back what was written', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 256 }), (entries) => {
        expect(decodeBundle(encodeBundle(entries), entries.length)).toEqual(entries);
      }),
    );
    const largest = new Uint8Array(65_535).fill(1);
    expect(decodeBundle(encodeBundle([largest]), 1)).toEqual([largest]);
  });

  it('are length-prefixed in two bytes', () => {
    expect(encodeBundle([utf8('ab'), new Uint8Array()])).toEqual(Uint8Array.of(0, 2, 0x61, 0x62, 0, 0));
  });

  it('are refused where they hold fewer, more, or a part', () => {
    const bundle = encodeBundle([utf8('ab'), utf8('c')]);
    expect(() => decodeBundle(bundle, 1)).toThrow(corrupt);
    expect(() => decodeBundle(bundle, 3)).toThrow(corrupt);
    for (let cut = 1; cut < bundle.length; cut++)
      expect(() => decodeBundle(bundle.subarray(0, cut), 2)).toThrow(corrupt);
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(expect.objectContaining({ code: 'INPUT_TOO_LARGE' }));
  });
});
