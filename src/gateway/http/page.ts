import { z } from 'zod';
import { count, decimal } from './schemas.ts';

/** Members of one page of a list. */
const PAGE = 1_000;

export const pageQuery = z.object({
  from: decimal(Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({ description: 'Place in the list, from 0: `next` of the page before.' }),
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
