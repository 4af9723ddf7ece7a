import { z } from 'zod';
import { count, decimal } from './schemas.ts';

/** Members of one page of a list. */
export const PAGE = 1_000;

export const pageQuery = z.object({
  from: decimal(Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'Place in the list, from 0: `next` of the page before.' }),
});

/** Of lists whose pages begin where the store says, whatever place that is. */
export const cursorQuery = z.object({
  from: decimal(Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'Where the page begins: `next` of the page before; at the beginning unless said.' }),
});

/** What every page says besides its members. */
export const nextPage = {
  next: count.optional().meta({ description: 'Where the next page begins; absent at the end.' }),
};

/** What a list holds from its place `from` on, at most a page, and the place where the next page begins, if there is
 *  one. Lists grow at their end, so that nothing is left out between two pages. */
export function pageOf<Item>(
  items: readonly Item[],
  { from = 0 }: z.output<typeof pageQuery>,
): { page: readonly Item[]; next?: number } {
  const next = from + PAGE;
  return { page: items.slice(from, next), ...(next < items.length ? { next } : {}) };
}
