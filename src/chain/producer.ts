import type { Admission } from './admission.ts';
import { binaryKey } from './binary-key.ts';
import type { ChainBlock } from './block.ts';
import type { Chain } from './chain.ts';
import type { ChainOptions } from './options.ts';
import type { TransactionPool } from './pool.ts';
import { SteadyClock } from './steady-clock.ts';

/** Gives transactions sent together the chance to share a block. */
const GATHER_MS = 25;

export interface ProducerEvents {
  /** The disk failed; the process must stop. */
  onFailure(error: unknown): void;
  /** No block is made until the clock is set right: it leapt ahead by so many seconds. Told once each time. */
  onLeap(seconds: number): void;
  /** A block was made. */
  onBlock(block: ChainBlock): void;
}

/** Makes a block when transactions wait, at most one an interval, and empty ones when the chain idles: one soon
 *  after the last with transactions, for clients that look for a receipt only when a new block appears and have just
 *  missed theirs, and then one each idle interval. */
export class BlockProducer {
  readonly #chain: Chain;
  readonly #pool: TransactionPool;
  readonly #admission: Admission;
  readonly #options: Pick<ChainOptions, 'blockIntervalMs' | 'settleIntervalMs' | 'idleIntervalMs'>;
  readonly #events: ProducerEvents;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = 0;
  #madeAt = Number.NEGATIVE_INFINITY;
  #making: Promise<void> | undefined;
  readonly #clock: SteadyClock;
  #leapt = false;
  #settled = true;
  #stopped = true;

  constructor(
    chain: Chain,
    pool: TransactionPool,
    admission: Admission,
    options: Pick<ChainOptions, 'blockIntervalMs' | 'settleIntervalMs' | 'idleIntervalMs'>,
    events: ProducerEvents,
    clock: SteadyClock = new SteadyClock(),
  ) {
    this.#clock = clock;
    this.#chain = chain;
    this.#pool = pool;
    this.#admission = admission;
    this.#options = options;
    this.#events = events;
  }

  start(): void {
    this.#stopped = false;
    // A restart must not break "one a second": the head may be younger than that.
    const age = Date.now() - Number(this.#chain.head.header.timestamp) * 1000;
    this.#madeAt = performance.now() - Math.max(0, Math.min(age, this.#options.idleIntervalMs));
    this.#schedule();
  }

  /** To be called when a transaction came in. */
  wake(): void {
    if (this.#making === undefined) this.#schedule();
  }

  /** Resolves when no block is being made any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#making;
  }

  #schedule(): void {
    if (this.#stopped) return;
    const now = performance.now();
    const due = this.#pool.ready
      ? Math.max(this.#madeAt + this.#options.blockIntervalMs, now + GATHER_MS)
      : this.#madeAt + (this.#settled ? this.#options.idleIntervalMs : this.#options.settleIntervalMs);
    if (this.#timer !== undefined && this.#dueAt <= due) return;
    clearTimeout(this.#timer);
    this.#dueAt = due;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        this.#making = this.#make().finally(() => {
          this.#making = undefined;
          this.#schedule();
        });
      },
      Math.max(0, due - now),
    );
  }

  async #make(): Promise<void> {
    this.#madeAt = performance.now();
    try {
      const now = this.#now();
      if (now === undefined) return;
      const allowed = await this.#allowedSenders();
      const candidates = this.#pool.candidates((sender) => allowed.has(binaryKey(sender)));
      const timestamp = Math.max(Number(this.#chain.head.header.timestamp) + 1, now);
      const { block, executed, rejected } = await this.#chain.makeBlock({ timestamp }, candidates);
      this.#settled = executed.length === 0;
      this.#pool.included(executed);
      for (const { candidate } of rejected) this.#pool.drop(candidate.hash);
      this.#pool.dropStale();
      this.#events.onBlock(block);
    } catch (error) {
      this.#stopped = true;
      this.#events.onFailure(error);
    }
  }

  /** A block's time can never be taken back, and each later one is dated after it. */
  #now(): number | undefined {
    const read = this.#clock.read();
    if ('time' in read) {
      this.#leapt = false;
      return read.time;
    }
    if (!this.#leapt) this.#events.onLeap(read.leap);
    this.#leapt = true;
    return undefined;
  }

  /** Asked again for every block: a member may have been removed since its transaction came in. */
  async #allowedSenders(): Promise<Set<string>> {
    const allowed = new Set<string>();
    for (const sender of this.#pool.readySenders()) {
      const allows = await this.#admission.allows(sender, this.#chain.head);
      if (allows || this.#pool.isNarrowing(sender)) allowed.add(binaryKey(sender));
      else this.#pool.dropSender(sender);
    }
    return allowed;
  }
}
