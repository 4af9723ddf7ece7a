import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachInTurns, sortedInTurns } from '../../src/import/turned-sort.ts';

/** So many numbers, few of them different. */
function numbers(length: number, seed: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => ((i * 7919 + seed) * 104_729) % 30_011) // some repeat
    .map((one) => (one % 5 === 0 ? -one : one));
}

describe('a sort in turns', () => {
  it.each([0, 1, 2, 32_767, 32_768, 32_769, 65_536, 100_000, 163_841])(
    'orders %d numbers, and leaves them as they are',
    async (length) => {
      const given = numbers(length, 3);
      const before = given.slice();
      expect(await sortedInTurns(given, async () => undefined)).toEqual(before.toSorted());
      expect(given).toEqual(before);
    },
  );

  it('orders any few numbers', async () => {
    const property = fc.asyncProperty(fc.float64Array({ maxLength: 200, noNaN: true }), async (given) => {
      const sorted = await sortedInTurns(given, async () => undefined);
      expect([...sorted].map(Number)).toEqual(
        [...given].sort((a, b) => a - b || Number(Object.is(b, -0)) - Number(Object.is(a, -0))),
      );
    });
    await fc.assert(property);
  });

  it('lets others have their turn after each piece, however many there are', async () => {
    const turnsFor = async (length: number) => {
      let turns = 0;
      await sortedInTurns(numbers(length, 1), async () => void turns++);
      return turns;
    };
    expect(await turnsFor(32_768)).toBe(1);
    // 16 pieces, of which 8, 4, 2 and 1 are made: of 65,536 numbers a turn, 8 in each round.
    expect(await turnsFor(16 * 32_768)).toBe(16 + 4 * 8);
  });
});

it('a visit in turns visits each in order, and never more than 65,536 at one go', async () => {
  const seen: number[] = [];
  const upTo: number[] = [];
  await eachInTurns(
    150_000,
    async () => void upTo.push(seen.length),
    (i) => seen.push(i),
  );
  expect(seen).toEqual(Array.from({ length: 150_000 }, (_, i) => i));
  expect(upTo).toEqual([65_536, 131_072, 150_000]);
});
