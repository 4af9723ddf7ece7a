import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toldKinds } from '../../src/consent/told-kinds.ts';

/** `owners` by kind: of each item whose it is. */
function told(owners: Readonly<Record<string, readonly number[]>>) {
  const all = Object.values(owners).flat();
  return toldKinds({
    kinds: Object.keys(owners),
    kindOf: Object.values(owners).flatMap((of, kind) => of.map(() => kind)),
    subjectOf: all,
    subjects: Math.max(-1, ...all) + 1,
  });
}
const people = (count: number) => Array.from({ length: count }, (_, i) => i);

it('tells kinds that ten people have, and how many in full tens, however many items each has', () => {
  expect(told({ Observation: [...people(29), 3, 3, 3], Condition: people(10) })).toEqual({
    Observation: 20,
    Condition: 10,
  });
});

it('leaves out what fewer have, also where they have many items, and what is of nobody', () => {
  expect(told({ Rare: Array<number>(500).fill(4), Few: people(9), Shared: Array<number>(90).fill(-1) })).toEqual({});
});

it('shows nothing of one person unless it is the tenth', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), (of) => {
      const [with_, without] = [told({ Kind: of }), told({ Kind: of.slice(1) })];
      if (of.length % 10 !== 0) expect(with_).toEqual(without);
    }),
  );
});
