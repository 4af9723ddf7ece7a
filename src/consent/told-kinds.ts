import { fullTens, LEAST_PEOPLE } from './disclosure.ts';

/** Of each item its kind and its person, as a version has them. */
export interface KindsOfItems {
  readonly kinds: readonly string[];
  /** Index into `kinds`. */
  readonly kindOf: ArrayLike<number>;
  /** Number of the person; -1 for an item of nobody. */
  readonly subjectOf: ArrayLike<number>;
  readonly subjects: number;
}

/** How many people have items of each kind, in full tens. What fewer than ten have is left out, and so is what nobody has: whether a
 *  kind stands here changes with no single person but the tenth. Of one version, which never changes. */
export function toldKinds({ kinds, kindOf, subjectOf, subjects }: KindsOfItems): Readonly<Record<string, number>> {
  const seen = kinds.map(() => new Uint8Array(subjects));
  const people = kinds.map(() => 0);
  for (let item = 0; item < kindOf.length; item++) {
    const [kind, subject] = [kindOf[item] ?? -1, subjectOf[item] ?? -1];
    const those = seen[kind];
    if (those === undefined || subject < 0 || those[subject] !== 0) continue;
    those[subject] = 1;
    people[kind] = (people[kind] ?? 0) + 1;
  }
  const told = kinds.map((kind, i) => [kind, people[i] ?? 0] as const).filter(([, count]) => count >= LEAST_PEOPLE);
  return Object.fromEntries(told.map(([kind, count]) => [kind, fullTens(count)]));
}
