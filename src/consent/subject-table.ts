import type { Pseudonym } from '../core/ids.ts';
import { grownWords, type IdBytes, type Words } from './columns.ts';
import { IdTable } from './id-table.ts';

/** Words of a subject: first grant, state, pausedUntil, epoch: one quarter of a cache line. */
const WIDTH = 4;
const FIRST = 0;
const STATE = 1;
const PAUSED_UNTIL = 2;
const EPOCH = 3;

const OPT_OUT_BITS = 0b11;
const ERASED_BIT = 1 << 2;
const HOLDER_SHIFT = 3;

/** How a subject lies in `SubjectRows.words`, for who reads a million of them. */
export const SUBJECT_ROW = {
  WIDTH,
  FIRST,
  STATE,
  PAUSED_UNTIL,
  STOP_BITS: OPT_OUT_BITS | ERASED_BIT,
  HOLDER_SHIFT,
} as const;

export const OPT_OUT_LEVELS = ['none', 'research', 'all'] as const;
export type OptOutLevel = (typeof OPT_OUT_LEVELS)[number];

/** A time that does not fit 32 bits of seconds lies beyond 2106: whatever it bounds stays bound. */
export function clampSeconds(seconds: number | bigint): number {
  return Math.min(Number(seconds), 0xffff_ffff);
}

/** What is kept of the table: views of its own columns. */
export interface SubjectRows {
  readonly ids: IdBytes;
  readonly words: Words;
}

/** Subjects as rows of words. A row's number is the subject's for good, from 1; a subject that was never enrolled
 *  may have one too, and has holder 0. */
export class SubjectTable {
  readonly #ids: IdTable;
  #words: Words;

  constructor(rows: SubjectRows = { ids: new Uint8Array(0), words: new Uint32Array(0) }) {
    this.#ids = IdTable.of(rows.ids);
    this.#words = rows.words;
  }

  get rows(): SubjectRows {
    return { ids: this.#ids.ids, words: this.#words.subarray(0, (this.count + 1) * WIDTH) };
  }

  get count(): number {
    return this.#ids.count;
  }

  get bytes(): number {
    return this.#ids.bytes + this.#words.byteLength;
  }

  /** 0 for a pseudonym that has no number. */
  find(subject: Pseudonym): number {
    return this.#ids.find(subject);
  }

  intern(subject: Pseudonym): number {
    const number = this.#ids.intern(subject);
    this.#words = grownWords(this.#words, number * WIDTH + WIDTH - 1, WIDTH);
    return number;
  }

  pseudonym(number: number): Pseudonym {
    return this.#ids.at(number) as string as Pseudonym;
  }

  firstGrant(number: number): number {
    return this.#words[number * WIDTH + FIRST] ?? 0;
  }

  setFirstGrant(number: number, grant: number): void {
    this.#words[number * WIDTH + FIRST] = grant;
  }

  /** `Members.numberOf` its holder; 0 while it is not enrolled. */
  holder(number: number): number {
    return this.#state(number) >>> HOLDER_SHIFT;
  }

  /** Index into `OPT_OUT_LEVELS`. */
  optOut(number: number): number {
    return this.#state(number) & OPT_OUT_BITS;
  }

  isErased(number: number): boolean {
    return (this.#state(number) & ERASED_BIT) !== 0;
  }

  /** Last second of the pause; 0 for none. */
  pausedUntil(number: number): number {
    return this.#words[number * WIDTH + PAUSED_UNTIL] ?? 0;
  }

  epoch(number: number): number {
    return this.#words[number * WIDTH + EPOCH] ?? 0;
  }

  /** 0 also for a pseudonym that has no number. */
  epochOf(subject: Pseudonym): number {
    return this.epoch(this.find(subject));
  }

  enroll(number: number, holder: number): void {
    this.#set(number, this.#state(number) | (holder << HOLDER_SHIFT));
  }

  setOptOut(number: number, level: number): void {
    this.#set(number, (this.#state(number) & ~OPT_OUT_BITS) | (level & OPT_OUT_BITS));
  }

  erase(number: number): void {
    this.#set(number, this.#state(number) | ERASED_BIT);
  }

  pause(number: number, until: number | bigint): void {
    this.#words[number * WIDTH + PAUSED_UNTIL] = clampSeconds(until);
  }

  setEpoch(number: number, epoch: number): void {
    this.#words[number * WIDTH + EPOCH] = epoch;
  }

  #state(number: number): number {
    return this.#words[number * WIDTH + STATE] ?? 0;
  }

  #set(number: number, state: number): void {
    this.#words[number * WIDTH + STATE] = state;
  }
}
