import { categoryCodes } from '../core/categories.ts';

/** Categories that a grant leaves out, by their codes; bits that the table does not name by their number. */
export function excludedWords(categories: number): string {
  const codes = categoryCodes(categories);
  const unknown = Array.from({ length: 32 }, (_, bit) => bit).filter(
    (bit) => ((categories >>> bit) & 1) === 1 && categoryCodes(2 ** bit).length === 0,
  );
  return [...codes, ...unknown.map((bit) => `bit ${bit}`)].join(' ') || 'nothing';
}
