import { CATEGORIES, categoryLabels } from '../core/categories.ts';
import { CustosError } from '../core/errors.ts';
import { didYouMean } from '../core/nearest-name.ts';
import { spelledAlike } from '../core/purpose-names.ts';
import { ownCommand } from './own-command.ts';

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
  const meant = didYouMean(
    text,
    CATEGORIES.flatMap(({ code, label, aliases }) => [code, label, ...aliases]),
  );
  throw new CustosError(
    'INPUT_INVALID',
    `“${text.slice(0, 80)}” is no kind of data that can be left out.${meant} ${ownCommand('category list')} shows them.`,
  );
}
