import { type Digest, type GrantId, ZERO_DIGEST } from '../../core/ids.ts';
import type { LedgerEvent } from '../../ledger/events.ts';
import { OPT_OUT_LEVEL } from '../../ledger/words.ts';

/** What staff recorded for a patient from a form or a call, as the ledger has it. Times in seconds. */
export type ToldAct =
  | { readonly what: 'consent' | 'withdrawal'; readonly grant: GrantId }
  | { readonly what: 'everything' | 'back-in' | 'resumed' | 'research-opt-out' | 'full-opt-out' }
  | { readonly what: 'pause'; readonly until: number };

/** The act that an event is of; undefined for one that a signer made, and for all else. */
export function actOf(event: LedgerEvent): ToldAct | undefined {
  switch (event.name) {
    case 'ConsentRecorded':
      return { what: 'consent', grant: event.grant };
    case 'ConsentRevocationRecorded':
      return { what: 'withdrawal', grant: event.grant };
    case 'EpochRaised':
      return isRecorded(event) ? { what: 'everything' } : undefined;
    case 'OptOutSet':
      return isRecorded(event) ? { what: levelWord(event.level) } : undefined;
    case 'PauseSet':
      if (!isRecorded(event)) return undefined;
      return event.until * 1000 <= event.at.time ? { what: 'resumed' } : { what: 'pause', until: event.until };
    default:
      return undefined;
  }
}

function isRecorded({ by }: { readonly by: Digest }): boolean {
  return by === ZERO_DIGEST;
}

function levelWord(level: number): 'back-in' | 'research-opt-out' | 'full-opt-out' {
  if (level === OPT_OUT_LEVEL.none) return 'back-in';
  return level === OPT_OUT_LEVEL.all ? 'full-opt-out' : 'research-opt-out';
}
