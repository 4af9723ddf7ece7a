import { CustosError, type Entry, type GatewayClient, listEntries, logState } from '../../client/index.ts';

/** What was read of a log so far, from its newest entry down. */
export interface Scan {
  /** Newest first. */
  readonly entries: readonly Entry[];
  readonly size: number;
  /** Entries of the newest head on the ledger. */
  readonly anchored: number;
  readonly logId: string;
  readonly state: 'reads' | 'paused' | 'whole' | 'failed';
  readonly error?: unknown;
}

const PAGE = 1_000;
/** So many are read by themselves: whoever wants more says so. */
const STRIDE = 50_000;
const SHORTER =
  'The gateway says now that its log is shorter than it said before. Read it anew, and ask the holder if it stays so.';

/** Reads the entries of the gateway's log page by page, the newest first: of a log of a million the page shows some at once. */
export class LogScan {
  readonly #gateway: GatewayClient;
  readonly #listeners = new Set<() => void>();
  readonly #entries: Entry[] = [];
  #scan: Scan = { entries: [], size: 0, anchored: 0, logId: '', state: 'reads' };
  #until = STRIDE;
  #isReading = false;

  constructor(gateway: GatewayClient) {
    this.#gateway = gateway;
  }

  readonly state = (): Scan => this.#scan;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#scan.state === 'reads') void this.#read();
    return () => this.#listeners.delete(listener);
  };

  /** Reads on: further down, or once more where it failed. */
  readonly more = (): void => {
    this.#until = Math.max(this.#until, this.#entries.length + STRIDE);
    void this.#read();
  };

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      if (this.#scan.logId === '') this.#become({ ...(await logState(this.#gateway)), state: 'reads' });
      while (this.#entries.length < Math.min(this.#scan.size, this.#until) && this.#listeners.size > 0)
        await this.#readPage();
      const isWhole = this.#entries.length === this.#scan.size;
      if (this.#listeners.size > 0) this.#become({ state: isWhole ? 'whole' : 'paused' });
    } catch (error) {
      this.#become({ state: 'failed', error });
    } finally {
      this.#isReading = false;
    }
  }

  async #readPage(): Promise<void> {
    const end = this.#scan.size - this.#entries.length;
    const start = Math.max(0, end - PAGE);
    const page: Entry[] = [];
    for await (const entry of listEntries(this.#gateway, start)) {
      page.push(entry);
      if (page.length === end - start) break;
    }
    // Of a log that is said to be shorter meanwhile, the rest would be asked for without end.
    if (page.length < end - start) throw new CustosError('GATEWAY_UNREACHABLE', SHORTER);
    this.#entries.push(...page.reverse());
    this.#become({ state: 'reads' });
  }

  #become(change: Partial<Scan>): void {
    this.#scan = { ...this.#scan, ...change, entries: this.#entries };
    for (const listener of this.#listeners) listener();
  }
}
