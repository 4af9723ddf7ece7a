/** What tells persons apart besides their numbers; null where it is not known exactly. */
export interface Demographics {
  /** Year, month and day, or what stands for them. */
  readonly birthDate: string | null;
  /** Administrative sex, or what stands for it. */
  readonly sex: string | null;
}

/** `agrees` takes equal birth dates: half of all people are of one sex. */
export type Agreement = 'agrees' | 'contradicts' | 'unknown';

export const NO_DEMOGRAPHICS: Demographics = { birthDate: null, sex: null };

/** Whether two records may be of one person, as far as both say when the person was born, and of which sex. */
export function compareDemographics(a: Demographics, b: Demographics): Agreement {
  const differ = (one: string | null, other: string | null): boolean => one !== null && other !== null && one !== other;
  if (differ(a.birthDate, b.birthDate) || differ(a.sex, b.sex)) return 'contradicts';
  return a.birthDate !== null && a.birthDate === b.birthDate ? 'agrees' : 'unknown';
}
