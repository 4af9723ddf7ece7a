import type { Pseudonym } from '../../core/ids.ts';
import type { ReportPeriod } from '../../core/notification.ts';
import type { RecordChange } from '../../vault/sealed-records.ts';
import { idOf, keyAt, type NotificationQueue, timeOf } from './queue.ts';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** The first day of 1970 was a Thursday. */
const MONDAY_BEFORE_1970 = 3;
const BATCH = 256;
/** What is logged before a period ends may be durable a little later. */
const SETTLED_MS = 60_000;

/** The uses that patients want to be told of together: kept from the first one of a period on, in one place for a patient and period,
 *  and told once after its end. What a patient wants otherwise meanwhile counts for later uses; what is kept is told when it was to be,
 *  to the contact that stands then, unless that wants no more of it. */
export class UseDigests {
  readonly #queue: NotificationQueue;

  constructor(queue: NotificationQueue) {
    this.#queue = queue;
  }

  /** Keeps a use, at that time in ms, for the end of its period. */
  kept(subject: Pseudonym, time: number, period: ReportPeriod): RecordChange {
    const key = keyAt(endOf(period, time), subject);
    return this.#queue.tables.digests.change(key, { period, last: time }, subject);
  }

  /** Forgets what is kept of a patient that is erased. */
  forgotten(subject: Pseudonym, now: number): RecordChange[] {
    const ends = new Set([endOf('weekly', now), endOf('monthly', now)]);
    return [...ends].map((end) => this.#queue.tables.digests.change(keyAt(end, subject), null));
  }

  /** Has all told whose period is over, where all that was logged up to that time in ms was looked at. What is told of a period is
   *  written together with its end: a crash neither loses nor repeats it. */
  async tellUpTo(time: number): Promise<void> {
    for (let isMore = true; isMore; ) {
      const keys = await this.#due(time - SETTLED_MS);
      await this.#tell(keys);
      isMore = keys.length === BATCH;
    }
  }

  async #due(time: number): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of this.#queue.tables.digests.keys()) {
      if (keys.length === BATCH || timeOf(key) > time) break;
      keys.push(key);
    }
    return keys;
  }

  async #tell(keys: readonly string[]): Promise<void> {
    const { digests } = this.#queue.tables;
    const found = await digests.getMany(keys);
    const told = keys.flatMap((key, i) => {
      const { last: since, period } = found[i] ?? {};
      if (since === undefined || period === undefined) return [];
      return [{ subject: idOf(key) as Pseudonym, kind: 'each-use' as const, since, period }];
    });
    const over = keys.map((key) => digests.change(key, null));
    await this.#queue.write([...over, ...(await this.#queue.changesFor(told))]);
  }
}

/** Weeks begin on Mondays, months with their first day, all at midnight UTC. */
export function endOf(period: ReportPeriod, time: number): number {
  if (period === 'monthly') {
    const date = new Date(time);
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
  }
  const day = Math.floor(time / DAY_MS);
  return (day - ((day + MONDAY_BEFORE_1970) % WEEK_DAYS) + WEEK_DAYS) * DAY_MS;
}
