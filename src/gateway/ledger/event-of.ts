import { CustosError } from '../../core/errors.ts';
import type { EventName, EventOf, LedgerEvent } from '../../ledger/events.ts';

/** The first event of a name that a transaction left; LEDGER_MISMATCH where it left none. */
export function eventOf<Name extends EventName>(events: readonly LedgerEvent[], name: Name): EventOf<Name> {
  const found = events.find((event): event is EventOf<Name> => event.name === name);
  if (found) return found;
  throw new CustosError('LEDGER_MISMATCH', `The transaction was mined without the event ${name}.`);
}
