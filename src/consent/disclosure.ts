import { WITHHELD, type WithheldReason } from './reasons.ts';

/** Number of people by the set of reasons that withhold items of theirs: bit `i` stands for `WITHHELD[i]`. */
export type PeopleByReasons = Map<number, number>;

/** People below whom no number is told, and in whose multiples numbers are. */
export const LEAST_PEOPLE = 10;

/** What may be told of many people without telling of one: reasons that concern ten people at least, in full tens, so
 *  that one person who changes its mind seldom shows. What is left out concerns nobody, or ten people at least too, for
 *  which further reasons are left out, the rarest first: no sum minus the others gives one away. */
export function disclosable(found: PeopleByReasons): Readonly<Partial<Record<WithheldReason, number>>> {
  const rarest = WITHHELD.map((reason, i) => ({ reason, bit: 1 << i, people: peopleOf(found, 1 << i) }))
    .filter(({ people }) => people > 0)
    .sort((one, other) => one.people - other.people);
  let [hidden, told] = [0, 0];
  while (told < rarest.length) {
    const { bit = 0, people = 0 } = rarest[told] ?? {};
    const left = peopleOf(found, hidden);
    if (people >= LEAST_PEOPLE && (left === 0 || left >= LEAST_PEOPLE)) break;
    hidden |= bit;
    told++;
  }
  return Object.fromEntries(rarest.slice(told).map(({ reason, people }) => [reason, fullTens(people)]));
}

/** The number that may be told where an exact one could be of one person more or less. */
export function fullTens(count: number): number {
  return count - (count % LEAST_PEOPLE);
}

function peopleOf(found: PeopleByReasons, reasons: number): number {
  let people = 0;
  for (const [set, count] of found) if ((set & reasons) !== 0) people += count;
  return people;
}
