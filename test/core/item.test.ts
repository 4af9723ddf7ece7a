import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import type { GrantId, LogId, Pseudonym } from '../../src/core/ids.ts';
import {
  type ItemLeaf,
  itemLeafData,
  itemLeafHash,
  NO_SOURCE,
  ownerCommitment,
  releaseRow,
  rowBinding,
  rowInput,
  SHARED_OWNER,
  sourceCommitment,
} from '../../src/core/item.ts';
import { hexOf } from './samples.ts';

const refused = expect.objectContaining({ code: 'ENCODING_INVALID' });
const word = (byte: number) => new Uint8Array(32).fill(byte);
const leaf: ItemLeaf = {
  salt: word(1),
  digest: word(2),
  size: 3,
  mediaType: 'text/plain',
  categories: 4,
  owner: SHARED_OWNER,
  source: NO_SOURCE,
};
const CHANGES: Partial<ItemLeaf>[] = [
  { salt: word(9) },
  { digest: word(9) },
  { size: 4 },
  { mediaType: 'text/html' },
  { categories: 5 },
  { owner: word(9) },
  { source: word(9) },
];

describe('item leaves', () => {
  it('change with every field', () => {
    const hashes = [leaf, ...CHANGES.map((change) => ({ ...leaf, ...change }))].map((l) => toHex(itemLeafHash(l)));
    expect(new Set(hashes).size).toBe(CHANGES.length + 1);
  });

  it('have one width, whatever they hold', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 0xffff_ffff }), fc.string(), (size, categories, mediaType) => {
        expect(itemLeafData({ ...leaf, size, categories, mediaType }).length).toBe(172);
      }),
    );
  });

  it.each([
    [{ salt: word(1).subarray(1) }],
    [{ digest: new Uint8Array(33) }],
    [{ owner: new Uint8Array() }],
    [{ size: -1 }],
    [{ size: 2 ** 53 }],
    [{ categories: 2 ** 32 }],
  ])('refuse a field of another width: %#', (change) => {
    expect(() => itemLeafData({ ...leaf, ...change })).toThrow(refused);
  });

  it('hide the owner behind its salt, and never look shared', () => {
    const subject = hexOf('30', 32) as Pseudonym;
    expect(ownerCommitment(word(1), subject)).not.toEqual(ownerCommitment(word(2), subject));
    expect(ownerCommitment(word(1), subject)).not.toEqual(SHARED_OWNER);
    expect(() => ownerCommitment(word(1).subarray(1), subject)).toThrow(refused);
    expect(sourceCommitment(word(1), word(2))).not.toEqual(ownerCommitment(word(1), hexOf('02', 32) as Pseudonym));
  });
});

describe('release rows', () => {
  const log = hexOf('10', 32) as LogId;

  it('bind log, number, position, subject and grant', () => {
    const bindings = [
      rowInput(log, 1, 2),
      rowInput(log, 2, 1),
      rowInput(log, 1, 3),
      rowInput(hexOf('11', 32) as LogId, 1, 2),
      rowBinding(word(1), hexOf('30', 32) as Pseudonym, hexOf('40', 32) as GrantId),
      rowBinding(word(1), hexOf('40', 32) as Pseudonym, hexOf('30', 32) as GrantId),
      rowBinding(word(2), hexOf('30', 32) as Pseudonym, hexOf('40', 32) as GrantId),
    ].map(toHex);
    expect(new Set(bindings).size).toBe(bindings.length);
  });

  it('refuse halves of another width', () => {
    expect(releaseRow(word(1), word(2)).length).toBe(64);
    expect(() => releaseRow(word(1), new Uint8Array(31))).toThrow(refused);
    expect(() => rowBinding(new Uint8Array(31), hexOf('30', 32) as Pseudonym, hexOf('40', 32) as GrantId)).toThrow(
      refused,
    );
    expect(() => rowInput(log, -1, 0)).toThrow(refused);
    expect(() => rowInput(log, 0, 2 ** 32)).toThrow(refused);
  });
});
