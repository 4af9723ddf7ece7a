import type { AccountFields, Common, StateManagerInterface } from '@ethereumjs/common';
import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { OriginalStorageCache } from '@ethereumjs/statemanager';
import {
  Account,
  type Address,
  bytesToUnprefixedHex,
  createAccountFromRLP,
  equalsBytes,
  KECCAK256_NULL,
  KECCAK256_RLP,
  unpadBytes,
  unprefixedHexToBytes,
} from '@ethereumjs/util';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { CommittedNodes, PendingNodes } from './state-nodes.ts';

const EMPTY = new Uint8Array();

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
  readonly #nodes: PendingNodes | CommittedNodes;
  readonly #accounts = new Map<string, Account | undefined>();
  readonly #changed = new Set<string>();
  readonly #slots = new Map<string, Slots>();
  readonly #codes = new Map<string, Bytes>();
  readonly #undo: (() => void)[] = [];
  readonly #marks: number[] = [];
  #root: Bytes = KECCAK256_RLP;

  constructor(common: Common, nodes: PendingNodes | CommittedNodes) {
    this.#common = common;
    this.#nodes = nodes;
    this.originalStorageCache = new OriginalStorageCache((address, key) => this.getStorage(address, key));
  }

  async getAccount(address: Address): Promise<Account | undefined> {
    const found = await this.#account(hexOf(address));
    // Callers change what they get and put it back.
    return found && new Account(found.nonce, found.balance, found.storageRoot, found.codeHash);
  }

  async putAccount(address: Address, account?: Account): Promise<void> {
    const key = hexOf(address);
    const copy = account && new Account(account.nonce, account.balance, account.storageRoot, account.codeHash);
    this.#remember(this.#accounts, key);
    this.#accounts.set(key, copy);
    this.#mark(this.#changed, key);
  }

  async deleteAccount(address: Address): Promise<void> {
    await this.putAccount(address);
    this.#wipe(hexOf(address));
  }

  async modifyAccountFields(address: Address, fields: AccountFields): Promise<void> {
    const account = (await this.getAccount(address)) ?? new Account();
    await this.putAccount(address, Object.assign(account, fields));
  }

  async putCode(address: Address, code: Bytes): Promise<void> {
    const codeHash = this.#keccak(code);
    if (code.length > 0) this.#codes.set(bytesToUnprefixedHex(codeHash), code);
    await this.modifyAccountFields(address, { codeHash });
  }

  async getCode(address: Address): Promise<Bytes> {
    const account = await this.#account(hexOf(address));
    if (!account || equalsBytes(account.codeHash, KECCAK256_NULL)) return EMPTY;
    const hash = bytesToUnprefixedHex(account.codeHash);
    return this.#codes.get(hash) ?? this.#nodes.find(codeKey(hash));
  }

  async getCodeSize(address: Address): Promise<number> {
    return (await this.getCode(address)).length;
  }

  async getStorage(address: Address, key: Bytes): Promise<Bytes> {
    const account = hexOf(address);
    const slots = this.#slotsOf(account);
    const slot = bytesToUnprefixedHex(key);
    const known = slots.values.get(slot);
    if (known) return known;
    const value = slots.wiped ? EMPTY : await this.#stored(account, key);
    slots.values.set(slot, value);
    return value;
  }

  async putStorage(address: Address, key: Bytes, value: Bytes): Promise<void> {
    const slots = this.#slotsOf(hexOf(address));
    const slot = bytesToUnprefixedHex(key);
    this.#remember(slots.values, slot);
    slots.values.set(slot, unpadBytes(value));
    this.#mark(slots.changed, slot);
  }

  async clearStorage(address: Address): Promise<void> {
    this.#wipe(hexOf(address));
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
    const accounts = this.#trie(this.#root);
    const touched = new Set([...this.#changed, ...this.#changedStorage()]);
    for (const key of touched) {
      const account = await this.#account(key);
      if (!account) {
        await accounts.del(unprefixedHexToBytes(key));
        continue;
      }
      account.storageRoot = await this.#writeStorage(key, account.storageRoot);
      await this.#writeCode(account);
      await accounts.put(unprefixedHexToBytes(key), account.serialize());
    }
    const root = accounts.root();
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

  async #account(key: string): Promise<Account | undefined> {
    if (this.#accounts.has(key)) return this.#accounts.get(key);
    const rlp = await this.#trie(this.#root).get(unprefixedHexToBytes(key));
    const account = rlp ? createAccountFromRLP(rlp) : undefined;
    this.#accounts.set(key, account);
    return account;
  }

  /** The value of a slot as the block or call found it. */
  async #stored(address: string, key: Bytes): Promise<Bytes> {
    const account = await this.#account(address);
    if (!account || equalsBytes(account.storageRoot, KECCAK256_RLP)) return EMPTY;
    const rlp = await this.#trie(account.storageRoot).get(key);
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

  async #writeStorage(address: string, root: Bytes): Promise<Bytes> {
    const slots = this.#slots.get(address);
    if (!slots || (!slots.wiped && slots.changed.size === 0)) return root;
    const trie = this.#trie(slots.wiped ? KECCAK256_RLP : root);
    for (const slot of slots.changed) {
      const value = slots.values.get(slot) ?? EMPTY;
      if (value.length === 0) await trie.del(unprefixedHexToBytes(slot));
      else await trie.put(unprefixedHexToBytes(slot), RLP.encode(value));
    }
    return trie.root();
  }

  async #writeCode({ codeHash }: Account): Promise<void> {
    const hash = bytesToUnprefixedHex(codeHash);
    const code = this.#codes.get(hash);
    if (code) await this.#nodes.put(codeKey(hash), code);
  }

  #trie(root: Bytes): MerklePatriciaTrie {
    return openTrie(this.#common, this.#nodes, root);
  }

  #keccak(bytes: Bytes): Bytes {
    const { keccak256 } = this.#common.customCrypto;
    if (!keccak256) throw new CustosError('INTERNAL', 'The protocol has no hash function.');
    return keccak256(bytes);
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

/** A trie of accounts or slots: the keys are hashed. */
export function openTrie(common: Common, nodes: PendingNodes | CommittedNodes, root: Bytes): MerklePatriciaTrie {
  return new MerklePatriciaTrie({ db: nodes, root, common, useKeyHashing: true, valueEncoding: 'view' });
}

function hexOf(address: Address): string {
  return bytesToUnprefixedHex(address.bytes);
}

/** Codes stand beside the nodes under `c` and their hash. */
function codeKey(hash: string): string {
  return `63${hash}`;
}
