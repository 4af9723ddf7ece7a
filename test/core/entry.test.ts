import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8, utf8Decode } from '../../src/core/bytes.ts';
import { canonicalBytes, type Json } from '../../src/core/canonical.ts';
import { decodeEntry, type Entry, encodeEntry } from '../../src/core/entry.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { ENTRIES } from './format-vectors.ts';
import { hexOf } from './samples.ts';

const invalid = expect.objectContaining({ code: 'INPUT_INVALID' });
const [start, released] = ENTRIES as readonly [Entry, Entry, ...Entry[]];
const changed = (entry: Entry, change: object) => canonicalBytes({ ...entry, ...change } as unknown as Json);

describe('entries', () => {
  it('read back what was written', () => {
    for (const entry of ENTRIES) expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
  });

  it.each(Object.keys(start))('refuse to be without %s', (key) => {
    const { [key as keyof Entry]: _, ...rest } = start;
    expect(() => decodeEntry(canonicalBytes(rest as unknown as Json))).toThrow(invalid);
  });

  it.each([
    ['an unknown member', { note: 'x' }],
    ['another version', { v: 2 }],
    ['an unknown kind', { kind: 'gossip' }],
    ['an outcome of another kind', { outcome: 'acknowledged' }],
    ['an unknown reason', { reason: 'because' }],
    ['a negative number', { seq: -1 }],
    ['a fraction', { time: 1.5 }],
    ['a digest in upper case', { evidence: hexOf('AA', 32) }],
    ['a short digest', { dataset: hexOf('aa', 31) }],
    ['a ledger of another form', { ledger: '1' }],
    ['a block without a hash', { block: { height: 1 } }],
    ['a block with more', { block: { height: 1, hash: hexOf('aa', 32), time: 1 } }],
    ['purpose 0', { purpose: 0 }],
    ['purpose 256', { purpose: 256 }],
    ['permit 0', { permit: 0 }],
    ['too many rows', { rows: { root: hexOf('aa', 32), count: 4097 } }],
    ['no row', { rows: { root: hexOf('aa', 32), count: 0 } }],
    ['consent as a basis', { basis: 'consent' }],
    ['text for a number', { seq: '1' }],
    ['null', { of: null }],
  ])('refuse %s', (_, change) => {
    expect(() => decodeEntry(changed(released, change))).toThrow(invalid);
  });

  it('name rows where items left, and only there', () => {
    const { rows: _, ...bare } = released;
    expect(() => decodeEntry(canonicalBytes(bare as unknown as Json))).toThrow(invalid);
    expect(() => decodeEntry(changed(released, { outcome: 'refused', reason: 'no-permit' }))).toThrow(invalid);
  });

  it('refuse bytes that are not canonical', () => {
    const text = utf8Decode(encodeEntry(released));
    const duplicate = text.replace('"v":1', '"v":1,"v":1');
    for (const other of [duplicate, `${text}\n`, text.replace(':', ': '), ` ${text}`]) {
      expect(() => decodeEntry(utf8(other))).toThrow(expect.objectContaining({ code: 'JSON_NOT_CANONICAL' }));
    }
  });

  it('never read a changed byte as the same entry, nor fail otherwise than by refusing', () => {
    const bytes = encodeEntry(released);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const other = bytes.map((byte, i) => (i === at ? byte ^ mask : byte));
        try {
          expect(decodeEntry(other)).not.toEqual(released);
        } catch (error) {
          if (!isCustosError(error, 'INPUT_INVALID', 'JSON_NOT_CANONICAL', 'ENCODING_INVALID')) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('take less than 65,536 bytes', () => {
    const padded = { ...start, evidence: `0x${'a'.repeat(65_500)}` } as unknown as Entry;
    expect(() => encodeEntry(padded)).toThrow(expect.objectContaining({ code: 'INPUT_TOO_LARGE' }));
    expect(() => decodeEntry(new Uint8Array(65_536))).toThrow(expect.objectContaining({ code: 'INPUT_TOO_LARGE' }));
  });
});
