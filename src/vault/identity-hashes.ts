import { type Bytes, equalBytes } from '../core/bytes.ts';
import { Column } from './column.ts';

const ID_BYTES = 32;

/** Hashes of identifiers by subject, in the order of the subjects' ids: 36 bytes a subject and 8 a hash. */
export class IdentityHashes {
  #ids = Buffer.alloc(ID_BYTES * 64);
  #size = 0;
  readonly #end = new Column(Uint32Array);
  readonly #hash = new Column(Float64Array);
  /** Where `next` goes on. */
  #at = 0;

  push(id: Bytes, hashes: Iterable<number>): void {
    if (ID_BYTES * this.#size === this.#ids.length) this.#ids = Buffer.concat([this.#ids], this.#ids.length * 2);
    this.#ids.set(id, ID_BYTES * this.#size++);
    for (const hash of hashes) this.#hash.push(hash);
    this.#end.push(this.#hash.length);
  }

  /** The hashes of `id`, or null; ids are asked for in their order, once through. */
  next(id: Bytes): Float64Array | null {
    while (this.#at < this.#size && Buffer.compare(this.#id(this.#at), id) < 0) this.#at++;
    if (this.#at === this.#size || !equalBytes(this.#id(this.#at), id)) return null;
    const from = this.#at === 0 ? 0 : this.#end.at(this.#at - 1);
    return this.#hash.view().subarray(from, this.#end.at(this.#at));
  }

  rewind(): this {
    this.#at = 0;
    return this;
  }

  #id(at: number): Bytes {
    return this.#ids.subarray(ID_BYTES * at, ID_BYTES * (at + 1));
  }
}
