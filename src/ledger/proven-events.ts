import { type BloomBits, bloomBits, mayHold } from '../core/bloom.ts';
import { fromHex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import type { Block, Cursor } from './block.ts';
import type { EngineLog } from './engine-block.ts';
import { decodeEvent } from './event-decoder.ts';
import type { LedgerEvent } from './events.ts';
import { forkedAt } from './finality.ts';
import type { Header } from './header.ts';
import type { LedgerReader } from './reader.ts';

/** Headers that are held at once, and blocks whose receipts are: all of one question must come within its time. */
const HEADERS = 500;
const BLOCKS = 4;

/** What the engine's answers contradict. */
type Fault = 'header' | 'receipts' | 'hidden' | 'added' | 'altered';

/** What is read of the chain's events, each checked against its block's header: the hash of every header is computed
 *  anew, each names the one before as its parent, and the last is `head`. A block whose bloom excludes the contracts has
 *  no event; of any other all receipts are read, their root is computed anew, and the logs that the engine's index gave
 *  must be theirs, one by one. Memory is bounded by the events of the range.
 *
 *  LEDGER_INCOMPLETE, with the height and where it can be told transaction and index, where the engine hides, adds or
 *  alters something; LEDGER_FORKED where the blocks are none of the chain that `parent` is of. */
export class ProvenEvents {
  readonly #reader: LedgerReader;
  readonly #bits: readonly BloomBits[];

  constructor(reader: LedgerReader) {
    this.#reader = reader;
    this.#bits = reader.addresses.map((address) => bloomBits(reader.keccak, fromHex(address)));
  }

  /** Events from `from` to the height of `head`, whose hash is known already. LEDGER_RANGE_TOO_LARGE where the engine
   *  refuses that many blocks; a single block is never too large. */
  async read(from: number, head: Cursor, parent: Cursor | undefined): Promise<{ events: LedgerEvent[]; head: Block }> {
    const claimed = await this.#claimed(from, head.height);
    const events: LedgerEvent[] = [];
    let before = parent;
    let last: Header | undefined;
    for (let next = from; next <= head.height; next += HEADERS) {
      const headers = await this.#reader.headers(next, Math.min(head.height, next + HEADERS - 1));
      for (const [i, header] of headers.entries()) {
        checkHeader(header, next + i, before);
        before = header;
      }
      await this.#readBlocks(headers, claimed, events);
      last = headers.at(-1);
    }
    if (last?.hash !== head.hash) throw faulty('header', head.height, 'is another one by its number and as the head');
    return { events, head: blockOf(last) };
  }

  /** A block whose hash is that of its fields. */
  async block(height: number): Promise<Block> {
    const [header] = await this.#reader.headers(height, height);
    if (!header) throw faulty('header', height, 'is missing');
    checkHeader(header, height, undefined);
    return blockOf(header);
  }

  /** Undefined where the engine's index refuses even one block: then its receipts speak alone. */
  async #claimed(from: number, to: number): Promise<Map<number, EngineLog[]> | undefined> {
    try {
      return Map.groupBy(await this.#reader.logs(from, to), ({ height }) => height);
    } catch (error) {
      if (from === to && isCustosError(error, 'LEDGER_RANGE_TOO_LARGE')) return undefined;
      throw error;
    }
  }

  async #readBlocks(
    headers: readonly Header[],
    claimed: ReadonlyMap<number, readonly EngineLog[]> | undefined,
    events: LedgerEvent[],
  ): Promise<void> {
    const concerned: Header[] = [];
    for (const header of headers) {
      const [stray] = claimed?.get(header.height) ?? [];
      if (this.#bits.some((bits) => mayHold(header.bloom, bits))) concerned.push(header);
      else if (stray) throw misplaced('added', stray);
    }
    for (let at = 0; at < concerned.length; at += BLOCKS) {
      const blocks = concerned.slice(at, at + BLOCKS);
      const proven = await Promise.all(blocks.map((header) => this.#logsOf(header)));
      for (const [i, logs] of proven.entries()) {
        const { height } = blocks[i] as Header;
        if (claimed) compare(claimed.get(height) ?? [], logs);
        for (const log of logs) events.push(eventOf(log));
      }
    }
  }

  /** The contracts' logs in a block, by its receipts. */
  async #logsOf(header: Header): Promise<EngineLog[]> {
    const { root, logs } = await this.#reader.receipts(header);
    if (root !== header.receiptsRoot) {
      throw faulty('receipts', header.height, 'has receipts that are not those that its header commits to');
    }
    const ours = new Set<string>(this.#reader.addresses);
    return logs.filter(({ address }) => ours.has(address));
  }
}

function blockOf({ height, hash, parent, time }: Header): Block {
  return { height, hash, parent, time };
}

function checkHeader(header: Header, height: number, parent: Cursor | undefined): void {
  if (!header.isHashed || header.height !== height) {
    throw faulty('header', height, 'has a header that does not hash to what the engine says');
  }
  if (!parent || header.parent === parent.hash) return;
  throw forkedAt(parent.height);
}

/** Throws at the first log that one side has and the other has not, or has otherwise. */
function compare(claimed: readonly EngineLog[], proven: readonly EngineLog[]): void {
  for (const [i, log] of proven.entries()) {
    const other = claimed[i];
    if (!other || other.index > log.index) throw misplaced('hidden', log);
    if (other.index < log.index) throw misplaced('added', other);
    if (!isSame(other, log)) throw misplaced('altered', log);
  }
  const extra = claimed[proven.length];
  if (extra) throw misplaced('added', extra);
}

function isSame(a: EngineLog, b: EngineLog): boolean {
  return (
    a.address === b.address &&
    a.data === b.data &&
    a.hash === b.hash &&
    a.transaction === b.transaction &&
    (a.time === undefined || a.time === b.time) &&
    a.topics.length === b.topics.length &&
    a.topics.every((topic, i) => topic === b.topics[i])
  );
}

function eventOf(log: EngineLog): LedgerEvent {
  const { height, hash, time = 0, transaction, index } = log;
  return decodeEvent(log, { height, hash, time, transaction, index });
}

const WORDS = { hidden: 'leaves out', added: 'makes up', altered: 'alters' } as const;

function misplaced(fault: keyof typeof WORDS, { height, transaction, index }: EngineLog): CustosError {
  const place = `event ${index} of block ${height} (transaction ${transaction})`;
  return incomplete(`its index ${WORDS[fault]} ${place}`, { fault, height, transaction, index });
}

function faulty(fault: Fault, height: number, what: string): CustosError {
  return incomplete(`block ${height} ${what}`, { fault, height });
}

function incomplete(
  what: string,
  details: { fault: Fault; height: number; transaction?: Digest; index?: number },
): CustosError {
  const message = `The ledger’s engine contradicts the chain: ${what}. Nothing is released until it answers right; repair the engine’s node, or read from another one.`;
  return new CustosError('LEDGER_INCOMPLETE', message, { details });
}
