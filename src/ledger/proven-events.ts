import { type BloomBits, bloomBits, mayHold } from '../core/bloom.ts';
import { fromHex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import type { Cursor } from './block.ts';
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
 *  Some engines encode receipts in a way that their answers do not show, so that no block's give its root: their index
 *  and receipts must agree, but what both leave out shows in the state alone (`restsOnState`). An engine whose receipts
 *  gave a root once has no such excuse.
 *
 *  LEDGER_INCOMPLETE, with the height and where it can be told transaction and index, where the engine hides, adds or
 *  alters something; LEDGER_FORKED where the blocks are none of the chain that `parent` is of. */
export class ProvenEvents {
  readonly #reader: LedgerReader;
  readonly #bits: readonly BloomBits[];
  /** Some block's receipts gave its root, in this run or in an earlier one. */
  #received = false;
  #restsOnState = false;
  /** First block of Ethereum's form, in this run, whose receipts did not. */
  #otherwise: number | undefined;

  constructor(reader: LedgerReader) {
    this.#reader = reader;
    this.#bits = reader.addresses.map((address) => bloomBits(reader.keccak, fromHex(address)));
  }

  /** Whether there were blocks whose receipts did not give the root: decisions must then be compared with the state. */
  get restsOnState(): boolean {
    return this.#restsOnState;
  }

  /** Takes up what an earlier run found of the same engine. */
  resume(restsOnState: boolean): void {
    this.#restsOnState = restsOnState;
    this.#received = !restsOnState;
  }

  /** Events from `from` to the height of `head`, whose hash is known already. LEDGER_RANGE_TOO_LARGE where the engine
   *  refuses that many blocks; a single block is never too large. */
  async read(from: number, head: Cursor, parent: Cursor | undefined): Promise<{ events: LedgerEvent[]; head: Header }> {
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
    return { events, head: last };
  }

  /** A block whose hash is that of its fields. */
  async block(height: number): Promise<Header> {
    const [header] = await this.#reader.headers(height, height);
    if (!header) throw faulty('header', height, 'is missing');
    checkHeader(header, height, undefined);
    return header;
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
      const read = await Promise.all(blocks.map((header) => this.#logsOf(header)));
      this.#judge(read);
      for (const { header, logs } of read) {
        if (claimed) compare(claimed.get(header.height) ?? [], logs);
        for (const log of logs) events.push(eventOf(log));
      }
    }
  }

  /** The contracts' logs in a block, by its receipts. */
  async #logsOf(header: Header): Promise<{ header: Header; logs: EngineLog[]; isReceived: boolean }> {
    const { root, logs } = await this.#reader.receipts(header);
    const ours = new Set<string>(this.#reader.addresses);
    return {
      header,
      logs: logs.filter(({ address }) => ours.has(address)),
      isReceived: root === header.receiptsRoot,
    };
  }

  /** Kaia changes its encoding by vote, and has codes of failures that few nodes tell: there one block says nothing of
   *  another. */
  #judge(read: readonly { readonly header: Header; readonly isReceived: boolean }[]): void {
    if (read.some(({ isReceived }) => isReceived)) this.#received = true;
    for (const { header, isReceived } of read) {
      if (isReceived) continue;
      if (header.family === 'ethereum' && this.#received) throw unreceived(this.#otherwise ?? header.height);
      if (header.family === 'ethereum') this.#otherwise ??= header.height;
      this.#restsOnState = true;
    }
    if (this.#received && this.#otherwise !== undefined) throw unreceived(this.#otherwise);
  }
}

function unreceived(height: number): CustosError {
  return faulty('receipts', height, 'has receipts that are not those that its header commits to');
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
