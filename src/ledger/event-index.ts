import { CustosError, isCustosError } from '../core/errors.ts';
import { backoff, pause } from '../core/patience.ts';
import { Turns } from '../core/turns.ts';
import type { Block, Cursor } from './block.ts';
import { type CheckpointStore, Checkpoints, type EventCheckpoint } from './event-checkpoint.ts';
import type { LedgerEvent } from './events.ts';
import { forkedAt, knownBlock } from './finality.ts';
import type { Header } from './header.ts';
import { ProvenEvents } from './proven-events.ts';
import type { LedgerReader } from './reader.ts';

/** Everything that the contracts said up to and including `head` was delivered, in this batch and those before. */
export interface EventBatch {
  readonly events: readonly LedgerEvent[];
  readonly head: Block;
  /** Of `head`, its hash computed anew; absent where the engine's word is taken. */
  readonly header?: Header;
}

export interface EventIndexOptions {
  readonly reader: LedgerReader;
  /** Height and hash of the head of the last batch that was applied, or the height of the first block to read. */
  readonly from: Cursor | number;
  /** Called in the order of the chain, one at a time. If it throws, the index stops for good. */
  readonly apply: (batch: EventBatch) => void | Promise<void>;
  readonly pollMs?: number;
  /** Most blocks of one question to the engine. */
  readonly maxRange?: number;
  /** Where it is kept how far the events were proven, so that a start proves only what came since; from the first
   *  block on without it. For an index that starts at a height, not at a cursor. */
  readonly checkpoints?: CheckpointStore | undefined;
  /** What an earlier run had applied when it stopped, and how far that reached: goes on after it. The block MUST be of
   *  this chain (`EventIndex.stands`). For an index that starts at a height. */
  readonly resume?: EventCheckpoint | undefined;
  /** Takes the engine's word for the events, where its headers cannot be hashed. */
  readonly believe?: boolean | undefined;
}

export interface IndexHead {
  readonly block: Block;
  /** Milliseconds since the block's time by this machine's clock: what `maxLag` bounds. */
  readonly ageMs: number;
  /** Whether the last attempt to reach the engine succeeded. */
  readonly reachable: boolean;
  /** What the engine's last answers contradicted of the chain (LEDGER_INCOMPLETE); undefined once it answers right. */
  readonly fault: CustosError | undefined;
}

interface Waiter {
  readonly height: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const FIRST_RANGE = 1_000;
/** Each ends with a state that is kept; headers are many answers a range. */
const MAX_RANGE = 10_000;
const POLL_MS = 250;
/** What asking again does not mend. */
const FATAL = ['LEDGER_FORKED', 'LEDGER_MISMATCH', 'LEDGER_RANGE_TOO_LARGE'] as const;

/** Follows the ledger's final blocks and hands every event on, once, in order, each proven by its block's header. It
 *  outlives an engine that cannot be reached, hands nothing on while the engine contradicts the chain
 *  (LEDGER_INCOMPLETE), and stops for good when the chain contradicts what was read before (LEDGER_FORKED). */
export class EventIndex {
  /** Resolves with the reason if the index stops for good. */
  readonly failed: Promise<CustosError>;
  readonly #options: EventIndexOptions;
  readonly #closing = new AbortController();
  readonly #fail: (error: CustosError) => void;
  #failure: CustosError | undefined;
  #cursor: Cursor | undefined;
  #next: number;
  #block: Block | undefined;
  #range = FIRST_RANGE;
  #reachable = true;
  #fault: CustosError | undefined;
  readonly #proofs: ProvenEvents;
  readonly #checkpoints: Checkpoints;
  readonly #turns = new Turns();
  #waiters: Waiter[] = [];
  #running: Promise<void> = Promise.resolve();

