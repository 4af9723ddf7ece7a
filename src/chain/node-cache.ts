import type { Bytes } from '../core/bytes.ts';

/** The trie nodes and codes used last, up to a number of bytes: what is read at every block stays, and the
 *  node's memory stays flat however long the chain grows. */
export class NodeCache {
  readonly #limit: number;
  readonly #entries = new Map<string, Bytes>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): Bytes | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  /** Keys are content hashes, so that an entry never changes. */
  set(key: string, value: Bytes): void {
    if (this.#entries.has(key)) return;
    this.#entries.set(key, value);
    this.#bytes += cost(key, value);
    for (const [oldKey, old] of this.#entries) {
      if (this.#bytes <= this.#limit) break;
      this.#entries.delete(oldKey);
      this.#bytes -= cost(oldKey, old);
    }
  }
}

function cost(key: string, value: Bytes): number {
  return key.length + value.length + 128;
}
