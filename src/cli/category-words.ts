import { CATEGORIES, categoriesOf, categoryLabels } from '../core/categories.ts';
import { spelledAlike } from '../core/purpose-names.ts';

/** Categories in words; `nothing` for none. */
export function categoryWords(categories: number): string {
  return categoryLabels(categories).join('; ') || 'nothing';
}

/** The code of a category that is typed by its code, an alias or its words. INPUT_INVALID otherwise. */
export function categoryNamed(text: string): string {
  const row = CATEGORIES.find(({ code, label, aliases }) =>
    [code, label, ...aliases].some((name) => spelledAlike(name, text)),
  );
  if (row !== undefined) return row.code;
  // Says what is wrong.
  categoriesOf([text]);
  return text;
}
