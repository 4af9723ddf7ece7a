import type { Common } from '@ethereumjs/common';
import { RLP } from '@ethereumjs/rlp';
import { bigIntToUnpaddedBytes, bytesToBigInt, bytesToInt, intToUnpaddedBytes } from '@ethereumjs/util';
import { Bloom } from '@ethereumjs/vm';
import { type Bytes, concat } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';

export interface ChainLog {
  readonly address: Bytes;
  readonly topics: readonly Bytes[];
  readonly data: Bytes;
}

/** A receipt as stored. The bloom is left out: it follows from the logs. */
export interface ChainReceipt {
  readonly status: 0 | 1;
  readonly type: number;
  readonly gasUsed: bigint;
  readonly cumulativeGasUsed: bigint;
  readonly effectiveGasPrice: bigint;
  readonly contractAddress: Bytes | undefined;
  /** Index in the block of the first log. */
  readonly firstLog: number;
  readonly logs: readonly ChainLog[];
}

export function encodeReceipt(receipt: ChainReceipt): Bytes {
  return RLP.encode([
    intToUnpaddedBytes(receipt.status),
    intToUnpaddedBytes(receipt.type),
    bigIntToUnpaddedBytes(receipt.gasUsed),
    bigIntToUnpaddedBytes(receipt.cumulativeGasUsed),
    bigIntToUnpaddedBytes(receipt.effectiveGasPrice),
    receipt.contractAddress ?? new Uint8Array(),
    intToUnpaddedBytes(receipt.firstLog),
    receipt.logs.map((log) => [log.address, [...log.topics], log.data]),
  ]);
}

export function decodeReceipt(bytes: Bytes): ChainReceipt {
  const fields = list(RLP.decode(bytes));
  const contract = leaf(fields[5]);
  return {
    status: bytesToInt(leaf(fields[0])) === 1 ? 1 : 0,
    type: bytesToInt(leaf(fields[1])),
    gasUsed: bytesToBigInt(leaf(fields[2])),
    cumulativeGasUsed: bytesToBigInt(leaf(fields[3])),
    effectiveGasPrice: bytesToBigInt(leaf(fields[4])),
    contractAddress: contract.length === 0 ? undefined : contract,
    firstLog: bytesToInt(leaf(fields[6])),
    logs: list(fields[7]).map((log) => {
      const [address, topics, data] = list(log);
      return { address: leaf(address), topics: list(topics).map(leaf), data: leaf(data) };
    }),
  };
}

/** As the header's root of receipts has it (EIP-2718). */
export function consensusReceipt(common: Common, { status, type, cumulativeGasUsed, logs }: ChainReceipt): Bytes {
  const encoded = RLP.encode([
    intToUnpaddedBytes(status),
    bigIntToUnpaddedBytes(cumulativeGasUsed),
    bloomOf(common, logs),
    logs.map((log) => [log.address, [...log.topics], log.data]),
  ]);
  return type === 0 ? encoded : concat(Uint8Array.of(type), encoded);
}

export function bloomOf(common: Common, logs: readonly ChainLog[]): Bytes {
  const bloom = new Bloom(undefined, common);
  for (const log of logs) {
    bloom.add(log.address);
    for (const topic of log.topics) bloom.add(topic);
  }
  return bloom.bitvector;
}

type Nested = Bytes | Nested[] | undefined;

function leaf(value: Nested): Bytes {
  if (value instanceof Uint8Array) return value;
  throw new CustosError('STORE_CORRUPT', 'A stored receipt is not what the node wrote; restore the data directory.');
}

function list(value: Nested): Nested[] {
  if (Array.isArray(value)) return value;
  throw new CustosError('STORE_CORRUPT', 'A stored receipt is not what the node wrote; restore the data directory.');
}
