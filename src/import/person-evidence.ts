import type { Agreement, Demographics } from '../core/demographics.ts';
import type { Pseudonym } from '../core/ids.ts';
import { type Known, regroup } from '../vault/subject-index.ts';

/** What a patient's own record and those that it replaces call the person. */
export interface Claim {
  readonly ordinal: number;
  /** Numbers that hold now and were never another record's, the best first. */
  readonly current: readonly string[];
  /** Of its resource; see `sourceAliases`. */
  readonly source: readonly string[];
  readonly former: readonly string[];
  /** All those of the records that it replaces. */
  readonly inherited: readonly string[];
  readonly demographics: Demographics;
  /** Known by an id alone that another server may have given too, and no server is named. */
  readonly bare: boolean;
}

/** Whom the vault knows by what a claim calls the person. */
export interface Evidence {
  readonly claim: Claim;
  readonly known: readonly Known[];
  /** Pseudonyms by each number of now, by the resource, by what is inherited, and by former numbers: the best first. */
  readonly found: readonly ReadonlySet<Pseudonym>[];
  /** Place of the best one in `found`; -1 for nobody. */
  readonly strongest: number;
  readonly pseudonym: Pseudonym | null;
  readonly rivals: readonly Pseudonym[];
  /** Pseudonyms whose birth date and sex are those of the claim, or are not. */
  readonly agreements: ReadonlyMap<Pseudonym, Agreement>;
}

export function everybodyIn(known: readonly Known[]): Pseudonym[] {
  return [...new Set(known.flatMap(({ pseudonyms }) => pseudonyms))];
}

/** `known`: for the texts of the claim, in their order. */
export function evidenceOf(claim: Claim, known: readonly Known[], agreements: Evidence['agreements']): Evidence {
  const { current, source, former, inherited } = claim;
  const [asSource = [], asFormer = [], asOthers = []] = regroup(known.slice(current.length), [
    source,
    former,
    inherited,
  ]);
  const groups = [...known.slice(0, current.length).map((one) => [one]), asSource, asOthers, asFormer];
  const found = groups.map((group) => new Set(everybodyIn(group)));
  const strongest = found.findIndex(({ size }) => size > 0);
  const [pseudonym = null, ...rivals] = found[strongest] ?? [];
  return { claim, known, found, strongest, pseudonym, rivals, agreements };
}

/** Whether anything but a merge leads to somebody who was born on another day, or is of another sex: the number was
 *  given to somebody else, or the record was corrected. Records of one person are merged for such differences. */
export function contradicts({ found, agreements }: Evidence): boolean {
  const own = new Set(found.filter((_, i) => i !== found.length - 2).flatMap((group) => [...group]));
  return [...own].some((pseudonym) => agreements.get(pseudonym) === 'contradicts');
}

/** Whether a person is known by none but a further number, which may be that of somebody else, as a mother's on her
 *  newborn's record, and was not born on the same day. */
export function isSecondaryAlone({ claim, found, strongest, pseudonym, agreements }: Evidence): boolean {
  if (pseudonym === null || strongest < 1 || strongest >= claim.current.length) return false;
  const [asSource, asOthers] = found.slice(-3, -1);
  const isConfirmed = asSource?.has(pseudonym) === true || asOthers?.has(pseudonym) === true;
  return !isConfirmed && agreements.get(pseudonym) !== 'agrees';
}
