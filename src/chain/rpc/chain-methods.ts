import { toHex } from '../../core/bytes.ts';
import type { ChainBlock, ChainTransaction } from '../block.ts';
import type { Chain } from '../chain.ts';
import { heightOf, MAX_TRANSACTIONS, positionOf } from '../keys.ts';
import type { TransactionPool } from '../pool.ts';
import { decodeTransaction } from '../transaction.ts';
import { blockOf, blockOfHash, requireBlock } from './block-tag.ts';
import { formatBlock, formatReceipt, formatTransaction, quantity } from './format.ts';
import { type MethodTable, reads } from './method.ts';
import { invalid, readArray, readData, readHash, readQuantity } from './params.ts';

/** Methods about the network, blocks, transactions and receipts. */
export function chainMethods(chain: Chain, pool: TransactionPool, version: string): MethodTable {
  return {
    web3_clientVersion: reads(0, () => version),
    web3_sha3: reads(1, ([data]) => toHex(chain.crypto.keccak256(readData(data, 'data')))),
    net_version: reads(0, () => String(chain.genesis.chainId)),
    net_listening: reads(0, () => true),
    net_peerCount: reads(0, () => '0x0'),
    eth_chainId: reads(0, () => quantity(chain.genesis.chainId)),
    eth_protocolVersion: reads(0, () => '0x44'),
    eth_syncing: reads(0, () => false),
    eth_mining: reads(0, () => true),
    eth_accounts: reads(0, () => []),
    eth_coinbase: reads(0, () => chain.genesis.validator),
    eth_blockNumber: reads(0, () => quantity(chain.head.height)),
    eth_getBlockByNumber: reads(2, ([tag, full]) => presentBlock(chain, blockOf(chain, tag), full)),
    eth_getBlockByHash: reads(2, ([hash, full]) => presentBlock(chain, blockOfHash(chain, hash), full)),
    eth_getBlockTransactionCountByNumber: reads(1, ([tag]) => count(blockOf(chain, tag))),
    eth_getBlockTransactionCountByHash: reads(1, ([hash]) => count(blockOfHash(chain, hash))),
    // There are no uncles; explorers ask all the same.
    eth_getUncleByBlockNumberAndIndex: reads(2, () => null),
    eth_getUncleByBlockHashAndIndex: reads(2, () => null),
    eth_getUncleCountByBlockNumber: reads(1, ([tag]) => (blockOf(chain, tag) ? '0x0' : null)),
    eth_getUncleCountByBlockHash: reads(1, ([hash]) => (blockOfHash(chain, hash) ? '0x0' : null)),
    eth_getTransactionByHash: reads(1, ([hash]) => {
      const bytes = readHash(hash, 'transaction hash');
      const waiting = pool.get(bytes);
      if (waiting) return formatTransaction(chain.common, waiting);
      const position = chain.store.positionOfTransaction(bytes);
      return position === undefined ? null : presentTransaction(chain, position);
    }),
    eth_getTransactionByBlockNumberAndIndex: reads(2, ([tag, index]) =>
      transactionAt(chain, blockOf(chain, tag), index),
    ),
    eth_getTransactionByBlockHashAndIndex: reads(2, ([hash, index]) =>
      transactionAt(chain, blockOfHash(chain, hash), index),
    ),
    eth_getRawTransactionByHash: reads(1, async ([hash]) => {
      const position = chain.store.positionOfTransaction(readHash(hash, 'transaction hash'));
      if (position === undefined || heightOf(position) > chain.head.height) return null;
      const found = await transactionOf(chain, position);
      return found ? toHex(found.transaction.raw) : null;
    }),
    eth_getTransactionReceipt: reads(1, ([hash]) => {
      const position = chain.store.positionOfTransaction(readHash(hash, 'transaction hash'));
      return position === undefined ? null : presentReceipt(chain, position);
    }),
    eth_getBlockReceipts: reads(1, async ([tag]) => {
      const block = blockOf(chain, tag);
      if (!block) return null;
      return Promise.all(indexes(block).map((index) => presentReceipt(chain, positionOf(block.height, index))));
    }),
    eth_gasPrice: reads(0, () => quantity(chain.baseFee)),
    eth_maxPriorityFeePerGas: reads(0, () => '0x0'),
    eth_blobBaseFee: reads(0, () => '0x1'),
    eth_feeHistory: reads(3, ([blocks, newest, percentiles]) => feeHistory(chain, blocks, newest, percentiles)),
  };
}

