import { RLP } from '@ethereumjs/rlp';
import { BLOOM_BYTES } from '../core/bloom.ts';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address, Digest } from '../core/ids.ts';
import { indexedTrieRoot, type Keccak } from '../core/trie-root.ts';
import { digest, type EngineLog, quantity, record } from './engine-block.ts';
import type { Header } from './header.ts';
import { nativeHex } from './native-hex.ts';

/** The receipts of a block, by themselves: whether they are the block's is for the caller to compare. */
export interface BlockReceipts {
  /** Root of the trie of these receipts; undefined where the engine did not say all that the chain's own encoding has. */
  readonly root: Digest | undefined;
  /** Every log of the block, of whichever contract, numbered by its place among the receipts. */
  readonly logs: readonly EngineLog[];
}

type Json = Readonly<Record<string, unknown>>;

interface ReadReceipt {
  /** Undefined for a failure in Kaia whose code is not known. */
  readonly encoded: Bytes | undefined;
  readonly transaction: Digest;
  readonly logs: readonly ReadLog[];
}

interface ReadLog {
  readonly address: Bytes;
  readonly topics: readonly Bytes[];
  readonly data: Bytes;
}

/** Reads what an engine answers to `eth_getBlockReceipts`, or one after another to `eth_getTransactionReceipt`.
 *  `failures` are Kaia's codes of failed transactions by their place. LEDGER_UNREACHABLE where it cannot be read. */
export function readReceipts(
  values: readonly unknown[],
  header: Header,
  keccak: Keccak,
  failures: readonly unknown[] = [],
): BlockReceipts {
  const receipts = values.map((value, place) => readReceipt(record(value, 'receipt'), header.family, failures[place]));
  const encoded = receipts.map((receipt) => receipt.encoded).filter((bytes) => bytes !== undefined);
  const root = encoded.length === receipts.length ? nativeHex(indexedTrieRoot(keccak, encoded)) : undefined;
  const logs = receipts.flatMap(({ transaction, logs }) => logs.map((log) => ({ ...log, transaction })));
  const { height, hash, time } = header;
  return {
    root: root as Digest | undefined,
    logs: logs.map(({ address, topics, data, transaction }, index) => ({
      address: nativeHex(address) as Address,
      topics: topics.map(nativeHex),
      data: nativeHex(data),
      height,
      hash,
      transaction,
      index,
      time,
    })),
  };
}

/** Whether the transaction failed, as `eth_` methods say it. */
export function isFailed(receipt: unknown): boolean {
  return record(receipt, 'receipt').status !== '0x1';
}

/** EIP-2718: the type, and RLP of status, gas used so far, bloom and logs. Kaia leaves the type out, has the gas of
 *  the one transaction, and for the status of a failure a code of its own. */
function readReceipt(json: Json, family: Header['family'], failure: unknown): ReadReceipt {
  const logs = listOf(json.logs, 'list of logs').map(readLog);
  const bloom = bytesOf(json.logsBloom, BLOOM_BYTES, 'bloom of a receipt');
  const body = logs.map(({ address, topics, data }) => [address, [...topics], data]);
  const fields = (status: number, gas: unknown) => RLP.encode([status, quantity(gas, 'gas of a receipt'), bloom, body]);
  const status = quantity(json.status, 'status of a receipt');
  const type = json.type === undefined || json.type === null ? 0 : quantity(json.type, 'type of a receipt');
  const encode = () => {
    if (family === 'kaia') {
      if (status !== 1 && failure === undefined) return undefined;
      return fields(status === 1 ? 1 : quantity(failure, 'code of a failure'), json.gasUsed);
    }
    const encoded = fields(status, json.cumulativeGasUsed);
    return type > 0 ? Buffer.concat([Buffer.of(type), encoded]) : encoded;
  };
  return {
    encoded: encode(),
    transaction: digest(json.transactionHash, 'transaction hash of a receipt'),
    logs,
  };
}

function readLog(value: unknown): ReadLog {
  const { address, topics, data } = record(value, 'log');
  return {
    address: bytesOf(address, 20, 'address of a log'),
    topics: listOf(topics, 'topics of a log').map((topic) => bytesOf(topic, 32, 'topic of a log')),
    data: bytesOf(data, undefined, 'data of a log'),
  };
}

function bytesOf(value: unknown, width: number | undefined, what: string): Bytes {
  const fits = typeof value === 'string' && (width === undefined || value.length === 2 + 2 * width);
  if (!fits || !/^0x(?:[0-9a-f]{2})*$/i.test(value)) throw broken(what);
  return Buffer.from(value.slice(2), 'hex');
}

function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw broken(what);
  return value;
}

function broken(what: string): CustosError {
  return new CustosError('LEDGER_UNREACHABLE', `The ledger's engine gave no readable ${what}.`);
}