  /** Resolves when all up to the block that is final now was applied, and goes on in the background. Rejects with
   *  LEDGER_UNREACHABLE, LEDGER_INCOMPLETE (what `apply` was given by then is not proven) or LEDGER_FORKED. */
  static async open(options: EventIndexOptions): Promise<EventIndex> {
    const index = new EventIndex(options);
    const known = await index.#checkpoints.load();
    if (known) index.#proofs.resume(known.restsOnState === true);
    await index.#step();
    index.#running = index.#run();
    return index;
  }

  private constructor(options: EventIndexOptions) {
    const { promise, resolve } = Promise.withResolvers<CustosError>();
    this.failed = promise;
    this.#fail = resolve;
    this.#options = options;
    const { from, resume } = options;
    this.#cursor = typeof from === 'number' ? resume : from;
    this.#next = this.#cursor ? this.#cursor.height + 1 : Number(from);
    this.#range = Math.min(FIRST_RANGE, options.maxRange ?? MAX_RANGE);
    this.#proofs = new ProvenEvents(options.reader);
    if (resume) this.#proofs.resume(resume.restsOnState === true);
    const isKept = typeof from === 'number' && !options.believe;
    const first = typeof from === 'number' ? from : this.#next;
    this.#checkpoints = new Checkpoints(first, isKept ? options.checkpoints : undefined, resume);
  }

  /** Whether some blocks' receipts did not give the root that the header has, so that what a decision rests on must be
   *  compared with the state. */
  get restsOnState(): boolean {
    return this.#proofs.restsOnState;
  }

  /** Header of the block, its hash computed anew, where the engine's chain has it: what was proven up to it before is of
   *  this chain, which its hash stands for as a whole. Undefined for another block or none. */
  static async stands(reader: LedgerReader, { height, hash }: Cursor): Promise<Header | undefined> {
    if ((await reader.head()).height < height) return undefined;
    const [header] = await reader.headers(height, height);
    return header?.isHashed && header.height === height && header.hash === hash ? header : undefined;
  }

  /** The last block that was applied. Throws why the index stopped, if it did; LEDGER_LAGGING if the first block to
   *  read does not exist yet. */
  head(): IndexHead {
    if (this.#failure) throw this.#failure;
    const block = this.#block;
    if (!block) throw new CustosError('LEDGER_LAGGING', 'The ledger has not reached the first block to be read.');
    return { block, ageMs: Date.now() - block.time, reachable: this.#reachable, fault: this.#fault };
  }

  /** Resolves once everything up to `height` was applied, so that a caller sees what it wrote. LEDGER_LAGGING after
   *  `timeoutMs`. */
  async reached(height: number, timeoutMs = 10_000): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#block && this.#block.height >= height) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { height, resolve, reject };
    const late = () => reject(new CustosError('LEDGER_LAGGING', `Block ${height} was not seen in ${timeoutMs} ms.`));
    const timer = setTimeout(late, timeoutMs);
    this.#waiters.push(waiter);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiters = this.#waiters.filter((one) => one !== waiter);
    }
  }

  /** Runs the work while nothing is handed on, with what was by then. Undefined, and without the work, where that is not
   *  proven yet. */
  async still<Result>(work: (reached: EventCheckpoint) => Promise<Result>): Promise<Result | undefined> {
    return this.paused(async () => {
      const reached = this.#failure ? undefined : this.#checkpoints.reached;
      return reached && (await work(reached));
    });
  }

  /** Runs the work while nothing is handed on, whatever was by then. */
  async paused<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.take(work);
  }

