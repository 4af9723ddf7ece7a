import { categoryCodes } from '../core/categories.ts';
import { RESEARCH_PURPOSES } from '../core/purpose-table.ts';

/** A research purpose for people: `biomedical research (DUO:0000037)`; of a code that this version does not know, its
 *  number. Nothing where there is none. */
export function purposeLabel(code: number | undefined): string {
  if (code === undefined || code === 0) return '';
  const row = RESEARCH_PURPOSES.find((purpose) => purpose.code === code);
  return row === undefined ? `purpose ${code}` : `${row.label} (${row.source})`;
}

/** Categories that a grant leaves out, by their codes; bits that the table does not name by their number. */
export function excludedWords(categories: number): string {
  const codes = categoryCodes(categories);
  const unknown = Array.from({ length: 32 }, (_, bit) => bit).filter(
    (bit) => ((categories >>> bit) & 1) === 1 && categoryCodes(2 ** bit).length === 0,
  );
  return [...codes, ...unknown.map((bit) => `bit ${bit}`)].join(' ') || 'nothing';
}
