import { backoff, pause } from '../../core/patience.ts';
import type { Fetched } from './sources.ts';

const TRIES = 4;
const PAUSE_MS = 250;
/** A source that was slow is given more time from then on, up to so many times as much. */
const MAX_GROWTH = 8;

/** One try. `isWorthRepeating`: the next one may be answered otherwise. */
export interface Tried {
  readonly fetched: Fetched;
  readonly isWorthRepeating?: boolean;
  /** It took longer than its limit. */
  readonly wasSlow?: boolean;
}

/** How one log source is asked: four times with growing pauses, and for longer each time it was too slow. What does not
 *  answer for as long as the patience lasts is not asked any more, so that a million entries do not wait for it. */
export class Patience {
  readonly #first: number;
  readonly #total: number;
  #limit: number;
  /** Of the first failure since something was answered. */
  #failingSince: number | undefined;

  constructor(timeoutMs: number, patienceMs: number) {
    this.#first = timeoutMs;
    this.#limit = timeoutMs;
    this.#total = patienceMs;
  }

  /** `attempt` is told how long it may take, in ms. */
  async ask(url: string, attempt: (limitMs: number) => Promise<Tried>): Promise<Fetched> {
    let last: Fetched = { kind: 'failed', reason: 'it had not answered for too long, and was not asked again', url };
    for (let tries = 1; tries <= TRIES && !this.#isSpent; tries++) {
      const { fetched, isWorthRepeating = false, wasSlow = false } = await attempt(this.#limit);
      if (!isWorthRepeating) {
        this.#failingSince = undefined;
        return fetched;
      }
      this.#failingSince ??= performance.now();
      if (wasSlow) this.#limit = Math.min(this.#limit * 2, this.#first * MAX_GROWTH);
      last = fetched.kind === 'bytes' ? fetched : { ...fetched, reason: `${fetched.reason}, ${timesOf(tries)}` };
      if (tries < TRIES) await pause(backoff(tries - 1, { first: Math.min(PAUSE_MS, this.#first) }));
    }
    return last;
  }

  get #isSpent(): boolean {
    return this.#failingSince !== undefined && performance.now() - this.#failingSince > this.#total;
  }
}

function timesOf(tries: number): string {
  return tries === 1 ? 'once' : `${tries} times`;
}
