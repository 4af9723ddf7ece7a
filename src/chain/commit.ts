import { RLP } from '@ethereumjs/rlp';
import type { Bytes } from '../core/bytes.ts';
import { concat } from '../core/bytes.ts';
import { binaryKey } from './binary-key.ts';
import type { BlockHeader, ExecutedTransaction } from './block.ts';
import {
  blockHashKey,
  HEAD_KEY,
  headerKey,
  nodeKey,
  numberBytes,
  type Posting,
  positionOf,
  postingKey,
  postingPrefix,
  receiptKey,
  txHashKey,
  txKey,
} from './keys.ts';
import { type ChainLog, encodeReceipt } from './receipt.ts';
import { type ChainWrite, encodeHeader } from './store.ts';

const NOTHING = new Uint8Array();

export interface SealedBlock {
  readonly header: BlockHeader;
  readonly executed: readonly ExecutedTransaction[];
  /** New nodes by their hashes, and codes. */
  readonly nodes: readonly { name: Bytes; value: Bytes }[];
}

/** Everything that a block adds to the database, the head's pointer included. */
export function blockWrites({ header, executed, nodes }: SealedBlock): { writes: ChainWrite[]; size: number } {
  const height = Number(header.number);
  const writes: ChainWrite[] = [];
  const put = (key: Bytes, value: Bytes): void => {
    writes.push({ type: 'put', key, value });
  };
  for (const { name, value } of nodes) put(nodeKey(name), value);
  for (const [index, transaction] of executed.entries()) {
    const position = positionOf(height, index);
    put(txKey(position), concat(transaction.sender, transaction.raw));
    put(receiptKey(position), encodeReceipt(transaction.receipt));
    writes.push(...indexWrites(position, transaction.hash, transaction.receipt.logs));
  }
  const rlp = header.serialize();
  const size = rlp.length + executed.reduce((sum, { raw }) => sum + raw.length + 4, 4);
  put(headerKey(height), encodeHeader({ rlp, transactions: executed.length, size }));
  put(blockHashKey(header.hash()), numberBytes(height));
  put(HEAD_KEY, numberBytes(height));
  return { writes, size };
}

/** By which a transaction and its logs are found: all of it follows from transaction and receipt. */
export function indexWrites(position: number, hash: Bytes, logs: readonly ChainLog[]): ChainWrite[] {
  const postings = Array.from(postingsOf(logs), (prefix) => ({ key: postingKey(prefix, position), value: NOTHING }));
  const records = [{ key: txHashKey(hash), value: numberBytes(position) }, ...postings];
  return records.map((record) => ({ type: 'put', ...record }));
}

/** Prefixes of the posting lists that a transaction with these logs belongs to, each once. */
function postingsOf(logs: readonly ChainLog[]): Iterable<Bytes> {
  const prefixes = new Map<string, Bytes>();
  const add = (posting: Posting): void => {
    const prefix = postingPrefix(posting);
    prefixes.set(binaryKey(prefix), prefix);
  };
  if (logs.length > 0) add({ kind: 'any' });
  for (const { address, topics } of logs) {
    add({ kind: 'address', address });
    for (const [place, topic] of topics.entries()) {
      add({ kind: 'topic', place, topic });
      add({ kind: 'both', address, place, topic });
    }
  }
  return prefixes.values();
}

/** The header's fields as they are hashed and sealed. */
export function headerFields(header: BlockHeader): Bytes[] {
  return RLP.decode(header.serialize()) as Bytes[];
}
