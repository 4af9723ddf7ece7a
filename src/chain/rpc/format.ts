import type { Common } from '@ethereumjs/common';
import { type Bytes, type Hex, toHex } from '../../core/bytes.ts';
import type { ChainBlock, ChainTransaction } from '../block.ts';
import { heightOf, MAX_TRANSACTIONS } from '../keys.ts';
import type { FoundLog } from '../log-query.ts';
import { bloomOf, type ChainReceipt } from '../receipt.ts';
import { decodeTransaction } from '../transaction.ts';

export function quantity(value: number | bigint): Hex {
  return `0x${value.toString(16)}`;
}

export function formatBlock(block: ChainBlock, transactions: readonly unknown[]): Record<string, unknown> {
  const { header } = block;
  return {
    number: quantity(block.height),
    hash: toHex(block.hash),
    parentHash: toHex(header.parentHash),
    nonce: toHex(header.nonce),
    mixHash: toHex(header.mixHash),
    sha3Uncles: toHex(header.uncleHash),
    logsBloom: toHex(header.logsBloom),
    transactionsRoot: toHex(header.transactionsTrie),
    stateRoot: toHex(header.stateRoot),
    receiptsRoot: toHex(header.receiptTrie),
    miner: header.coinbase.toString(),
    difficulty: quantity(header.difficulty),
    totalDifficulty: '0x0',
    extraData: toHex(header.extraData),
    size: quantity(block.size),
    gasLimit: quantity(header.gasLimit),
    gasUsed: quantity(header.gasUsed),
    timestamp: quantity(header.timestamp),
    baseFeePerGas: quantity(header.baseFeePerGas ?? 0n),
    withdrawalsRoot: toHex(header.withdrawalsRoot ?? new Uint8Array(32)),
    withdrawals: [],
    blobGasUsed: quantity(header.blobGasUsed ?? 0n),
    excessBlobGas: quantity(header.excessBlobGas ?? 0n),
    parentBeaconBlockRoot: toHex(header.parentBeaconBlockRoot ?? new Uint8Array(32)),
    uncles: [],
    transactions,
  };
}

/** `place` is absent for a transaction that waits. */
export function formatTransaction(
  common: Common,
  { raw, sender }: Pick<ChainTransaction, 'raw' | 'sender'>,
  place?: { position: number; blockHash: Bytes; baseFee: bigint },
): Record<string, unknown> {
  const tx = decodeTransaction(common, raw);
  const json = tx.toJSON();
  const fees = 'maxFeePerGas' in tx && {
    gasPrice: quantity(place ? effective(tx.maxFeePerGas, tx.maxPriorityFeePerGas, place.baseFee) : tx.maxFeePerGas),
    maxFeePerGas: quantity(tx.maxFeePerGas),
    maxPriorityFeePerGas: quantity(tx.maxPriorityFeePerGas),
  };
  return {
    blockHash: place ? toHex(place.blockHash) : null,
    blockNumber: place ? quantity(heightOf(place.position)) : null,
    transactionIndex: place ? quantity(place.position % MAX_TRANSACTIONS) : null,
    hash: toHex(tx.hash()),
    from: toHex(sender),
    to: tx.to?.toString() ?? null,
    type: quantity(tx.type),
    chainId: quantity(common.chainId()),
    nonce: quantity(tx.nonce),
    gas: quantity(tx.gasLimit),
    ...(fees || { gasPrice: quantity('gasPrice' in tx ? tx.gasPrice : 0n) }),
    value: quantity(tx.value),
    input: toHex(tx.data),
    ...(json.accessList && { accessList: json.accessList, yParity: quantity(tx.v ?? 0n) }),
    v: quantity(tx.v ?? 0n),
    r: quantity(tx.r ?? 0n),
    s: quantity(tx.s ?? 0n),
  };
}

function effective(maximum: bigint, tip: bigint, baseFee: bigint): bigint {
  return maximum - baseFee < tip ? maximum : baseFee + tip;
}

export function formatReceipt(
  common: Common,
  receipt: ChainReceipt,
  place: { position: number; block: ChainBlock; hash: Bytes; from: Bytes; to: string | null },
): Record<string, unknown> {
  const { position, block, hash } = place;
  const logs = receipt.logs.map((log, i) => formatLog({ log, position, index: receipt.firstLog + i }, block, hash));
  return {
    transactionHash: toHex(hash),
    transactionIndex: quantity(position % MAX_TRANSACTIONS),
    blockHash: toHex(block.hash),
    blockNumber: quantity(block.height),
    from: toHex(place.from),
    to: place.to,
    type: quantity(receipt.type),
    status: quantity(receipt.status),
    gasUsed: quantity(receipt.gasUsed),
    cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
    effectiveGasPrice: quantity(receipt.effectiveGasPrice),
    contractAddress: receipt.contractAddress ? toHex(receipt.contractAddress) : null,
    logsBloom: toHex(bloomOf(common, receipt.logs)),
    logs,
  };
}

export function formatLog(
  { log, position, index }: FoundLog,
  block: Pick<ChainBlock, 'hash' | 'height' | 'header'>,
  transactionHash: Bytes,
): Record<string, unknown> {
  return {
    address: toHex(log.address),
    topics: log.topics.map(toHex),
    data: toHex(log.data),
    blockNumber: quantity(block.height),
    blockHash: toHex(block.hash),
    blockTimestamp: quantity(block.header.timestamp),
    transactionHash: toHex(transactionHash),
    transactionIndex: quantity(position % MAX_TRANSACTIONS),
    logIndex: quantity(index),
    removed: false,
  };
}
