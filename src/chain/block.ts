import { type BlockHeader, createBlockHeader, createBlockHeaderFromRLP, type HeaderData } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { ChainReceipt } from './receipt.ts';
import type { ChainStore } from './store.ts';

export type { BlockHeader } from '@ethereumjs/block';

/** A block as its readers need it; transactions and receipts are read by position when asked for. */
export interface ChainBlock {
  readonly height: number;
  readonly hash: Bytes;
  readonly header: BlockHeader;
  readonly transactions: number;
  readonly size: number;
}

/** A transaction and its place. `raw` is the EIP-2718 envelope. */
export interface ChainTransaction {
  readonly position: number;
  readonly sender: Bytes;
  readonly raw: Bytes;
}

export interface ExecutedTransaction {
  readonly hash: Bytes;
  readonly sender: Bytes;
  readonly raw: Bytes;
  readonly receipt: ChainReceipt;
}

/** Clique-like extraData is longer than proof of stake allows, hence the format check of EthereumJS is off. */
export function makeHeader(common: Common, data: HeaderData): BlockHeader {
  return createBlockHeader(data, { common, skipConsensusFormatValidation: true });
}

/** Undefined where there is none. Throws STORE_CORRUPT if the header is not the one whose hash was indexed. */
export function readBlock(common: Common, store: ChainStore, height: number): ChainBlock | undefined {
  const stored = store.header(height);
  if (!stored) return undefined;
  const header = decodeHeader(common, height, stored.rlp);
  const hash = header.hash();
  if (store.heightOfHash(hash) !== height) throw damaged(height);
  return { height, hash, header, transactions: stored.transactions, size: stored.size };
}

function decodeHeader(common: Common, height: number, rlp: Bytes): BlockHeader {
  try {
    return createBlockHeaderFromRLP(rlp, { common, skipConsensusFormatValidation: true });
  } catch (cause) {
    throw damaged(height, cause);
  }
}

function damaged(height: number, cause?: unknown): CustosError {
  return new CustosError('STORE_CORRUPT', `Block ${height} is damaged; restore the data directory.`, { cause });
}

export function splitTransaction(position: number, bytes: Bytes): ChainTransaction {
  if (bytes.length < 21) {
    throw new CustosError('STORE_CORRUPT', 'A stored transaction is cut off; restore the data directory.');
  }
  return { position, sender: bytes.subarray(0, 20), raw: bytes.subarray(20) };
}
