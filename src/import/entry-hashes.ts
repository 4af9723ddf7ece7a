import { Column } from '../vault/column.ts';

/** Hashes of texts by entry: 12 bytes each. Entries come in ascending order. */
export class EntryHashes {
  readonly #entry = new Column(Uint32Array);
  readonly #hash = new Column(Float64Array);

  push(entry: number, hash: number): void {
    this.#entry.push(entry);
    this.#hash.push(hash);
  }

  data(): EntryHashesData {
    return { entry: this.#entry.view(), hash: this.#hash.view() };
  }

  /** Appends what `part` has of its entries `from` to `to`, each `shift` later. */
  absorb(part: EntryHashesData, from: number, to: number, shift: number): void {
    for (let at = firstOf(part.entry, from, Number); at < part.entry.length && (part.entry[at] ?? 0) < to; at++)
      this.push((part.entry[at] ?? 0) + shift, part.hash[at] ?? 0);
  }

  *of(entry: number): Generator<number> {
    const entries = this.#entry.view();
    for (let at = firstOf(entries, entry, Number); entries[at] === entry; at++) yield this.#hash.at(at);
  }

  *all(): Generator<readonly [entry: number, hash: number]> {
    for (let at = 0; at < this.#entry.length; at++) yield [this.#entry.at(at), this.#hash.at(at)];
  }
}

export interface EntryHashesData {
  readonly entry: Uint32Array;
  readonly hash: Float64Array;
}

/** Where in a list, in ascending order of entries, the first of `entry` or a later one stands. */
export function firstOf<T>(list: ArrayLike<T>, entry: number, entryOf: (one: T) => number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entryOf(list[middle] as T) < entry) low = middle + 1;
    else high = middle;
  }
  return low;
}
