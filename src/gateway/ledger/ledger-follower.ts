import type { LedgerEvent } from '../../ledger/events.ts';
import type { Directory } from './directory.ts';

/** Who hears of each event of the ledger beside the projections, and keeps itself what it makes of it. Calls are synchronous: nothing
 *  waits for it but a snapshot. */
export interface LedgerFollower {
  /** `before`: as it stood before the event. A start without a snapshot shows all events anew. */
  see(event: LedgerEvent, before: Directory): void;
  /** Everything up to this height was seen. */
  reached(height: number): void;
  /** Resolves when what it made of all that it saw is durable: a snapshot is taken after it, so that whoever starts from that has missed
   *  nothing. */
  settled(): Promise<void>;
}
