import type { Digest } from '../core/ids.ts';
import { grownIds, ID_BYTES, type IdBytes, readId, sameId, writeId } from './columns.ts';

/** Slots that may be filled before the table of slots grows. */
const MOST_FILLED = 0.7;

/** Numbers 32-byte ids densely, from 1, for good. 0 stands for none. About 40 bytes an id, where a Map of texts
 *  takes some 150. Slots are salted, so that whoever chooses ids cannot make them collide. */
export class IdTable {
  #ids: IdBytes = new Uint8Array(0);
  #slots = new Uint32Array(64);
  #count = 0;
  readonly #salt = crypto.getRandomValues(new Uint32Array(4));
  readonly #probe = new Uint8Array(ID_BYTES);
  readonly #words = new Uint32Array(this.#probe.buffer);

  /** The ids in the order of their numbers, one after another. */
  static of(ids: IdBytes): IdTable {
    const table = new IdTable();
    table.#ids = ids;
    table.#count = ids.length / ID_BYTES;
    table.#spread(Math.ceil(table.#count / MOST_FILLED) + 64);
    return table;
  }

  get count(): number {
    return this.#count;
  }

  /** What `of` takes: not a copy. */
  get ids(): IdBytes {
    return this.#ids.subarray(0, this.#count * ID_BYTES);
  }

  /** Memory held, in bytes. */
  get bytes(): number {
    return this.#ids.byteLength + this.#slots.byteLength;
  }

  /** 0 for an id that has no number. INPUT_INVALID for what is no id. */
  find(id: string): number {
    writeId(this.#probe, 0, id);
    return this.#slots[this.#slotOf(this.#probe)] ?? 0;
  }

  /** The id's number, a new one if it has none. */
  intern(id: string): number {
    writeId(this.#probe, 0, id);
    const slot = this.#slotOf(this.#probe);
    const known = this.#slots[slot] ?? 0;
    if (known !== 0) return known;
    this.#ids = grownIds(this.#ids, this.#count * ID_BYTES);
    this.#ids.set(this.#probe, this.#count * ID_BYTES);
    this.#count += 1;
    this.#slots[slot] = this.#count;
    if (this.#count > this.#slots.length * MOST_FILLED) this.#spread(Math.ceil(this.#slots.length * 1.5));
    return this.#count;
  }

  /** The id with a number that `intern` gave. */
  at(number: number): Digest {
    return readId(this.#ids, (number - 1) * ID_BYTES);
  }

  /** Where the probe stands, or the free slot where it would. */
  #slotOf(id: Uint8Array): number {
    let slot = this.#home();
    for (;;) {
      const number = this.#slots[slot] ?? 0;
      if (number === 0 || sameId(this.#ids, (number - 1) * ID_BYTES, id)) return slot;
      slot = slot + 1 === this.#slots.length ? 0 : slot + 1;
    }
  }

  #home(): number {
    let hash = 0;
    for (let i = 0; i < 8; i++) {
      hash = Math.imul(hash ^ (this.#words[i] ?? 0) ^ (this.#salt[i & 3] ?? 0), 0x9e37_79b1);
      hash ^= hash >>> 15;
    }
    return Math.floor(((hash >>> 0) / 0x1_0000_0000) * this.#slots.length);
  }

  #spread(slots: number): void {
    this.#slots = new Uint32Array(slots);
    for (let number = 1; number <= this.#count; number++) {
      this.#probe.set(this.#ids.subarray((number - 1) * ID_BYTES, number * ID_BYTES));
      this.#slots[this.#freeSlot()] = number;
    }
  }

  #freeSlot(): number {
    let slot = this.#home();
    while (this.#slots[slot] !== 0) slot = slot + 1 === this.#slots.length ? 0 : slot + 1;
    return slot;
  }
}
