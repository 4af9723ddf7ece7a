import { CustosError } from '../core/errors.ts';
import type { DatasetView } from './view.ts';

/** A view's items as the index walks them: by subject, and not by item, whose order is random by design. Reading a
 *  million subjects at random costs several times what deciding about them costs. Position i of `items`, `subjects`
 *  and `categories` speaks of one item. */
export interface ItemOrder {
  /** For each item the number of its subject in the index, 0 for shared items. */
  readonly subjectOf: Uint32Array;
  /** Item numbers in ascending order of their subjects. */
  readonly items: Uint32Array;
  readonly subjects: Uint32Array;
  readonly categories: Uint32Array;
}

/** `number` gives a subject its number in the index. STORE_CORRUPT where the view contradicts itself. */
export function itemOrder(view: DatasetView, number: (at: number) => number, count: () => number): ItemOrder {
  if (view.subjectOf.length !== view.categories.length) {
    throw new CustosError('STORE_CORRUPT', 'The view has not one subject and one category bitmap for each item.');
  }
  const numbers = Uint32Array.from(view.subjects, (_, at) => number(at));
  const subjectOf = new Uint32Array(view.subjectOf.length);
  for (const [item, subject] of view.subjectOf.entries()) {
    if (subject >= numbers.length) {
      throw new CustosError('STORE_CORRUPT', `Item ${item} belongs to a subject that the view lacks.`);
    }
    subjectOf[item] = subject < 0 ? 0 : (numbers[subject] ?? 0);
  }
  const items = sorted(subjectOf, count());
  return {
    subjectOf,
    items,
    subjects: Uint32Array.from(items, (item) => subjectOf[item] ?? 0),
    categories: Uint32Array.from(items, (item) => view.categories[item] ?? 0),
  };
}

/** Counting sort of the items by their subjects, which are numbered up to `count`. */
function sorted(subjectOf: Uint32Array, count: number): Uint32Array {
  const places = new Uint32Array(count + 2);
  for (const subject of subjectOf) places[subject + 1] = (places[subject + 1] ?? 0) + 1;
  for (let subject = 1; subject < places.length; subject++) {
    places[subject] = (places[subject] ?? 0) + (places[subject - 1] ?? 0);
  }
  const items = new Uint32Array(subjectOf.length);
  for (const [item, subject] of subjectOf.entries()) {
    const place = places[subject] ?? 0;
    items[place] = item;
    places[subject] = place + 1;
  }
  return items;
}
