import { CustosError } from './errors.ts';

/** Lets at most so many operations run at a time, and one of each that asks: whoever asks for much, or for what takes long, keeps nobody
 *  else waiting. Those of one are in the order in which they came, and all take turns; one that fails does not stop the next. */
export class FairTurns {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #running = new Set<string>();
  /** Who waits, the longest first. */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor({ atOnce, maxWaiting }: { readonly atOnce: number; readonly maxWaiting: number }) {
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  /** `of`: who asks. RATE_LIMITED where too many of its own wait already. */
  async take<Result>(of: string, operation: () => Promise<Result>): Promise<Result> {
    if (this.#running.size < this.#atOnce && !this.#running.has(of)) this.#running.add(of);
    else await this.#turnOf(of);
    try {
      return await operation();
    } finally {
      this.#running.delete(of);
      this.#goOn();
    }
  }

  #turnOf(of: string): Promise<void> {
    const own = this.#waiting.get(of) ?? [];
    if (own.length >= this.#maxWaiting)
      throw new CustosError(
        'RATE_LIMITED',
        `${own.length} of your questions wait already. Ask again once they are answered.`,
      );
    this.#waiting.set(of, own);
    return new Promise((resolve) => own.push(resolve));
  }

  #goOn(): void {
    for (const [of, own] of [...this.#waiting]) {
      if (this.#running.size >= this.#atOnce) return;
      if (this.#running.has(of)) continue;
      this.#waiting.delete(of);
      const begin = own.shift();
      // Behind all others.
      if (own.length > 0) this.#waiting.set(of, own);
      this.#running.add(of);
      begin?.();
    }
  }
}
