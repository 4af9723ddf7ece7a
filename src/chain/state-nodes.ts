import { type Bytes, equalBytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Keccak } from '../core/trie-root.ts';
import { binaryKey, keyBytes } from './binary-key.ts';
import type { NodeCache } from './node-cache.ts';

/** Reads a trie node or code by the hash (for code: `c` and the hash). */
export type NodeReader = (name: Bytes) => Bytes | undefined;

const HASH_BYTES = 32;

export interface StateNodes {
  /** Throws STORE_CORRUPT where there is none. */
  readonly find: (name: Bytes) => Bytes;
  readonly put: (name: Bytes, value: Bytes) => void;
}

/** Nodes of committed states, for calls and proofs. Writes are a mistake of the caller and fail. A node that is missing,
 *  or whose bytes do not hash to its name, throws STORE_CORRUPT: taken for an account or slot that does not exist, a
 *  revocation would read as one that was never given. */
export class CommittedNodes implements StateNodes {
  readonly #read: NodeReader;
  readonly #cache: NodeCache;
  readonly #keccak: Keccak;

  constructor(read: NodeReader, cache: NodeCache, keccak: Keccak) {
    this.#read = read;
    this.#cache = cache;
    this.#keccak = keccak;
  }

  readonly find = (name: Bytes): Bytes => {
    const key = binaryKey(name);
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const value = this.#read(name);
    if (!value || !equalBytes(this.#keccak(value), name.subarray(-HASH_BYTES))) {
      throw new CustosError('STORE_CORRUPT', 'A part of the chain’s state is missing or damaged; restore it.');
    }
    this.#cache.set(key, value);
    return value;
  };

  readonly put = (): void => {
    throw new CustosError('INTERNAL', 'A committed state cannot be written.');
  };
}

/** Nodes of the block in the making: held in memory until the block's one batch. */
export class PendingNodes implements StateNodes {
  readonly #committed: CommittedNodes;
  readonly #cache: NodeCache;
  readonly #pending = new Map<string, Bytes>();

  constructor(committed: CommittedNodes, cache: NodeCache) {
    this.#committed = committed;
    this.#cache = cache;
  }

  readonly find = (name: Bytes): Bytes => this.#pending.get(binaryKey(name)) ?? this.#committed.find(name);

  readonly put = (name: Bytes, value: Bytes): void => {
    this.#pending.set(binaryKey(name), value);
  };

  /** The new nodes and codes. */
  written(): { name: Bytes; value: Bytes }[] {
    return Array.from(this.#pending, ([key, value]) => ({ name: keyBytes(key), value }));
  }

  /** To be called when they are durable: they are committed then. */
  settle(): void {
    for (const [key, value] of this.#pending) this.#cache.set(key, value);
    this.#pending.clear();
  }
}
