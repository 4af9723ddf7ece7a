import type { Basis } from './entry.ts';

const WORDS: Readonly<Record<Basis, string>> = {
  consent: 'consent',
  'opt-out': 'law, unless opted out',
  waiver: 'waiver of an authority',
  'limited-data-set': 'limited data set',
};

/** A legal basis as people say it; one of a later version by its code. */
export function basisWords(basis: string): string {
  return WORDS[basis as Basis] ?? basis;
}
