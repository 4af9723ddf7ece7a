import { CustosError } from '../core/errors.ts';
import { within } from '../core/patience.ts';

/** What the ledger answers; rejects with LEDGER_UNREACHABLE after `ms`, or once the signal is aborted: what hangs must not hang
 *  the log. */
export function ledgerAnswer<Answer>(ms: number, signal: AbortSignal, call: Promise<Answer>): Promise<Answer> {
  const late = () => {
    throw new CustosError('LEDGER_UNREACHABLE', `The ledger has not answered within ${ms} ms.`);
  };
  return within(ms, call, { signal, late });
}
