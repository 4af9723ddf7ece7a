import type { GrantId } from '../core/ids.ts';
import { grownIds, grownWords, ID_BYTES, type IdBytes, readId, sameId, type Words, writeId } from './columns.ts';

/** Words of a grant: next grant of the subject, shape and state, grantedAt, from, until. With its id, 52 bytes. */
const WIDTH = 5;
const NEXT = 0;
const SHAPE = 1;
const GRANTED_AT = 2;
const FROM = 3;
const UNTIL = 4;

/** Under the shape's number: kind in two bits, revoked, epoch over, kept. */
const KIND_BITS = 0b11;
const REVOKED_BIT = 1 << 2;
const EPOCH_OVER_BIT = 1 << 3;
const DEAD_BITS = REVOKED_BIT | EPOCH_OVER_BIT;
const KEPT_BIT = 1 << 4;
const SHAPE_SHIFT = 5;

/** How a grant lies in `GrantRows.words`, for who reads a million of them. */
export const GRANT_ROW = { WIDTH, SHAPE, GRANTED_AT, FROM, UNTIL, DEAD_BITS, SHAPE_SHIFT } as const;

/** `none`: revoked before it was given. Order of IConsentRegistry.GrantKind. */
export const GRANT_KINDS = ['none', 'self', 'guardian', 'recorded'] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

/** Of `TermsTable`, with the period in seconds; shape 0 where the terms are unknown. */
export interface GrantTerms {
  readonly shape: number;
  readonly from: number;
  readonly until: number;
}

/** What is kept of the table: views of its own columns. */
export interface GrantRows {
  readonly count: number;
  readonly ids: IdBytes;
  readonly words: Words;
}

/** Grants as rows of words, numbered from 1, each subject's in a list from the newest to the oldest. There is no map
 *  from ids to rows: what names a grant names its subject as well, and a subject has few. */
export class GrantTable {
  #words: Words;
  #ids: IdBytes;
  #count: number;
  readonly #probe = new Uint8Array(ID_BYTES);

  constructor({ count, ids, words }: GrantRows = { count: 0, ids: new Uint8Array(0), words: new Uint32Array(0) }) {
    this.#count = count;
    this.#ids = ids;
    this.#words = words;
  }

  get rows(): GrantRows {
    const end = this.#count + 1;
    return {
      count: this.#count,
      ids: this.#ids.subarray(0, end * ID_BYTES),
      words: this.#words.subarray(0, end * WIDTH),
    };
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#words.byteLength + this.#ids.byteLength;
  }

  /** Puts a grant before `next`, the subject's newest until now. Gives its number. */
  add(id: GrantId, next: number): number {
    this.#count += 1;
    this.#words = grownWords(this.#words, this.#count * WIDTH + WIDTH - 1, WIDTH);
    this.#ids = grownIds(this.#ids, this.#count * ID_BYTES + ID_BYTES - 1);
    writeId(this.#ids, this.#count * ID_BYTES, id);
    this.#words[this.#count * WIDTH + NEXT] = next;
    return this.#count;
  }

  /** The number of a grant in the list that begins at `first`; 0 if it is not there. */
  find(id: GrantId, first: number): number {
    if (first === 0) return 0;
    writeId(this.#probe, 0, id);
    let grant = first;
    while (grant !== 0 && !sameId(this.#ids, grant * ID_BYTES, this.#probe)) grant = this.next(grant);
    return grant;
  }

  id(grant: number): GrantId {
    return readId(this.#ids, grant * ID_BYTES) as string as GrantId;
  }

  give(grant: number, kind: number, grantedAt: number, terms: GrantTerms): void {
    this.#words[grant * WIDTH + GRANTED_AT] = grantedAt;
    this.#words[grant * WIDTH + FROM] = terms.from;
    this.#words[grant * WIDTH + UNTIL] = terms.until;
    const kept = this.#state(grant) & KEPT_BIT;
    this.#words[grant * WIDTH + SHAPE] = (terms.shape << SHAPE_SHIFT) | kept | (kind & KIND_BITS);
  }

  /** As if the holder had never known them. */
  forgetTerms(grant: number): void {
    this.#words[grant * WIDTH + FROM] = 0;
    this.#words[grant * WIDTH + UNTIL] = 0;
    this.#words[grant * WIDTH + SHAPE] = this.#state(grant) & ((1 << SHAPE_SHIFT) - 1);
  }

  /** Its holder recorded it, and the subject's own signer kept it. */
  keep(grant: number): void {
    this.#mark(grant, KEPT_BIT);
  }

  isKept(grant: number): boolean {
    return (this.#state(grant) & KEPT_BIT) !== 0;
  }

  revoke(grant: number): void {
    this.#mark(grant, REVOKED_BIT);
  }

  endEpoch(grant: number): void {
    this.#mark(grant, EPOCH_OVER_BIT);
  }

  next(grant: number): number {
    return this.#words[grant * WIDTH + NEXT] ?? 0;
  }

  shape(grant: number): number {
    return this.#state(grant) >>> SHAPE_SHIFT;
  }

  /** Index into `GRANT_KINDS`. */
  kind(grant: number): number {
    return this.#state(grant) & KIND_BITS;
  }

  /** Neither revoked nor of an epoch that is over. */
  isAlive(grant: number): boolean {
    return (this.#state(grant) & DEAD_BITS) === 0;
  }

  isRevoked(grant: number): boolean {
    return (this.#state(grant) & REVOKED_BIT) !== 0;
  }

  grantedAt(grant: number): number {
    return this.#words[grant * WIDTH + GRANTED_AT] ?? 0;
  }

  from(grant: number): number {
    return this.#words[grant * WIDTH + FROM] ?? 0;
  }

  until(grant: number): number {
    return this.#words[grant * WIDTH + UNTIL] ?? 0;
  }

  #state(grant: number): number {
    return this.#words[grant * WIDTH + SHAPE] ?? 0;
  }

  #mark(grant: number, bit: number): void {
    this.#words[grant * WIDTH + SHAPE] = this.#state(grant) | bit;
  }
}