function count(block: ChainBlock | undefined): string | null {
  return block ? quantity(block.transactions) : null;
}

function indexes(block: ChainBlock): number[] {
  return Array.from({ length: block.transactions }, (_, index) => index);
}

async function presentBlock(chain: Chain, block: ChainBlock | undefined, full: unknown): Promise<unknown> {
  if (full !== undefined && typeof full !== 'boolean') throw invalid('full', 'true or false');
  if (!block) return null;
  const place = { blockHash: block.hash, baseFee: block.header.baseFeePerGas ?? 0n };
  const stored = block.transactions === 0 ? [] : await chain.contents.transactions(block);
  const transactions = stored.map((transaction) =>
    full
      ? formatTransaction(chain.common, transaction, { ...place, position: transaction.position })
      : toHex(chain.crypto.keccak256(transaction.raw)),
  );
  return formatBlock(block, transactions);
}

function transactionAt(chain: Chain, block: ChainBlock | undefined, index: unknown): unknown {
  const at = readQuantity(index, 'index');
  return block && at < block.transactions ? presentTransaction(chain, positionOf(block.height, at)) : null;
}

/** Undefined above the head: there is nothing yet, even if the index knows the hash already. */
async function transactionOf(
  chain: Chain,
  position: number,
): Promise<{ block: ChainBlock; transaction: ChainTransaction } | undefined> {
  const block = chain.block(heightOf(position));
  const transaction = block && (await chain.contents.transactions(block))[position % MAX_TRANSACTIONS];
  return transaction && { block, transaction };
}

async function presentTransaction(chain: Chain, position: number): Promise<unknown> {
  const found = await transactionOf(chain, position);
  if (!found) return null;
  const { block, transaction } = found;
  const baseFee = block.header.baseFeePerGas ?? 0n;
  return formatTransaction(chain.common, transaction, { position, blockHash: block.hash, baseFee });
}

async function presentReceipt(chain: Chain, position: number): Promise<unknown> {
  const found = await transactionOf(chain, position);
  const receipt = found && (await chain.contents.receipts(found.block))[position % MAX_TRANSACTIONS];
  if (!receipt) return null;
  const { block, transaction } = found;
  const hash = chain.crypto.keccak256(transaction.raw);
  const { to } = decodeTransaction(chain.common, transaction.raw);
  const place = { position, block, hash, from: transaction.sender, to: to?.toString() ?? null };
  return formatReceipt(chain.common, receipt, place);
}

const MAX_HISTORY = 1024;

function feeHistory(chain: Chain, blocks: unknown, newest: unknown, percentiles: unknown): unknown {
  const wanted = typeof blocks === 'number' ? blocks : readQuantity(blocks, 'blockCount');
  if (!Number.isSafeInteger(wanted) || wanted < 0) throw invalid('blockCount', 'a number of blocks');
  const ranks = percentiles === undefined || percentiles === null ? [] : readArray(percentiles, 'percentiles', 100);
  if (!ranks.every((rank, i) => isPercent(rank) && rank >= Number(ranks[i - 1] ?? 0))) {
    throw invalid('percentiles', 'numbers from 0 to 100 that ascend');
  }
  const last = requireBlock(chain, newest);
  const length = Math.min(wanted, MAX_HISTORY, last.height + 1);
  const oldest = last.height + 1 - length;
  const history = Array.from({ length }, (_, i) => requireBlock(chain, quantity(oldest + i)));
  const fees = history.map(({ header }) => quantity(header.baseFeePerGas ?? 0n));
  return {
    oldestBlock: quantity(oldest),
    baseFeePerGas: [...fees, quantity(chain.baseFee)],
    gasUsedRatio: history.map(({ header }) => Number(header.gasUsed) / Number(header.gasLimit)),
    baseFeePerBlobGas: Array.from({ length: length + 1 }, () => '0x1'),
    blobGasUsedRatio: history.map(() => 0),
    // No tip is asked and the order is that of arrival.
    ...(ranks.length > 0 && { reward: history.map(() => ranks.map(() => '0x0')) }),
  };
}

function isPercent(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100;
}
