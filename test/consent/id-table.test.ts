import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdTable } from '../../src/consent/id-table.ts';

const hexId = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => `0x${Buffer.from(bytes).toString('hex')}`);

describe('numbers of ids', () => {
  test('an id keeps its number, numbers are dense, and each leads back to its id', () => {
    fc.assert(
      fc.property(fc.array(hexId, { maxLength: 400 }), (ids) => {
        const table = new IdTable();
        const expected = new Map<string, number>();
        for (const one of ids) {
          expect(table.find(one)).toBe(expected.get(one) ?? 0);
          if (!expected.has(one)) expected.set(one, expected.size + 1);
          expect(table.intern(one)).toBe(expected.get(one));
        }
        for (const [one, number] of expected) expect([table.find(one), table.at(number)]).toEqual([number, one]);
        expect(table.count).toBe(expected.size);
      }),
      { numRuns: 50 },
    );
  });

  test('takes nothing but 32 bytes of lowercase hex', () => {
    const good = `0x${'a1'.repeat(32)}`;
    const bad = [
      '',
      '0x',
      good.slice(0, -1),
      `${good}0`,
      good.toUpperCase(),
      good.replace('a', 'g'),
      good.replace('a', 'š'),
      `1x${good.slice(2)}`,
    ];
    for (const text of bad) {
      expect(() => new IdTable().intern(text), text).toThrowError(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });
});