  /** Resolves when the batch at hand, if any, was applied. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    if (!this.#failure) await this.#checkpoints.save();
    this.#release(new CustosError('UNAVAILABLE', 'The index of events was closed.'));
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; ) {
      await pause(failures > 0 ? backoff(failures) : (this.#options.pollMs ?? POLL_MS), signal);
      if (signal.aborted) return;
      try {
        await this.#step();
        failures = 0;
        this.#fault = undefined;
      } catch (error) {
        failures++;
        if (isCustosError(error, 'LEDGER_INCOMPLETE')) this.#fault = error;
        else this.#reachable = false;
        if (this.#failure) return;
      }
    }
  }

  /** Applies what became final since the last step. */
  async #step(): Promise<void> {
    try {
      const head = await this.#readHead();
      this.#reachable = true;
      while (this.#next <= head.height && !this.#closing.signal.aborted) {
        await this.#turns.take(() => this.#readRange(head));
      }
    } catch (error) {
      // By then events were handed on that are not those of the chain.
      const isSpoilt = isCustosError(error, 'LEDGER_INCOMPLETE') && error.details.fault === 'history';
      if (isSpoilt || isCustosError(error, ...FATAL)) this.#stop(error);
      throw error;
    }
  }

  /** The final block, after the one read last was found unchanged. An engine that is behind its cursor only lags: its
   *  blocks are compared when it reaches it. */
  async #readHead(): Promise<Block> {
    const { reader } = this.#options;
    const cursor = this.#cursor;
    const [head, known] = await Promise.all([reader.head(), cursor ? reader.block(cursor.height) : undefined]);
    if (!cursor || head.height < cursor.height) return head;
    if (known?.hash !== cursor.hash) throw forkedAt(cursor.height);
    this.#block ??= known;
    return head;
  }

  async #readRange(head: Block): Promise<void> {
    const known = this.#checkpoints.within(head);
    const to = Math.min(known ?? head.height, this.#next + this.#range - 1);
    try {
      await this.#deliver(await this.#readTo(to, head, known !== undefined));
      this.#range = Math.min(this.#range * 2, this.#options.maxRange ?? MAX_RANGE);
    } catch (error) {
      if (!isCustosError(error, 'LEDGER_RANGE_TOO_LARGE') || to === this.#next) throw error;
      this.#range = Math.ceil((to - this.#next + 1) / 2);
    }
  }

  /** `known`: what was proven before is compared as a whole, by its digest, when its end is reached. */
  async #readTo(to: number, head: Block, known: boolean): Promise<EventBatch> {
    const { reader, believe } = this.#options;
    if (!known && !believe) {
      const end = to === head.height ? head : await knownBlock(reader.rpc, to);
      const { events, head: header } = await this.#proofs.read(this.#next, end, this.#cursor);
      return { events, head: blockOf(header), header };
    }
    const [events, header] = await Promise.all([
      reader.events(this.#next, to),
      believe ? undefined : this.#proofs.block(to),
    ]);
    const block = header ? blockOf(header) : await knownBlock(reader.rpc, to);
    this.#checkChain(events, block);
    return { events, head: block, ...(header ? { header } : {}) };
  }

  #checkChain(events: readonly LedgerEvent[], block: Block): void {
    const cursor = this.#cursor;
    if (cursor && block.height === cursor.height + 1 && block.parent !== cursor.hash) throw forkedAt(cursor.height);
    const last = events.at(-1);
    if (last?.at.height === block.height && last.at.hash !== block.hash) throw forkedAt(block.height);
  }

  async #deliver(batch: EventBatch): Promise<void> {
    try {
      await this.#options.apply(batch);
    } catch (cause) {
      const code = cause instanceof CustosError ? cause.code : 'INTERNAL';
      const error = new CustosError(code, 'The events of the ledger could not be taken in; the index stopped.', {
        cause,
      });
      this.#stop(error);
      throw error;
    }
    await this.#checkpoints.add(batch.events, batch.head, this.#proofs.restsOnState);
    this.#block = batch.head;
    this.#cursor = batch.head;
    this.#next = batch.head.height + 1;
    this.#fault = undefined;
    for (const waiter of this.#waiters) if (waiter.height <= batch.head.height) waiter.resolve();
  }

  #stop(error: CustosError): void {
    this.#failure ??= error;
    this.#fail(this.#failure);
    this.#release(this.#failure);
  }

  #release(error: CustosError): void {
    for (const waiter of this.#waiters) waiter.reject(error);
  }
}

/** Without the rest of the header, which no consumer of the head asks for. */
function blockOf({ height, hash, parent, time }: Header): Block {
  return { height, hash, parent, time };
}
