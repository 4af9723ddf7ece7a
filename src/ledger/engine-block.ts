import { CustosError } from '../core/errors.ts';
import { type Address, type Digest, isAddress, isDigest } from '../core/ids.ts';
import type { Block } from './block.ts';
import type { RawLog } from './event-decoder.ts';

/** A log with the position that the engine gives it. */
export interface EngineLog extends RawLog {
  readonly address: Address;
  readonly height: number;
  readonly hash: Digest;
  readonly transaction: Digest;
  readonly index: number;
  /** Milliseconds; not every engine says it. */
  readonly time: number | undefined;
}

const QUANTITY = /^0x[0-9a-f]{1,13}$/i;

/** Undefined where the engine has no such block. */
export function readBlock(value: unknown): Block | undefined {
  if (value === null || value === undefined) return undefined;
  const { number, hash, parentHash, timestamp } = record(value, 'block');
  return {
    height: quantity(number, 'height'),
    hash: digest(hash, 'block hash'),
    parent: digest(parentHash, 'parent hash'),
    time: quantity(timestamp, 'time') * 1000,
  };
}

export function readLogs(value: unknown): EngineLog[] {
  if (!Array.isArray(value)) throw broken('list of logs');
  return value.map(readLog);
}

function readLog(value: unknown): EngineLog {
  const log = record(value, 'log');
  const { address, topics, data, blockTimestamp } = log;
  if (log.removed === true) throw new CustosError('LEDGER_FORKED', 'The engine took back a block that was final.');
  if (typeof data !== 'string' || !/^0x(?:[0-9a-f]{64})*$/.test(data)) throw broken('data of a log');
  if (!Array.isArray(topics) || topics.length > 4 || !topics.every(isDigest)) throw broken('topics of a log');
  if (typeof address !== 'string' || !isAddress(address.toLowerCase())) throw broken('address of a log');
  return {
    address: address.toLowerCase() as Address,
    topics,
    data,
    height: quantity(log.blockNumber, 'height'),
    hash: digest(log.blockHash, 'block hash'),
    transaction: digest(log.transactionHash, 'transaction hash'),
    index: quantity(log.logIndex, 'index of a log'),
    time: blockTimestamp === undefined || blockTimestamp === null ? undefined : quantity(blockTimestamp, 'time') * 1000,
  };
}

export function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (value === null || typeof value !== 'object') throw broken(what);
  return value as Readonly<Record<string, unknown>>;
}

/** A whole number below 2^52. */
export function quantity(value: unknown, what: string): number {
  if (typeof value !== 'string' || !QUANTITY.test(value)) throw broken(what);
  return Number(value);
}

export function digest(value: unknown, what: string): Digest {
  if (!isDigest(value)) throw broken(what);
  return value;
}

export function toQuantity(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

function broken(what: string): CustosError {
  return new CustosError('LEDGER_UNREACHABLE', `The ledger's engine gave no readable ${what}.`);
}
