import { type Digest, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import type { EventOf } from '../../ledger/events.ts';
import { SIGNER_KIND } from '../../ledger/words.ts';
import type { SubjectRecord } from './directory-records.ts';

type SubjectEvent = EventOf<'OptOutSet' | 'PauseSet' | 'StageSet' | 'SignerAdded' | 'ErasureAnnounced'>;

const NOTHING_SET: Readonly<SubjectRecord> = {
  optOut: 0,
  optOutTurn: 0,
  isOptOutOwn: false,
  pausedUntil: 0,
  pauseTurn: 0,
  isPauseOwn: false,
  stage: 0,
  nonce: 0,
};

/** What subjects withhold altogether, and who acts for them, as contracts/SubjectRegistry.sol keeps it. */
export class KnownSubjects {
  readonly #subjects = new Map<Pseudonym, SubjectRecord>();

  find(id: Pseudonym): Readonly<SubjectRecord> {
    return this.#subjects.get(id) ?? NOTHING_SET;
  }

  /** Those of whom anything was set. */
  all(): Iterable<readonly [Pseudonym, SubjectRecord]> {
    return this.#subjects;
  }

  restore(id: Pseudonym, record: SubjectRecord): void {
    this.#subjects.set(id, record);
  }

  /** At the second `now` of the event's block; `kindOf` gives the kind of a signer by its id. */
  apply(event: SubjectEvent, now: number, kindOf: (signer: Digest) => number | undefined): void {
    const known = this.find(event.subject);
    switch (event.name) {
      case 'OptOutSet': {
        const [optOut, isOptOutOwn] = [Number(event.level), known.isOptOutOwn || kindOf(event.by) === SIGNER_KIND.self];
        return this.#set(event, { optOut, optOutTurn: Number(event.turn), isOptOutOwn: optOut !== 0 && isOptOutOwn });
      }
      case 'PauseSet': {
        const pausedUntil = Number(event.until);
        const isStillOwn = known.isPauseOwn && known.pausedUntil >= now;
        const isPauseOwn = pausedUntil !== 0 && (isStillOwn || kindOf(event.by) === SIGNER_KIND.self);
        return this.#set(event, { pausedUntil, pauseTurn: Number(event.turn), isPauseOwn });
      }
      case 'StageSet':
        return this.#set(event, { stage: Number(event.stage) });
      case 'SignerAdded':
        return this.#set(event, { nonce: Number(event.nonce) + 1 });
      case 'ErasureAnnounced':
        // A guardian signed for it; the holder's own announcement names no signer, and uses no nonce.
        if (event.by !== ZERO_DIGEST) this.#set(event, { nonce: known.nonce + 1 });
    }
  }

  #set({ subject }: SubjectEvent, change: Partial<SubjectRecord>): void {
    this.#subjects.set(subject, { ...this.find(subject), ...change });
  }
}
