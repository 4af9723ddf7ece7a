import { CustosError, isCustosError } from '../core/errors.ts';
import { pause } from '../core/patience.ts';
import { atEntry, isSameJoint, type Joint, type Journal, journalStart } from './journal.ts';
import type { LogReader } from './log-reader.ts';

/** Checked before the log is used, newest files first. */
const RECENT_MS = 250;
/** In the background a slice of work, and a rest of ten times as long. */
const SLICE_MS = 5;
const REST_MS = 50;
const AGAIN_MS = 24 * 3_600_000;
/** A frame holds no more entries. */
const MAX_ENTRIES = 512;

export interface LogScrubOptions {
  readonly journal: Journal;
  readonly start: Parameters<typeof journalStart>[0];
  readonly reader: Pick<LogReader, 'faultOf'>;
  readonly onDamage: (error: CustosError) => void;
}

/** Reads the journal's files again and again, and checks that each holds what was written, as a start trusts what lies
 *  before its snapshot. Files are checked on their own, newest first, and joined where both neighbours are known. */
export class LogScrub {
  readonly #options: LogScrubOptions;
  readonly #closing = new AbortController();
  #rest = new AbortController();
  #suspected = false;
  #joints = new Map<number, Joint>();
  /** The next file of the pass that is under way; below 0 where it is done. */
  #next: number;
  #running: Promise<void> = Promise.resolve();

  constructor(options: LogScrubOptions) {
    this.#options = options;
    this.#next = this.#begin();
  }

  /** As many files as a quarter of a second allows. Rejects with LOG_CORRUPT. */
  async recent(): Promise<void> {
    const until = performance.now() + RECENT_MS;
    while (this.#next >= 0) {
      const segment = this.#next;
      for await (const _ of this.#check(segment)) if (performance.now() > until) return;
      this.#next = segment - 1;
    }
  }

  /** Goes on where `recent` stopped, and then through the whole journal once a day. It ends at the first damage. */
  start(): void {
    this.#running = this.#run();
  }

  /** Something that was read is not what was written: the next pass begins now. */
  suspect(): void {
    this.#suspected = true;
    this.#rest.abort();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#rest.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        for (; this.#next >= 0 && !signal.aborted; this.#next--) await this.#beside(this.#next);
      } catch (error) {
        return this.#options.onDamage(asDamage(error));
      }
      if (signal.aborted) return;
      this.#rest = new AbortController();
      const wait = this.#suspected ? REST_MS : AGAIN_MS;
      await pause(wait, this.#rest.signal, { isIdle: true });
      this.#suspected = false;
      this.#joints.clear();
      this.#next = this.#begin();
    }
  }

  async #beside(segment: number): Promise<void> {
    const { signal } = this.#closing;
    let until = performance.now() + SLICE_MS;
    for await (const _ of this.#check(segment)) {
      if (signal.aborted) return;
      if (performance.now() < until) continue;
      await pause(REST_MS, signal, { isIdle: true });
      until = performance.now() + SLICE_MS;
    }
  }

  #begin(): number {
    const { journal, start } = this.#options;
    this.#joints.set(0, journalStart(start));
    return journal.end.segment;
  }

  async *#check(segment: number): AsyncGenerator<void> {
    try {
      const [first, last] = yield* this.#options.journal.inspect(segment);
      this.#join(segment, segment, first);
      this.#join(segment, segment + 1, last);
    } catch (error) {
      throw await this.#located(error);
    }
  }

  #join(segment: number, at: number, joint: Joint): void {
    const known = this.#joints.get(at);
    if (known !== undefined && !isSameJoint(known, joint)) throw this.#options.journal.disjoint(segment, joint.seq);
    this.#joints.set(at, joint);
  }

  /** Which entry of the damaged frame it is, and what of it. */
  async #located(error: unknown): Promise<unknown> {
    const seq = isCustosError(error, 'LOG_CORRUPT') ? error.details?.['seq'] : undefined;
    if (typeof seq !== 'number' || !isCustosError(error)) return error;
    const { journal, reader } = this.#options;
    for (let at = seq; at < Math.min(seq + MAX_ENTRIES, journal.end.seq); at++) {
      const part = await reader.faultOf(at);
      if (part !== undefined) return atEntry(error, at, part);
    }
    return error;
  }
}

function asDamage(error: unknown): CustosError {
  if (isCustosError(error)) return error;
  return new CustosError('LOG_CORRUPT', 'A file of the log cannot be read. Look at the disk.', { cause: error });
}
