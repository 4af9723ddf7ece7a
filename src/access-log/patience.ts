import { setTimeout as sleep } from 'node:timers/promises';
import { CustosError } from '../core/errors.ts';

/** Waits that end early, without an error, once the signal is aborted. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

/** The promise's outcome, or a rejection with LEDGER_UNREACHABLE after `ms` or once the signal is aborted: what hangs
 *  must not hang the log. */
export async function within<T>(ms: number, signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const giveUp = () =>
    late.reject(new CustosError('LEDGER_UNREACHABLE', `The ledger has not answered within ${ms} ms.`));
  const timer = setTimeout(giveUp, ms);
  timer.unref();
  signal.addEventListener('abort', giveUp);
  if (signal.aborted) giveUp();
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

/** Doubles from `first` ms to fifty times that, for as long as nothing succeeds. */
export class Backoff {
  readonly #first: number;
  #next: number;

  constructor(first: number) {
    this.#first = first;
    this.#next = first;
  }

  reset(): void {
    this.#next = this.#first;
  }

  pause(signal: AbortSignal): Promise<void> {
    const wait = this.#next;
    this.#next = Math.min(50 * this.#first, 2 * wait);
    return pause(wait, signal);
  }
}
