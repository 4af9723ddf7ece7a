import { isCustosError } from '../core/errors.ts';
import { retried } from '../core/patience.ts';

/** Repeats until the ledger answers, or `signal` aborts; then it rejects with the last LEDGER_UNREACHABLE. */
export function untilReachable<Result>(signal: AbortSignal, operation: () => Promise<Result>): Promise<Result> {
  return retried(operation, (error) => isCustosError(error, 'LEDGER_UNREACHABLE'), { signal });
}
