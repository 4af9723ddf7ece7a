import { RLP } from '@ethereumjs/rlp';
import { type BatchDBOp, bytesToUnprefixedHex, type DB, KECCAK256_RLP, unprefixedHexToBytes } from '@ethereumjs/util';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { NodeCache } from './node-cache.ts';

/** Reads a trie node or code by the hash (for code: `c` and the hash). */
export type NodeReader = (hash: Bytes) => Bytes | undefined;
type Keccak = (bytes: Bytes) => Bytes;

/** The root of a trie without entries, which is no stored node. */
const EMPTY_TRIE = bytesToUnprefixedHex(KECCAK256_RLP);

/** Nodes of committed states, for calls and proofs. Writes are a mistake of the caller and fail. A node that is missing,
 *  or whose bytes do not hash to its name, throws STORE_CORRUPT: a trie would take it for an account or slot that does
 *  not exist, and a revocation for one that was never given. */
export class CommittedNodes implements DB<string, Bytes> {
  readonly #read: NodeReader;
  readonly #cache: NodeCache;
  readonly #keccak: Keccak;

  constructor(read: NodeReader, cache: NodeCache, keccak: Keccak) {
    this.#read = read;
    this.#cache = cache;
    this.#keccak = keccak;
  }

  async get(key: string): Promise<Bytes | undefined> {
    return key === EMPTY_TRIE ? undefined : this.find(key);
  }

  find(key: string): Bytes {
    const cached = this.#cache.get(key);
    if (cached) return cached;
    const value = this.#read(unprefixedHexToBytes(key));
    if (!value || bytesToUnprefixedHex(this.#keccak(value)) !== key.slice(-64)) {
      throw new CustosError('STORE_CORRUPT', 'A part of the chain’s state is missing or damaged; restore it.');
    }
    this.#cache.set(key, value);
    return value;
  }

  async put(): Promise<void> {
    throw new CustosError('INTERNAL', 'A committed state cannot be written.');
  }

  async del(): Promise<void> {}

  async batch(ops: BatchDBOp<string, Bytes>[]): Promise<void> {
    if (ops.length > 0) await this.put();
  }

  shallowCopy(): CommittedNodes {
    return this;
  }

  async open(): Promise<void> {}
}

/** Nodes of the block in the making: held in memory until the block's one batch. */
export class PendingNodes implements DB<string, Bytes> {
  readonly #committed: CommittedNodes;
  readonly #cache: NodeCache;
  readonly #pending = new Map<string, Bytes>();

  constructor(committed: CommittedNodes, cache: NodeCache) {
    this.#committed = committed;
    this.#cache = cache;
  }

  async get(key: string): Promise<Bytes | undefined> {
    return key === EMPTY_TRIE ? undefined : this.find(key);
  }

  find(key: string): Bytes {
    return this.#pending.get(key) ?? this.#committed.find(key);
  }

  async put(key: string, value: Bytes): Promise<void> {
    this.#pending.set(key, value);
  }

  // Old states stay readable, so nothing is ever deleted.
  async del(): Promise<void> {}

  async batch(ops: BatchDBOp<string, Bytes>[]): Promise<void> {
    for (const op of ops) if (op.type === 'put') this.#pending.set(op.key, op.value);
  }

  /** The new nodes that belong to the state of `root`, and new codes. Nodes of states between two transactions,
   *  which no block names, are left out. */
  reachable(root: Bytes): { hash: Bytes; value: Bytes }[] {
    const found = new Map<string, Bytes>();
    this.#visit(bytesToUnprefixedHex(root), found, true);
    for (const [key, value] of this.#pending) if (key.length > 64) found.set(key, value);
    return Array.from(found, ([key, value]) => ({ hash: unprefixedHexToBytes(key), value }));
  }

  /** To be called when the block is durable, or given up: forgets the pending nodes. */
  settle(written: readonly { hash: Bytes; value: Bytes }[]): void {
    for (const { hash, value } of written) this.#cache.set(bytesToUnprefixedHex(hash), value);
    this.#pending.clear();
  }

  shallowCopy(): PendingNodes {
    return this;
  }

  async open(): Promise<void> {}

  #visit(key: string, found: Map<string, Bytes>, accounts: boolean): void {
    const value = this.#pending.get(key);
    if (value === undefined || found.has(key)) return;
    found.set(key, value);
    const node = RLP.decode(value) as (Bytes | Bytes[])[];
    if (node.length === 17) {
      for (const child of node.slice(0, 16)) this.#follow(child, found, accounts);
    } else if (((node[0] as Bytes)[0] ?? 0) < 0x20) {
      this.#follow(node[1], found, accounts);
    } else if (accounts) {
      const [, , storageRoot] = RLP.decode(node[1] as Bytes) as Bytes[];
      if (storageRoot) this.#visit(bytesToUnprefixedHex(storageRoot), found, false);
    }
  }

  /** A child of fewer than 32 bytes stands inside its parent and can name no other node. */
  #follow(child: Bytes | Bytes[] | undefined, found: Map<string, Bytes>, accounts: boolean): void {
    if (child instanceof Uint8Array && child.length === 32) {
      this.#visit(bytesToUnprefixedHex(child), found, accounts);
    }
  }
}
