import type { Pseudonym } from '../core/ids.ts';
import { pause } from '../core/patience.ts';

/** Somebody who is enrolled. */
export interface ListedPerson {
  readonly pseudonym: Pseudonym;
  readonly identifier: string;
  /** In small letters, as it is searched. */
  readonly sought: string;
}

interface Placed extends ListedPerson {
  readonly place: string;
}

/** What is put in order before others have their turn. */
const SLICE = 8_192;
/** Digits of a number in a place, more than any has that counts up. */
const DIGITS = 20;

/** Who is enrolled, in the order of their numbers, in memory. */
export class IdentifierList {
  #ordered: readonly Placed[] = [];
  /** Who came since; null for who was erased meanwhile. */
  readonly #since = new Map<Pseudonym, Placed | null>();

  /** Puts somebody there who is not, and who was not erased while a reader was on its way. */
  add(pseudonym: Pseudonym, identifier: string): void {
    if (this.#since.has(pseudonym)) return;
    this.#since.set(pseudonym, { pseudonym, identifier, sought: identifier.toLowerCase(), place: placeOf(identifier) });
  }

  delete(pseudonym: Pseudonym): void {
    this.#since.set(pseudonym, null);
    this.#ordered = this.#ordered.filter((one) => one.pseudonym !== pseudonym);
  }

  /** Gives way to others while it puts who came since in their places. */
  async inOrder(): Promise<readonly ListedPerson[]> {
    const fresh = [...this.#since.values()].filter((one) => one !== null);
    if (fresh.length === 0) return this.#ordered;
    const before = this.#ordered;
    const merged = await merge(before, await sorted(fresh));
    // Somebody was erased meanwhile, or whoever asked at the same time has put them there.
    if (this.#ordered !== before) return this.inOrder();
    for (const { pseudonym } of fresh) this.#since.delete(pseudonym);
    this.#ordered = merged;
    return this.#ordered;
  }
}

/** 1009 before 10010, whatever stands before the digits. */
function placeOf(identifier: string): string {
  const value = identifier.slice(identifier.lastIndexOf('|') + 1).toLowerCase();
  return value.replaceAll(/\d+/g, (digits) => digits.padStart(DIGITS, '0'));
}

async function sorted(all: readonly Placed[]): Promise<readonly Placed[]> {
  let runs: (readonly Placed[])[] = [];
  for (let from = 0; from < all.length; from += SLICE) {
    runs.push(all.slice(from, from + SLICE).sort(inPlaces));
    await pause(0);
  }
  while (runs.length > 1) {
    const longer: (readonly Placed[])[] = [];
    for (let i = 0; i < runs.length; i += 2) longer.push(await merge(runs[i] ?? [], runs[i + 1] ?? []));
    runs = longer;
  }
  return runs[0] ?? [];
}

async function merge(some: readonly Placed[], others: readonly Placed[]): Promise<readonly Placed[]> {
  if (some.length === 0 || others.length === 0) return some.length === 0 ? others : some;
  const merged: Placed[] = [];
  let [i, j] = [0, 0];
  for (let one = some[0], other = others[0]; one !== undefined || other !== undefined; ) {
    if (merged.length % SLICE === SLICE - 1) await pause(0);
    if (one !== undefined && (other === undefined || inPlaces(one, other) <= 0)) {
      merged.push(one);
      one = some[++i];
    } else if (other !== undefined) {
      merged.push(other);
      other = others[++j];
    }
  }
  return merged;
}

/** Of those with the same number, the same one comes first each time. */
function inPlaces(one: Placed, other: Placed): number {
  if (one.place !== other.place) return one.place < other.place ? -1 : 1;
  return one.pseudonym < other.pseudonym ? -1 : 1;
}
