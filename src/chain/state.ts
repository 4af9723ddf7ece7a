import type { AccountFields, Common, StateManagerInterface } from '@ethereumjs/common';
import { RLP } from '@ethereumjs/rlp';
import { OriginalStorageCache } from '@ethereumjs/statemanager';
import {
  Account,
  type Address,
  createAccountFromRLP,
  equalsBytes,
  KECCAK256_NULL,
  KECCAK256_RLP,
  unpadBytes,
} from '@ethereumjs/util';
import { type Bytes, concat } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Keccak } from '../core/trie-root.ts';
import { binaryKey, keyBytes } from './binary-key.ts';
import type { StateNodes } from './state-nodes.ts';
import { lookUp } from './state-trie.ts';
import { type TrieChange, updateTrie } from './trie-update.ts';

const EMPTY = new Uint8Array();
const CODE = Uint8Array.of(0x63);

/** Slots of one account that were read or written; values without leading zeros. */
interface Slots {
  readonly values: Map<string, Bytes>;
  readonly changed: Set<string>;
  /** What the trie holds counts no more: the account was deleted or made anew. */
  readonly wiped: boolean;
}

/** The state that a block or call works on: what it read and wrote since `setStateRoot`, with a log to undo by.
 *  Nothing reaches a trie before `getStateRoot`. EthereumJS's own state manager also keeps what it read among its
 *  changes, writes it back at every block, and forgets it at every revert. */
export class ChainState implements StateManagerInterface {
  readonly originalStorageCache: OriginalStorageCache;
  readonly #common: Common;
  readonly #nodes: StateNodes;
  readonly #keccak: Keccak;
  readonly #accounts = new Map<string, Account | undefined>();
  readonly #changed = new Set<string>();
  readonly #slots = new Map<string, Slots>();
  readonly #codes = new Map<string, Bytes>();
  readonly #undo: (() => void)[] = [];
  readonly #marks: number[] = [];
  #root: Bytes = KECCAK256_RLP;

  constructor(common: Common, nodes: StateNodes) {
    this.#common = common;
    this.#nodes = nodes;
    this.#keccak = keccakOf(common);
    this.originalStorageCache = new OriginalStorageCache((address, key) => this.getStorage(address, key));
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    const found = this.#account(binaryKey(address.bytes));
    // Callers change what they get and put it back.
    return found && new Account(found.nonce, found.balance, found.storageRoot, found.codeHash);
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    const key = binaryKey(address.bytes);
    const copy = account && new Account(account.nonce, account.balance, account.storageRoot, account.codeHash);
    this.#remember(this.#accounts, key);
    this.#accounts.set(key, copy);
    this.#mark(this.#changed, key);
  }

  async deleteAccount(address: Address): Promise<void> {
    await this.putAccount(address);
    this.#wipe(binaryKey(address.bytes));
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? new Account();
    await this.putAccount(address, Object.assign(account, fields));
  }

  async putCode(address: Address, code: Bytes): Promise<void> {
    const codeHash = this.#keccak(code);
    if (code.length > 0) this.#codes.set(binaryKey(codeHash), code);
    await this.modifyAccountFields(address, { codeHash });
  }

