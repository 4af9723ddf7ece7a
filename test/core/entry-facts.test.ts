import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENTRY_KINDS, type Entry, OUTCOME_CODES, OUTCOMES } from '../../src/core/entry.ts';
import { packFacts, unpackFacts } from '../../src/core/entry-facts.ts';
import { ENTRIES } from './format-vectors.ts';

const invalid = expect.objectContaining({ code: 'INPUT_INVALID' });
const [start] = ENTRIES as readonly [Entry, ...Entry[]];

describe('entry facts', () => {
  it('keep the codes of kinds and outcomes for ever', () => {
    expect(ENTRY_KINDS).toEqual(['release', 'revocation', 'relay', 'erasure', 'start', 'restore', 'key', 'act']);
    expect(OUTCOME_CODES.slice(0, 5)).toEqual(['released', 'refused', 'interrupted', 'emergency', 'self']);
    expect(OUTCOME_CODES.slice(5)).toEqual([
      'acknowledged',
      'mined',
      'rejected',
      'erased',
      'started',
      'restored',
      'rotated',
      'ordered',
      'proposed',
      'confirmed',
      'declined',
    ]);
    expect([...OUTCOME_CODES].sort()).toEqual(Object.values(OUTCOMES).flat().sort());
  });

  it('lie where the contract’s specification puts them', () => {
    const entry: Entry = {
      ...start,
      kind: 'release',
      outcome: 'refused',
      time: 0x0102_0304_0506,
      purpose: 7,
      permit: 9,
    };
    expect(packFacts(entry).toString(16)).toBe('9070001010203040506');
  });

  it('read back, whatever number the event adds above them', () => {
    const kinds = fc.constantFrom(...ENTRY_KINDS);
    const codes = fc.nat({ max: 0xffff_ffff });
    fc.assert(
      fc.property(
        kinds,
        fc.nat({ max: 255 }),
        codes,
        fc.nat({ max: 2 ** 31 }),
        codes,
        (kind, purpose, permit, time, seq) => {
          const [outcome] = OUTCOMES[kind];
          const entry: Entry = { ...start, kind, outcome, purpose, permit, time };
          const facts = packFacts(entry) | (BigInt(seq) << 192n);
          expect(unpackFacts(facts)).toEqual({ kind, outcome, purpose, permit, time });
        },
      ),
    );
  });

  it('refuse codes without a meaning and times that do not fit', () => {
    expect(() => unpackFacts(200n << 56n)).toThrow(invalid);
    expect(() => unpackFacts(200n << 48n)).toThrow(invalid);
    expect(() => packFacts({ ...start, time: 2 ** 48 })).toThrow(invalid);
    expect(() => packFacts({ ...start, outcome: 'else' as never })).toThrow(invalid);
  });
});
