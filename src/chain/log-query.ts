import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Chain } from './chain.ts';
import { heightOf, MAX_TRANSACTIONS, type Posting, positionOf, postingPrefix } from './keys.ts';
import type { ChainLog, ChainReceipt } from './receipt.ts';
import type { ChainStore, PostingCursor } from './store.ts';

const MAX_LOGS = 10_000;
const MAX_BYTES = 16 * 2 ** 20;
const MAX_LISTS = 256;
const MAX_STEPS = 500_000;

/** Empty lists match anything; `topics[i]` are the alternatives for the topic at place i. */
export interface LogFilter {
  readonly addresses: readonly Bytes[];
  readonly topics: readonly (readonly Bytes[])[];
  readonly from: number;
  readonly to: number;
}

export type LoggedChain = Pick<Chain, 'store' | 'block' | 'contents'>;

export interface FoundLog {
  readonly log: ChainLog;
  readonly position: number;
  /** In the block. */
  readonly index: number;
}

/** Logs in the order of the chain. Reads posting lists and the receipts that they name, never blocks in between.
 *  Throws LEDGER_RANGE_TOO_LARGE if more than one block was asked for and the answer is too large; its details
 *  name the last block that would have fitted. */
export async function findLogs(chain: LoggedChain, filter: LogFilter): Promise<FoundLog[]> {
  const found: FoundLog[] = [];
  let bytes = 0;
  for await (const position of candidates(chain.store, filter)) {
    const block = chain.block(heightOf(position));
    const receipt = block && (await chain.contents.receipts(block))[position % MAX_TRANSACTIONS];
    if (!receipt) throw new CustosError('STORE_CORRUPT', 'A receipt is missing; restore the data directory.');
    const matches = matching(receipt, filter, position);
    bytes += matches.reduce((sum, { log }) => sum + log.data.length + 200, 0);
    if ((found.length + matches.length > MAX_LOGS || bytes > MAX_BYTES) && filter.to > filter.from) {
      throw tooLarge(filter, heightOf(position) - 1);
    }
    for (const match of matches) found.push(match);
  }
  return found;
}

function matching(receipt: ChainReceipt, filter: LogFilter, position: number): FoundLog[] {
  return receipt.logs.flatMap((log, i) =>
    logMatches(log, filter) ? [{ log, position, index: receipt.firstLog + i }] : [],
  );
}

export function logMatches(log: ChainLog, { addresses, topics }: Pick<LogFilter, 'addresses' | 'topics'>): boolean {
  if (addresses.length > 0 && !addresses.some((address) => same(address, log.address))) return false;
  if (topics.length > log.topics.length) return false;
  return topics.every((wanted, place) => {
    const topic = log.topics[place];
    return wanted.length === 0 || (topic !== undefined && wanted.some((alternative) => same(alternative, topic)));
  });
}

/** Positions of transactions that are in all constraints' lists: a merge join that seeks over gaps. */
async function* candidates(store: ChainStore, filter: LogFilter): AsyncGenerator<number> {
  const from = positionOf(filter.from, 0);
  const until = positionOf(filter.to + 1, 0);
  const constraints = constraintsOf(filter);
  if (constraints.reduce((sum, lists) => sum + lists.length, 0) > MAX_LISTS) {
    throw new CustosError('INPUT_TOO_LARGE', `The filter names more than ${MAX_LISTS} combinations; split it.`);
  }
  const unions = constraints.map(
    (lists) => new Union(lists.map((posting) => store.postings(postingPrefix(posting), from, until))),
  );
  try {
    let position = from;
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const start = position;
      for (const union of unions) {
        const next = await union.atLeast(position);
        if (next === undefined) return;
        position = next;
      }
      // The first union was asked before a later one moved the position on.
      if (unions.length > 1 && position !== start) continue;
      yield position;
      position++;
    }
    throw tooLarge(filter, heightOf(position) - 1);
  } finally {
    await Promise.all(unions.map((union) => union.close()));
  }
}

function constraintsOf({ addresses, topics }: LogFilter): Posting[][] {
  const constraints = topics.flatMap((wanted, place): Posting[][] => {
    if (wanted.length === 0) return [];
    if (addresses.length === 0) return [wanted.map((topic) => ({ kind: 'topic', place, topic }))];
    return [wanted.flatMap((topic) => addresses.map((address): Posting => ({ kind: 'both', address, place, topic })))];
  });
  if (constraints.length > 0) return constraints;
  if (addresses.length > 0) return [addresses.map((address) => ({ kind: 'address', address }))];
  return [[{ kind: 'any' }]];
}

/** Several posting lists read as one. */
class Union {
  readonly #lists: { cursor: PostingCursor; position: number | undefined }[];

  constructor(cursors: PostingCursor[]) {
    this.#lists = cursors.map((cursor) => ({ cursor, position: -1 }));
  }

  /** The least position that is not below `wanted`. */
  async atLeast(wanted: number): Promise<number | undefined> {
    let least: number | undefined;
    for (const list of this.#lists) {
      // One step is cheaper than a seek, and mostly enough.
      if (list.position !== undefined && list.position < wanted) list.position = await list.cursor.next();
      if (list.position !== undefined && list.position < wanted) {
        list.cursor.seek(wanted);
        list.position = await list.cursor.next();
      }
      if (list.position !== undefined && (least === undefined || list.position < least)) least = list.position;
    }
    return least;
  }

  async close(): Promise<void> {
    await Promise.all(this.#lists.map(({ cursor }) => cursor.close()));
  }
}

function tooLarge({ from }: LogFilter, last: number): CustosError {
  const advice = last >= from ? `retry with blocks ${from} to ${last}` : `retry with block ${from} alone`;
  return new CustosError(
    'LEDGER_RANGE_TOO_LARGE',
    `query returned more than ${MAX_LOGS} results or ${MAX_BYTES} bytes; ${advice}`,
    { details: { from, to: Math.max(from, last) } },
  );
}

function same(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
