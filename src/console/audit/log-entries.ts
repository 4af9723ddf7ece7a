import type { Entry } from '../../client/index.ts';
import { type EntryColumns, entryIn, type Facts, placeOf } from './entry-columns.ts';

/** Entries of a log that follow each other, as they are read: older ones at the end, newer ones at the head. */
export class LogEntries {
  readonly #pages: EntryColumns[] = [];
  readonly #facts: Facts[] = [];
  readonly #places = new Map<string, number>();
  #count = 0;

  /** The newest first. */
  get pages(): readonly EntryColumns[] {
    return this.#pages;
  }

  /** What the columns `fact` of all pages stand for. */
  get facts(): readonly Facts[] {
    return this.#facts;
  }

  get count(): number {
    return this.#count;
  }

  /** Number of the newest; -1 where there are none. */
  get newest(): number {
    return this.#pages[0]?.newest ?? -1;
  }

  /** Those that come after the oldest, or before the newest. The columns are kept, and are nobody else's from now on. */
  add(page: EntryColumns): void {
    const places = page.facts.map((facts) => placeOf(facts, this.#facts, this.#places));
    page.fact.forEach((place, i) => {
      page.fact[i] = places[place] ?? 0;
    });
    if (page.newest > this.newest) this.#pages.unshift(page);
    else this.#pages.push(page);
    this.#count += page.time.length;
  }

  /** The entry of a number, if it was read. */
  at(seq: number): Entry | undefined {
    const place = this.#placeOf(seq);
    return place && entryIn(...place, this.#facts);
  }

  timeAt(seq: number): number | undefined {
    const [page, i] = this.#placeOf(seq) ?? [];
    return page?.time[i ?? -1];
  }

  #placeOf(seq: number): readonly [EntryColumns, number] | undefined {
    let [low, high] = [0, this.#pages.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const page = this.#pages[middle];
      if (page === undefined) return undefined;
      if (seq > page.newest) high = middle;
      else if (seq > page.newest - page.time.length) return [page, page.newest - seq];
      else low = middle + 1;
    }
    return undefined;
  }
}
