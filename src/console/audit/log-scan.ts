import { CustosError, entriesFrom, type GatewayClient, logState, readReceipt } from '../../client/index.ts';
import type { EntryColumns } from './entry-columns.ts';
import { LogEntries } from './log-entries.ts';

/** What was read of a log so far, from its newest entry down. */
export interface Scan {
  /** They become more in place: `read` says how many they are. */
  readonly entries: LogEntries;
  readonly read: number;
  readonly size: number;
  /** Entries of the newest head on the ledger. */
  readonly anchored: number;
  readonly logId: string;
  readonly state: 'reads' | 'paused' | 'whole' | 'failed';
  readonly error?: unknown;
}

/** Reads what the gateway wrote. */
export interface Reader {
  /** As many entries as are wanted, from the number on; GATEWAY_UNREACHABLE where they are not there. */
  read(bytes: Uint8Array, from: number, count: number): Promise<EntryColumns>;
  /** Nothing is read any more. */
  close(): void;
}

const PAGE = 1_000;
/** So many are read by themselves: whoever wants more says so. */
const STRIDE = 50_000;
/** Pages that are on their way at once: while one is read, the next one comes. */
const AT_ONCE = 3;
/** Nobody reads faster, and each time the page is drawn anew. */
const TOLD_MS = 250;
const SHORTER =
  'The gateway says now that its log is shorter than it said before. Read it anew, and ask the holder if it stays so.';

/** Reads the entries of the gateway's log page by page, the newest first: of a log of a million the page shows some at once. What was
 *  read stays; whoever comes back has what came meanwhile read besides. */
export class LogScan {
  readonly #gateway: GatewayClient;
  readonly #open: () => Reader;
  readonly #listeners = new Set<() => void>();
  readonly #entries = new LogEntries();
  #scan: Scan = { entries: this.#entries, read: 0, size: 0, anchored: 0, logId: '', state: 'reads' };
  #until = STRIDE;
  #told = 0;
  #isReading = false;
  /** Somebody came while what was begun for another one came to its end. */
  #isAwaited = false;

  /** `open` opens what reads pages, each time that some are read. */
  constructor(gateway: GatewayClient, open: () => Reader) {
    this.#gateway = gateway;
    this.#open = open;
  }

  readonly state = (): Scan => this.#scan;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) void this.#read();
    return () => this.#listeners.delete(listener);
  };

  /** Reads on to the first entry, or once more where it failed. */
  readonly more = (): void => {
    if (this.#scan.state === 'paused') this.#until = Number.POSITIVE_INFINITY;
    void this.#read();
  };

  /** What is read already stays. */
  readonly stop = (): void => {
    this.#until = this.#entries.count;
  };

  async #read(): Promise<void> {
    this.#isAwaited = this.#isReading;
    if (this.#isReading) return;
    this.#isReading = true;
    const reader = this.#open();
    try {
      this.#become({ state: 'reads' });
      await this.#look();
      await this.#readPages(reader, () => this.#newer());
      await this.#readPages(reader, () => this.#older());
      this.#become({ state: this.#entries.count === this.#scan.size ? 'whole' : 'paused' });
    } catch (error) {
      this.#become({ state: 'failed', error });
    } finally {
      reader.close();
      this.#isReading = false;
    }
    if (this.#isAwaited && this.#listeners.size > 0) await this.#read();
  }

  /** How far the log is, and that it signed for that: a size that is merely said may be any. */
  async #look(): Promise<void> {
    const state = await logState(this.#gateway);
    if (state.size <= this.#entries.newest) throw new CustosError('GATEWAY_UNREACHABLE', SHORTER);
    if (state.size > 0 && state.size !== this.#scan.size) await readReceipt(this.#gateway, state.size - 1);
    this.#become(state);
  }

  /** The pages that `next` names as far as somebody is there, each in its order, some ahead. */
  async #readPages(reader: Reader, next: () => Generator<readonly [from: number, count: number]>): Promise<void> {
    const [parts, gone] = [next(), new AbortController()];
    const ahead: Promise<EntryColumns>[] = [];
    try {
      for (let isMore = true; isMore; ) {
        while (ahead.length < AT_ONCE && isMore) {
          const { value } = parts.next();
          isMore = value !== undefined && this.#listeners.size > 0;
          if (value && isMore) ahead.push(this.#page(reader, value, gone.signal));
        }
        for (const page of ahead.splice(0, isMore ? 1 : ahead.length)) this.#add(await page);
      }
    } finally {
      gone.abort();
    }
  }

  *#newer(): Generator<readonly [number, number]> {
    if (this.#entries.count === 0) return;
    for (let from = this.#entries.newest + 1; from < this.#scan.size; from += PAGE)
      yield [from, Math.min(PAGE, this.#scan.size - from)];
  }

  *#older(): Generator<readonly [number, number]> {
    const { newest, count } = this.#entries;
    // Newer ones may be left to read still, where nobody was there for a moment: what is older follows what was read.
    const after = count === 0 ? this.#scan.size : newest + 1;
    for (let end = after - count; end > 0 && after - end < this.#until; end -= PAGE)
      yield [Math.max(0, end - PAGE), Math.min(PAGE, end)];
  }

  #page(reader: Reader, [from, count]: readonly [number, number], signal: AbortSignal): Promise<EntryColumns> {
    const page = entriesFrom(this.#gateway, from, signal).then((bytes) => reader.read(bytes, from, count));
    // One that fails while others are awaited is told of in its turn.
    page.catch(() => undefined);
    return page;
  }

  #add(page: EntryColumns): void {
    this.#entries.add(page);
    if (performance.now() - this.#told > TOLD_MS) this.#become({});
  }

  #become(change: Partial<Scan>): void {
    this.#told = performance.now();
    this.#scan = { ...this.#scan, ...change, read: this.#entries.count };
    for (const listener of this.#listeners) listener();
  }
}
