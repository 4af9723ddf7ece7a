import type { Entry } from '../../core/entry.ts';
import { packFacts } from '../../core/entry-facts.ts';
import { formatLedger, ZERO_ADDRESS, ZERO_DIGEST } from '../../core/ids.ts';
import type { ChainLog } from '../past/logs.ts';
import type { PlacedEntry } from '../past/placed-entry.ts';
import type { Past } from '../past/replay.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, Where } from '../source/findings.ts';
import type { Block, LedgerSource } from '../source/sources.ts';
import { Anchors } from './anchors.ts';
import type { HashText } from './tree-head.ts';

/** What the checks need of an audit. */
export interface CheckPorts {
  readonly source: Pick<LedgerSource, 'block' | 'ledger'>;
  readonly past: Past;
  readonly book: FindingBook;
  readonly coverage: Coverage;
}

const MAX_BLOCKS = 4_096;

/** Checks each entry of a log in turn: number, block, time, and what disclosed mode says of it on chain. */
export class EntryChecks {
  readonly #log: ChainLog;
  readonly #context: CheckPorts;
  readonly #ledger: string;
  readonly #blocks = new Map<number, Block | undefined>();
  readonly anchors: Anchors;
  #height = 0;
  #time = 0;
  /** Written on blocks that the chain did not have when the audit began. */
  newer = 0;

  constructor(log: ChainLog, context: CheckPorts) {
    this.#log = log;
    this.#context = context;
    this.#ledger = formatLedger(context.source.ledger);
    this.anchors = new Anchors(log, context.book);
  }

  /** Whether the ledger was asked for the block: then `check` has all that it needs. */
  knows(height: number): boolean {
    return this.#blocks.has(height);
  }

  async learn(height: number): Promise<void> {
    if (this.#blocks.size >= MAX_BLOCKS) this.#blocks.clear();
    this.#blocks.set(height, await this.#context.source.block(height));
  }

  /** Undefined where the entry cannot be decided: its block is unknown, or newer than the audit. Synchronous, and of
   *  blocks that `learn` asked for: a million entries must not wait a million times. */
  check(entry: Entry, seq: number, where: Where): PlacedEntry | undefined {
    const { book, past } = this.#context;
    if (entry.seq !== seq) book.add('SEQUENCE_BROKEN', where, `The entry calls itself ${entry.seq}.`);
    if (entry.logId !== this.#log.id || entry.ledger !== this.#ledger) {
      book.add('ENTRY_FOREIGN', where, 'The entry is of another log or ledger.');
    }
    if (entry.block.height < this.#height) book.add('BLOCK_DECREASES', where, 'Its block is before the last entry’s.');
    if (entry.time < this.#time) book.add('TIME_DECREASES', where, 'Its time is before the last entry’s.');
    this.#height = Math.max(this.#height, entry.block.height);
    this.#time = Math.max(this.#time, entry.time);
    const block = this.#blocks.get(entry.block.height);
    if (block === undefined || block.hash !== entry.block.hash) {
      book.add('BLOCK_UNKNOWN', where, 'The ledger has no such block.', { height: entry.block.height });
      return undefined;
    }
    const policy = past.members.policyAt(block);
    if (policy === undefined) {
      book.add('BLOCK_UNKNOWN', where, 'The block is older than the consortium.', { height: block.height });
      return undefined;
    }
    this.anchors.check(entry, seq, block, policy, where);
    if (block.height <= past.head.height) return { entry, block, policy };
    this.newer++;
    return undefined;
  }

  /** `entry` is undefined where its bytes could not be read: then its leaf alone is compared. */
  checkDisclosed(leaf: HashText, entry: Entry | undefined, seq: number, where: Where): void {
    const anchored = seq < (this.#log.heads.at(-1)?.size ?? 0);
    if (this.#log.mode !== 'disclosed' || !anchored) return;
    this.#context.coverage.made('disclosed');
    const event = this.#log.disclosed.get(seq);
    const differs = (what: string) =>
      this.#context.book.add('DISCLOSED_DIFFERS', where, `The event on chain has another ${what}.`);
    if (event === undefined) return differs('number: there is none for it');
    if (event.leaf !== `0x${leaf}`) differs('leaf');
    if (entry === undefined) return;
    if (event.dataset !== (entry.dataset ?? (ZERO_DIGEST as string))) differs('dataset');
    if (event.requester !== (entry.requester ?? ZERO_ADDRESS)) differs('requester');
    const fits = entry.time < 2 ** 48;
    if (!fits || event.facts !== (packFacts(entry) | (BigInt(seq) << 192n)))
      differs('permit, purpose, kind, outcome or time');
  }
}