  async getCode(address: Address): Promise<Bytes> {
    const account = this.#account(binaryKey(address.bytes));
    if (!account || equalsBytes(account.codeHash, KECCAK256_NULL)) return EMPTY;
    return this.#codes.get(binaryKey(account.codeHash)) ?? this.#nodes.find(codeName(account.codeHash));
  }

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length;
  }

  async getStorage(address: Address, key: Bytes): Promise<Bytes> {
    const account = binaryKey(address.bytes);
    const slots = this.#slotsOf(account);
    const slot = binaryKey(key);
    const known = slots.values.get(slot);
    if (known) return known;
    const value = slots.wiped ? EMPTY : this.#stored(account, key);
    slots.values.set(slot, value);
    return value;
  }

  async putStorage(address: Address, key: Bytes, value: Bytes): Promise<void> {
    const slots = this.#slotsOf(binaryKey(address.bytes));
    const slot = binaryKey(key);
    this.#remember(slots.values, slot);
    slots.values.set(slot, unpadBytes(value));
    this.#mark(slots.changed, slot);
  }

  async clearStorage(address: Address): Promise<void> {
    this.#wipe(binaryKey(address.bytes));
  }

  async checkpoint(): Promise<void> {
    this.#marks.push(this.#undo.length);
  }

  async commit(): Promise<void> {
    this.#marks.pop();
    if (this.#marks.length === 0) this.#undo.length = 0;
  }

  async revert(): Promise<void> {
    const mark = this.#marks.pop() ?? 0;
    while (this.#undo.length > mark) this.#undo.pop()?.();
  }

  /** Writes the changes into the tries, whose nodes go to where this state was made on, and gives the new root. */
  async getStateRoot(): Promise<Bytes> {
    const touched = new Set([...this.#changed, ...this.#changedStorage()]);
    const root = this.#updated(
      this.#root,
      Array.from(touched, (key) => [keyBytes(key), this.#written(key)]),
    );
    await this.setStateRoot(root);
    return root;
  }

  /** Forgets everything that was not written. */
  async setStateRoot(root: Bytes): Promise<void> {
    this.clearCaches();
    this.#root = root;
  }

  /** Every state that is asked for is a block's, and there. */
  async hasStateRoot(): Promise<boolean> {
    return true;
  }

  clearCaches(): void {
    this.#accounts.clear();
    this.#changed.clear();
    this.#slots.clear();
    this.#codes.clear();
    this.#undo.length = 0;
    this.#marks.length = 0;
    this.originalStorageCache.clear();
  }

  shallowCopy(): ChainState {
    const copy = new ChainState(this.#common, this.#nodes);
    copy.#root = this.#root;
    return copy;
  }

  #account(key: string): Account | undefined {
    if (this.#accounts.has(key)) return this.#accounts.get(key);
    const rlp = lookUp(this.#nodes.find, this.#root, this.#keccak(keyBytes(key)));
    const account = rlp ? createAccountFromRLP(rlp) : undefined;
    this.#accounts.set(key, account);
    return account;
  }

  /** The value of a slot as the block or call found it. */
  #stored(address: string, key: Bytes): Bytes {
    const account = this.#account(address);
    if (!account) return EMPTY;
    const rlp = lookUp(this.#nodes.find, account.storageRoot, this.#keccak(key));
    return rlp ? (RLP.decode(rlp) as Bytes) : EMPTY;
  }

  #slotsOf(address: string): Slots {
    let slots = this.#slots.get(address);
    if (!slots) {
      slots = { values: new Map(), changed: new Set(), wiped: false };
      this.#slots.set(address, slots);
    }
    return slots;
  }

  #wipe(address: string): void {
    const before = this.#slots.get(address);
    this.#slots.set(address, { values: new Map(), changed: new Set(), wiped: true });
    this.#undo.push(() => {
      if (before) this.#slots.set(address, before);
      else this.#slots.delete(address);
    });
  }

  *#changedStorage(): Generator<string> {
    for (const [address, { changed, wiped }] of this.#slots) if (wiped || changed.size > 0) yield address;
  }

  /** The account's record, after its storage and code were written; undefined if it is deleted. */
  #written(key: string): Bytes | undefined {
    const account = this.#account(key);
    if (!account) return undefined;
    account.storageRoot = this.#writtenStorage(key, account.storageRoot);
    const code = this.#codes.get(binaryKey(account.codeHash));
    if (code) this.#nodes.put(codeName(account.codeHash), code);
    return account.serialize();
  }

  #writtenStorage(address: string, root: Bytes): Bytes {
    const slots = this.#slots.get(address);
    if (!slots || (!slots.wiped && slots.changed.size === 0)) return root;
    const changes = Array.from(slots.changed, (slot): TrieChange => {
      const value = slots.values.get(slot) ?? EMPTY;
      return [keyBytes(slot), value.length === 0 ? undefined : RLP.encode(value)];
    });
    return this.#updated(slots.wiped ? KECCAK256_RLP : root, changes);
  }

  /** In a trie of accounts or slots the keys are hashed. */
  #updated(root: Bytes, changes: readonly TrieChange[]): Bytes {
    const hashed = changes.map(([key, value]): TrieChange => [this.#keccak(key), value]);
    return updateTrie({ find: this.#nodes.find, put: this.#nodes.put, keccak256: this.#keccak }, root, hashed);
  }

  #remember<T>(map: Map<string, T>, key: string): void {
    const had = map.has(key);
    const before = map.get(key) as T;
    this.#undo.push(() => {
      if (had) map.set(key, before);
      else map.delete(key);
    });
  }

  #mark(set: Set<string>, key: string): void {
    if (set.has(key)) return;
    set.add(key);
    this.#undo.push(() => set.delete(key));
  }
}

export function keccakOf({ customCrypto: { keccak256 } }: Common): Keccak {
  if (!keccak256) throw new CustosError('INTERNAL', 'The protocol has no hash function.');
  return keccak256;
}

/** Codes stand beside the nodes under `c` and their hash. */
function codeName(hash: Bytes): Bytes {
  return concat(CODE, hash);
}
