import { setTimeout as sleep } from 'node:timers/promises';
import { isCustosError } from '../core/errors.ts';

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** Pause before the next attempt after so many failures in a row, in milliseconds. */
export function backoff(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
}

/** Repeats until the ledger answers, or `signal` aborts; then it rejects with the last LEDGER_UNREACHABLE. */
export async function untilReachable<Result>(signal: AbortSignal, operation: () => Promise<Result>): Promise<Result> {
  for (let failures = 0; ; failures++) {
    try {
      return await operation();
    } catch (error) {
      if (signal.aborted || !isCustosError(error, 'LEDGER_UNREACHABLE')) throw error;
      await pause(backoff(failures), signal);
    }
  }
}

/** Resolves early when `signal` aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
