import { randomBytes } from 'node:crypto';
import { type Bytes, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import type { Chain } from '../chain.ts';
import { heightOf, MAX_TRANSACTIONS } from '../keys.ts';
import { findLogs, type LogFilter } from '../log-query.ts';
import { blockOf, blockOfHash } from './block-tag.ts';
import { formatLog } from './format.ts';
import { type MethodTable, reads, searches } from './method.ts';
import { invalid, readAddress, readArray, readHash, readObject } from './params.ts';

const MAX_FILTERS = 256;
const FILTER_LIFETIME_MS = 5 * 60_000;
const MAX_ALTERNATIVES = 256;
const FILTER_FIELDS = ['address', 'topics', 'fromBlock', 'toBlock', 'blockHash'];

interface Subscription {
  /** Undefined: new blocks. */
  readonly filter: LogFilter | undefined;
  /** First height not yet reported. */
  next: number;
  usedAt: number;
}

/** eth_getLogs, and the filters that clients poll. Filters live in memory and end when no one asks for five minutes. */
export function logMethods(chain: Chain): MethodTable {
  const filters = new Map<string, Subscription>();
  const install = (filter: LogFilter | undefined): string => {
    dropExpired(filters);
    if (filters.size >= MAX_FILTERS) throw new CustosError('LEDGER_POOL_FULL', 'too many filters; uninstall some');
    const id = toHex(randomBytes(16));
    filters.set(id, { filter, next: chain.head.height + 1, usedAt: performance.now() });
    return id;
  };
  return {
    eth_getLogs: searches(1, async ([filter]) =>
      presentLogs(chain, upToHead(chain, withinHead(chain, readFilter(chain, filter)))),
    ),
    eth_newFilter: reads(1, ([filter]) => install(readFilter(chain, filter))),
    eth_newBlockFilter: reads(0, () => install(undefined)),
    eth_uninstallFilter: reads(1, ([id]) => filters.delete(String(id))),
    eth_getFilterLogs: searches(1, async ([id]) => {
      const { filter } = requireFilter(filters, id);
      if (!filter) throw invalid('filter', 'a filter of logs');
      return presentLogs(chain, upToHead(chain, filter));
    }),
    eth_getFilterChanges: searches(1, async ([id]) => {
      const subscription = requireFilter(filters, id);
      const { filter, next } = subscription;
      const head = chain.head.height;
      if (!filter) {
        const last = Math.min(head, next + 999);
        subscription.next = last + 1;
        return range(next, last).map((height) => toHex(chain.hashOfHeight(height) ?? new Uint8Array(32)));
      }
      const to = Math.min(filter.to, head);
      const logs = await presentLogs(chain, { ...filter, from: Math.max(filter.from, next), to });
      subscription.next = head + 1;
      return logs;
    }),
  };
}

function dropExpired(filters: Map<string, Subscription>): void {
  const before = performance.now() - FILTER_LIFETIME_MS;
  for (const [id, { usedAt }] of filters) if (usedAt < before) filters.delete(id);
}

function requireFilter(filters: Map<string, Subscription>, id: unknown): Subscription {
  dropExpired(filters);
  const subscription = filters.get(String(id));
  if (!subscription) throw new CustosError('LEDGER_REJECTED', 'filter not found');
  subscription.usedAt = performance.now();
  return subscription;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

export async function presentLogs(chain: Chain, filter: LogFilter): Promise<unknown[]> {
  if (filter.to < filter.from) return [];
  const hashes = new Map<number, Bytes>();
  const logs: unknown[] = [];
  for (const found of await findLogs(chain, filter)) {
    const { position } = found;
    const block = chain.block(heightOf(position));
    const transaction = block && (await chain.contents.transactions(block))[position % MAX_TRANSACTIONS];
    if (!transaction) throw new CustosError('STORE_CORRUPT', 'A block is missing; restore the data directory.');
    const hash = hashes.get(position) ?? chain.crypto.keccak256(transaction.raw);
    hashes.set(position, hash);
    logs.push(formatLog(found, block, hash));
  }
  return logs;
}

function readFilter(chain: Chain, value: unknown): LogFilter {
  const { address, topics, fromBlock, toBlock, blockHash } = readObject(value ?? {}, 'filter', FILTER_FIELDS);
  const criteria = readCriteria({ address, topics });
  if (blockHash !== undefined) {
    if (fromBlock !== undefined || toBlock !== undefined) throw invalid('filter', 'blockHash or a range, not both');
    const block = blockOfHash(chain, blockHash);
    if (!block) throw new CustosError('LEDGER_REJECTED', 'unknown block');
    return { ...criteria, from: block.height, to: block.height };
  }
  const from = heightOfTag(chain, fromBlock);
  // An open end stays open, for filters that wait for blocks to come.
  const open = toBlock === undefined || toBlock === null || toBlock === 'latest';
  const to = open ? Number.MAX_SAFE_INTEGER : heightOfTag(chain, toBlock);
  if (from > to) throw invalid('filter', 'fromBlock not above toBlock');
  return { ...criteria, from, to };
}

/** Addresses and topics alone. */
export function readCriteria(value: unknown): Pick<LogFilter, 'addresses' | 'topics'> {
  const { address, topics } = readObject(value, 'filter', ['address', 'topics']);
  return { addresses: readAddresses(address), topics: readTopics(topics) };
}

function heightOfTag(chain: Chain, tag: unknown): number {
  if (typeof tag === 'string' && /^0x[0-9a-fA-F]{1,13}$/.test(tag)) return Number.parseInt(tag, 16);
  return blockOf(chain, tag)?.height ?? chain.head.height + 1;
}

function readAddresses(value: unknown): Bytes[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? readArray(value, 'address', MAX_ALTERNATIVES) : [value];
  return list.map((address) => readAddress(address, 'address'));
}

function readTopics(value: unknown): Bytes[][] {
  if (value === undefined || value === null) return [];
  return readArray(value, 'topics', 4).map((topic) => {
    if (topic === null || topic === undefined) return [];
    const alternatives = Array.isArray(topic) ? readArray(topic, 'topic', MAX_ALTERNATIVES) : [topic];
    // A null among alternatives matches anything.
    return alternatives.includes(null) ? [] : alternatives.map((one) => readHash(one, 'topic'));
  });
}

/** What lies ahead is not empty but unknown yet: a client that took it for searched would never ask for it again. */
function withinHead(chain: Chain, filter: LogFilter): LogFilter {
  const { height } = chain.head;
  const isOpen = filter.to === Number.MAX_SAFE_INTEGER;
  if (filter.from <= height && (isOpen || filter.to <= height)) return filter;
  throw invalid('filter', `a range of blocks up to ${height}: it extends beyond the current head`);
}

function upToHead(chain: Chain, filter: LogFilter): LogFilter {
  return { ...filter, to: Math.min(filter.to, chain.head.height) };
}
