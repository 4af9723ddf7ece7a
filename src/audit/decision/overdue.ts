import type { GrantId, LogId, Pseudonym } from '../../core/ids.ts';
import type { At } from '../past/history.ts';
import type { Subject, Subjects } from '../past/subjects.ts';
import type { FindingBook } from '../source/findings.ts';
import { concerns, shownAt, type Withdrawal } from './withdrawals.ts';

/** A release of one item, in whichever log. */
export interface Released {
  readonly logId: LogId;
  readonly seq: number;
  readonly at: At;
  readonly grant: GrantId | undefined;
  readonly emergency: boolean;
}

/** Withdrawals that came to the chain later than the policy gives, or not at all because they came late, beside what the
 *  holder's logs released under them until then: another log cannot know of them, so that it is their own log's fault. */
export class Overdue {
  readonly #subjects: Subjects;
  /** Newest of each grant, and of each subject without one: of subjects alone whose consents were narrowed at all. */
  readonly #released = new Map<Pseudonym, Map<string, Released>>();
  readonly #withdrawals: { readonly logId: LogId; readonly withdrawal: Withdrawal }[] = [];

  constructor(subjects: Subjects) {
    this.#subjects = subjects;
  }

  note(subject: Subject, released: Released): void {
    const { epoch, optOut, pause, revoked, erased } = subject;
    const isNarrowed = epoch.last() || optOut.last() || pause.last() || revoked.size > 0 || erased;
    if (!isNarrowed) return;
    const known = this.#released.get(subject.id) ?? new Map<string, Released>();
    this.#released.set(subject.id, known);
    const key = ownText(`${released.emergency} ${released.grant ?? ''}`);
    if ((known.get(key)?.at.seconds ?? -1) >= released.at.seconds) return;
    known.set(key, released.grant === undefined ? released : { ...released, grant: ownText(released.grant) });
  }

  add(logId: LogId, withdrawal: Withdrawal): void {
    this.#withdrawals.push({ logId, withdrawal });
  }

  /** Once all logs are read. */
  close(book: FindingBook): void {
    for (const { logId, withdrawal: w } of this.#withdrawals) {
      const subject = this.#subjects.find(w.subject);
      const due = w.due ?? Number.POSITIVE_INFINITY;
      const shown = shownAt(w, subject)?.height ?? Number.POSITIVE_INFINITY;
      const released = [...(this.#released.get(w.subject)?.values() ?? [])].find(
        ({ logId: of, at, grant, emergency }) => {
          const isUnder = of !== logId && at.seconds > due && at.height < shown;
          return isUnder && concerns(w, subject, grant, emergency, at);
        },
      );
      if (released === undefined) continue;
      const message = `The withdrawal was acknowledged, and its log did not bring it to the chain in time: entry ${released.seq} of log ${released.logId} released under what it ended.`;
      book.add('REVOCATION_NOT_MINED', { logId, entry: w.seq }, message, { released: released.seq });
    }
  }
}

/** A copy: what was cut out of an answer keeps all of the answer in memory. */
function ownText<Text extends string>(text: Text): Text {
  return Buffer.from(text).toString() as Text;
}
