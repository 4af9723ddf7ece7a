import type { EntryColumns } from './entry-columns.ts';
import { EntrySieve } from './entry-sieve.ts';
import type { LogEntries } from './log-entries.ts';
import { type Filter, type Names, spanOf } from './log-filter.ts';

/** What passes filters, of the entries that were searched so far. */
export interface Found {
  /** Numbers of entries, the newest first. */
  readonly seqs: Uint32Array;
  /** When those were that pass whatever the span of time. */
  readonly times: Float64Array;
  readonly searched: number;
}

const NOTHING: Found = { seqs: new Uint32Array(), times: new Float64Array(), searched: 0 };
/** Pages of a thousand entries that are searched in one turn: between two turns, what somebody types or scrolls comes first. */
export const PAGES_A_TURN = 8;
/** Nobody reads faster, and each time the page is drawn anew. */
const TOLD_MS = 150;

/** One search, as far as it is. */
interface Pass {
  readonly sieve: EntrySieve;
  readonly span: { readonly from: number; readonly to: number };
  /** Of the first entry. */
  readonly newest: number;
  readonly seqs: Growing<Uint32Array>;
  readonly times: Growing<Float64Array>;
  /** Pages that were searched, and entries of them. */
  pages: number;
  searched: number;
}

/** Searches entries as they are read, a part in each turn of the page. */
export class LogSearch {
  readonly #entries: LogEntries;
  readonly #turn: () => Promise<void>;
  readonly #listeners = new Set<() => void>();
  #sought: { readonly filters: readonly Filter[]; readonly names: Names } | undefined;
  #pass: Pass | undefined;
  #found: Found = NOTHING;
  #told = 0;
  #runs = false;

  /** A `turn` passes once it resolves. */
  constructor(entries: LogEntries, turn = nextTurn) {
    this.#entries = entries;
    this.#turn = turn;
  }

  readonly state = (): Found => this.#found;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Searches for this from now on. What was found before stands until a turn has passed. */
  seek(filters: readonly Filter[], names: Names): void {
    [this.#sought, this.#pass] = [{ filters, names }, undefined];
    this.go();
  }

  /** Goes on with what was read meanwhile. */
  go(): void {
    if (!this.#runs) void this.#run();
  }

  async #run(): Promise<void> {
    this.#runs = true;
    do await this.#turn();
    while (this.#step());
    this.#runs = false;
  }

  /** Whether there is more to search. */
  #step(): boolean {
    if (this.#sought === undefined) return false;
    // Newer entries stand before those that were found.
    if (this.#pass?.newest !== this.#entries.newest) this.#pass = undefined;
    this.#pass ??= this.#begin(this.#sought.filters, this.#sought.names);
    const pass = this.#pass;
    for (const page of this.#entries.pages.slice(pass.pages, pass.pages + PAGES_A_TURN)) searchPage(pass, page);
    const isDone = pass.pages === this.#entries.pages.length;
    if (isDone || performance.now() - this.#told > TOLD_MS) this.#tell(pass);
    return !isDone;
  }

  #begin(filters: readonly Filter[], names: Names): Pass {
    const sieve = new EntrySieve(filters, names, this.#entries);
    const found = { seqs: new Growing(new Uint32Array(1024)), times: new Growing(new Float64Array(1024)) };
    return { sieve, span: spanOf(filters), newest: this.#entries.newest, ...found, pages: 0, searched: 0 };
  }

  #tell({ seqs, times, searched }: Pass): void {
    this.#told = performance.now();
    this.#found = { seqs: seqs.all(), times: times.all(), searched };
    for (const listener of this.#listeners) listener();
  }
}

function searchPage(pass: Pass, page: EntryColumns): void {
  const { sieve, span, seqs, times } = pass;
  page.time.forEach((time, i) => {
    if (!sieve.passes(page, i)) return;
    times.push(time);
    if (time >= span.from && time <= span.to) seqs.push(page.newest - i);
  });
  pass.pages++;
  pass.searched += page.time.length;
}

/** Whether a number is among those, which descend. */
export function isAmong(seqs: Uint32Array, seq: number): boolean {
  let [low, high] = [0, seqs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((seqs[middle] ?? 0) > seq) low = middle + 1;
    else high = middle;
  }
  return seqs[low] === seq;
}

/** Numbers that become more. */
class Growing<Numbers extends Uint32Array | Float64Array> {
  #numbers: Numbers;
  #count = 0;

  constructor(room: Numbers) {
    this.#numbers = room;
  }

  push(value: number): void {
    if (this.#count === this.#numbers.length) {
      const larger = new (this.#numbers.constructor as new (count: number) => Numbers)(2 * this.#count);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.#count++] = value;
  }

  /** Those that there are now: what is pushed later is not among them. */
  all(): Numbers {
    return this.#numbers.subarray(0, this.#count) as Numbers;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
