import type { Common } from '@ethereumjs/common';
import { LRUCache } from 'lru-cache';
import { type Bytes, equalBytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { indexedTrieRoot } from '../core/trie-root.ts';
import { type ChainBlock, type ChainTransaction, splitTransaction } from './block.ts';
import type { ChainCrypto } from './crypto.ts';
import { positionOf } from './keys.ts';
import { type ChainReceipt, consensusReceipt, decodeReceipt } from './receipt.ts';
import type { ChainStore } from './store.ts';

/** Bytes of stored transactions, and of receipts, that are kept in memory once they were checked. */
const CACHE_BYTES = 8 * 2 ** 20;
const ENTRY_BYTES = 1_000;

/** Transactions and receipts of blocks, each checked against the root in its block's header: they have no checksum of
 *  their own, and one that is missing or changed would be served as if it were the chain's. STORE_CORRUPT names the
 *  block. The last ones that were read stay in memory. */
export class BlockContents {
  readonly #common: Common;
  readonly #crypto: ChainCrypto;
  readonly #store: ChainStore;
  readonly #transactions = new Recent<readonly ChainTransaction[]>();
  readonly #receipts = new Recent<readonly ChainReceipt[]>();

  constructor(common: Common, crypto: ChainCrypto, store: ChainStore) {
    this.#common = common;
    this.#crypto = crypto;
    this.#store = store;
  }

  transactions(block: ChainBlock): Promise<readonly ChainTransaction[]> {
    return this.#transactions.get(block.height, async () => {
      const stored = await this.#store.transactions(block.height);
      const transactions = stored.map((bytes, index) => splitTransaction(positionOf(block.height, index), bytes));
      const raw = transactions.map((transaction) => transaction.raw);
      this.#require('transactions', block, stored, raw, block.header.transactionsTrie);
      return { value: transactions, bytes: sizeOf(stored) };
    });
  }

  receipts(block: ChainBlock): Promise<readonly ChainReceipt[]> {
    return this.#receipts.get(block.height, async () => {
      const stored = await this.#store.receipts(block.height);
      const receipts = stored.map(decodeReceipt);
      const encoded = receipts.map((receipt) => consensusReceipt(this.#common, receipt));
      this.#require('receipts', block, stored, encoded, block.header.receiptTrie);
      if (!areConsistent(receipts)) throw damaged('receipts', block.height);
      return { value: receipts, bytes: sizeOf(stored) };
    });
  }

  /** From the disk, whatever is in memory. */
  forget(height: number): void {
    this.#transactions.delete(height);
    this.#receipts.delete(height);
  }

  #require(
    what: string,
    { height, transactions }: ChainBlock,
    stored: readonly Bytes[],
    values: readonly Bytes[],
    root: Bytes,
  ): void {
    const isWhole = stored.length === transactions && equalBytes(indexedTrieRoot(this.#crypto.keccak256, values), root);
    if (!isWhole) throw damaged(what, height);
  }
}

interface Sized<Value> {
  readonly value: Value;
  readonly bytes: number;
}

/** Results by height, up to a number of bytes; what is being read is read once. */
class Recent<Value> {
  readonly #kept = new LRUCache<number, Sized<Value>, () => Promise<Sized<Value>>>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ bytes }) => bytes + ENTRY_BYTES,
    fetchMethod: (_height, _stale, { context: read }) => read(),
    // What is dropped while it is read is still the answer of those who wait for it.
    ignoreFetchAbort: true,
  });

  async get(height: number, read: () => Promise<Sized<Value>>): Promise<Value> {
    return (await this.#kept.forceFetch(height, { context: read })).value;
  }

  delete(height: number): void {
    this.#kept.delete(height);
  }
}

/** What the root does not cover and follows from what it does. */
function areConsistent(receipts: readonly ChainReceipt[]): boolean {
  let gas = 0n;
  let logs = 0;
  return receipts.every((receipt) => {
    const fits = receipt.cumulativeGasUsed - gas === receipt.gasUsed && receipt.firstLog === logs;
    gas = receipt.cumulativeGasUsed;
    logs += receipt.logs.length;
    return fits;
  });
}

function sizeOf(stored: readonly Bytes[]): number {
  return stored.reduce((sum, { length }) => sum + length, 0);
}

function damaged(what: string, height: number): CustosError {
  const message = `The ${what} of block ${height} are missing or damaged; restore the data directory.`;
  return new CustosError('STORE_CORRUPT', message, { details: { height } });
}
