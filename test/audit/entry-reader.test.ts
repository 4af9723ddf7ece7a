import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryReader, readBundle } from '../../src/audit/log/entry-reader.ts';
import { TreeHead } from '../../src/audit/log/tree-head.ts';
import { toHex, utf8, utf8Decode } from '../../src/core/bytes.ts';
import { canonicalBytes } from '../../src/core/canonical.ts';
import { decodeEntry, type Entry, encodeEntry } from '../../src/core/entry.ts';
import { isCustosError } from '../../src/core/errors.ts';
import { leafHash, MerkleTree } from '../../src/core/merkle.ts';
import { encodeBundle } from '../../src/core/tiles.ts';
import { honestStudy } from './honest-trail.ts';

function byCore(bytes: Uint8Array): Entry | undefined {
  try {
    return decodeEntry(bytes);
  } catch (error) {
    if (isCustosError(error)) return undefined;
    throw error;
  }
}

describe('the auditor’s entry reader', () => {
  it('reads and refuses exactly what core’s decoder does', async () => {
    const study = await honestStudy();
    const read = entryReader(study.ledger, study.logId);
    const texts = study.entries.map(utf8Decode);
    const edit = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(3),
      put: fc.constantFrom(
        '',
        '0',
        '1',
        '9999999',
        ' ',
        '"',
        ',',
        '{}',
        'a',
        'F',
        '\u00e9',
        '\n',
        '"of":1,',
        '-',
        '.5',
      ),
    });
    fc.assert(
      fc.property(edit, ({ text, at, cut, put }) => {
        const start = Math.floor(at * text.length);
        const bytes = utf8(text.slice(0, start) + put + text.slice(start + cut));
        const result = read(bytes);
        expect(result.kind === 'entry' ? result.entry : undefined).toEqual(byCore(bytes));
      }),
      { numRuns: 5_000 },
    );
  });

  it('tells an unknown kind from a broken entry', async () => {
    const study = await honestStudy();
    const read = entryReader(study.ledger, study.logId);
    const entry = JSON.parse(utf8Decode(study.entries[0] ?? new Uint8Array())) as Entry;
    expect(read(canonicalBytes({ ...entry, kind: 'transfer' } as never))).toEqual({ kind: 'unknown' });
    expect(read(utf8('{"kind":"transfer" }')).kind).toBe('malformed');
    expect(read(utf8('')).kind).toBe('malformed');
  });

  it('hashes the leaves of a bundle as core does, and refuses one that is torn', async () => {
    const { entries } = await honestStudy();
    const bundle = readBundle(encodeBundle(entries), entries.length);
    expect(bundle?.leaves.map((leaf) => `0x${leaf}`)).toEqual(entries.map((entry) => toHex(leafHash(entry))));
    expect(bundle?.entries.map((entry) => byCore(entry))).toEqual(entries.map((entry) => byCore(entry)));
    for (const width of [entries.length - 1, entries.length + 1]) {
      expect(readBundle(encodeBundle(entries), width)).toBeUndefined();
    }
    expect(readBundle(encodeBundle(entries).slice(0, -1), entries.length)).toBeUndefined();
    expect(readBundle(new Uint8Array(1), 1)).toBeUndefined();
    expect(encodeEntry(byCore(entries[0] ?? new Uint8Array()) as Entry)).toEqual(entries[0]);
  });

  it('grows the same tree as core does', () => {
    const [edge, whole] = [new TreeHead(), new MerkleTree()];
    expect(`0x${edge.root()}`).toBe(toHex(whole.root()));
    for (let i = 0; i < 130; i++) {
      const leaf = leafHash(utf8(`leaf ${i}`));
      edge.append(toHex(leaf).slice(2));
      whole.append(leaf);
      expect(`0x${edge.clone().root()}`).toBe(toHex(whole.root()));
    }
  });
});
