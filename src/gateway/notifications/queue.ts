import { randomBytes } from 'node:crypto';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import {
  type Contact,
  channelFor,
  type NotificationChannel,
  type NotificationKind,
  type NotificationLanguage,
  type ReportPeriod,
} from '../../core/notification.ts';
import { Turns } from '../../core/turns.ts';
import type { RecordChange, SealedRecords } from '../../vault/sealed-records.ts';
import type { KeptNotification, NotificationTables } from '../records/gateway-records.ts';
import type { RecordTable } from '../records/record-table.ts';
import type { ToldAct } from './told-act.ts';

/** That somebody is to be told something, since a time in ms. */
export interface Told {
  readonly subject: Pseudonym;
  readonly kind: NotificationKind;
  readonly since: number;
  /** Of uses that are told together. */
  readonly period?: ReportPeriod;
  /** What staff recorded, where it is that. */
  readonly act?: ToldAct | undefined;
  /** Of the form that an act was recorded from; zero for one that was signed. */
  readonly form?: Digest;
}

/** Gives what a letter says of an act; undefined where nobody knows any more. */
export type Sentences = (act: ToldAct, language: NotificationLanguage) => Promise<readonly string[] | undefined>;

/** A notification in the queue, and its key there. */
export interface Queued {
  readonly key: string;
  readonly notification: KeptNotification;
}

/** Digits of a time in ms, so that keys are in the order of time. */
const TIME_DIGITS = 15;
const COUNTED_AT_ONCE = 1_000;

/** What is to be told, and what became of it, in the vault: sealed under each patient's key, with which it goes. */
export class NotificationQueue {
  readonly tables: NotificationTables;
  readonly #records: Pick<SealedRecords, 'write'>;
  readonly #moves = new Turns();
  /** Whether somebody is on paper only: no e-mail goes there. */
  readonly isOnPaper: (subject: Pseudonym) => boolean;

  constructor(
    tables: NotificationTables,
    records: Pick<SealedRecords, 'write'>,
    isOnPaper: (subject: Pseudonym) => boolean,
  ) {
    this.tables = tables;
    this.#records = records;
    this.isOnPaper = isOnPaper;
  }

  /** How each is reached now, in their order; undefined where no contact is on file, and for an erased patient. */
  async contactsOf(subjects: readonly Pseudonym[]): Promise<(Contact | undefined)[]> {
    const contacts = await this.tables.contacts.getMany(subjects);
    return subjects.map((subject, i) => contacts[i] && this.reachable(subject, contacts[i]));
  }

  /** A contact without the ways that must not be gone now. */
  reachable(subject: Pseudonym, contact: Contact): Contact {
    if (!this.isOnPaper(subject)) return contact;
    const { email: _, ...rest } = contact;
    return rest;
  }

  /** What is to be written for it, together with whatever says that it was: for those who have a contact on file and want to
   *  know, once for the same person and kind. */
  async changesFor(told: readonly Told[], sentences?: Sentences): Promise<RecordChange[]> {
    // Each letter on what was recorded says something of its own.
    const keyOf = ({ subject, kind, act }: Told) =>
      `${subject} ${kind} ${act === undefined ? '' : JSON.stringify(act)}`;
    const distinct = [...new Map(told.map((one) => [keyOf(one), one])).values()];
    const contacts = await this.contactsOf(distinct.map(({ subject }) => subject));
    const changes: RecordChange[] = [];
    const mailed = new Set<string>();
    for (const [i, { subject, kind, since, act, period }] of distinct.entries()) {
      const to = contacts[i];
      const channel = to === undefined ? undefined : channelFor(to, kind);
      if (to === undefined || channel === undefined) continue;
      const person = `${subject} ${kind}`;
      if (to.post === undefined && mailed.has(person)) continue;
      mailed.add(person);
      const said = act && to.post && (await sentences?.(act, to.language));
      const own = { ...(period ? { period } : {}), ...(said ? { said } : {}) };
      changes.push(this.waiting({ subject, kind, channel, to, since, attempts: 0, ...own }));
    }
    return changes;
  }

  /** Puts a notification where it is tried at once, behind those of what happened before. */
  waiting(notification: KeptNotification): RecordChange {
    const { subject, channel, since } = notification;
    // The ledger's clock may be ahead of ours.
    const next = Math.min(since, Date.now());
    return this.tables.waiting[channel].change(keyAt(next, newId()), notification, subject);
  }

  /** All or nothing; durable once resolved. */
  async write(changes: readonly RecordChange[]): Promise<void> {
    if (changes.length > 0) await this.#records.write(changes);
  }

  /** The first ones of a channel that are due, at most `limit`. What cannot be opened any more, since its patient was erased, is
   *  removed. */
  async due(channel: NotificationChannel, now: number, limit: number): Promise<Queued[]> {
    const table = this.tables.waiting[channel];
    const keys: string[] = [];
    for await (const key of table.keys()) {
      if (keys.length === limit || timeOf(key) > now) break;
      keys.push(key);
    }
    const found = await opened(table, keys);
    const there = new Set(found.map(({ key }) => key));
    await this.write(keys.filter((key) => !there.has(key)).map((key) => table.change(key, null)));
    return found;
  }

  /** What the tables hold, one after the other, from that place on: some of it, and the place where it goes on, if it does. */
  async page(
    tables: readonly RecordTable<string, KeptNotification>[],
    from: number,
    limit: number,
  ): Promise<{ readonly listed: readonly Queued[]; readonly next?: number }> {
    const listed: Queued[] = [];
    let place = 0;
    for (const table of tables) {
      let keys: string[] = [];
      const take = async () => listed.push(...(await opened(table, keys)));
      for await (const key of table.keys()) {
        // Of erased patients nothing is listed, and a page is never empty for that.
        if (listed.length + keys.length >= limit) {
          await take();
          keys = [];
          if (listed.length >= limit) return { listed, next: place };
        }
        if (place++ >= from) keys.push(key);
      }
      await take();
    }
    return { listed };
  }

  /** How many `page` gives in all. */
  async count(tables: readonly RecordTable<string, KeptNotification>[]): Promise<number> {
    let count = 0;
    for (let from: number | undefined = 0; from !== undefined; ) {
      const { listed, next }: { readonly listed: readonly Queued[]; readonly next?: number } = await this.page(
        tables,
        from,
        COUNTED_AT_ONCE,
      );
      count += listed.length;
      from = next;
    }
    return count;
  }

  /** It is tried again at `next`, under the same id. */
  async postpone({ key, notification }: Queued, next: number): Promise<void> {
    const table = this.tables.waiting[notification.channel];
    const later = keyAt(next, idOf(key));
    await this.write([table.change(key, null), table.change(later, notification, notification.subject)]);
  }

  /** It goes out by another channel instead, from now on. */
  async redirect({ key, notification }: Queued, channel: NotificationChannel): Promise<void> {
    const { tried: _, ...rest } = notification;
    const again = { ...rest, channel, attempts: 0 };
    await this.write([this.tables.waiting[notification.channel].change(key, null), this.waiting(again)]);
  }

  /** All that waits to go to somebody by e-mail goes by post. */
  async leaveEmail(subject: Pseudonym): Promise<void> {
    for await (const [key, notification] of this.tables.waiting.email.all()) {
      if (notification.subject === subject) await this.byPost({ key, notification });
    }
  }

  /** It goes by post where it can, else to nobody: once, whoever asks for it. A letter comes when a code is long over. */
  async byPost(queued: Queued): Promise<void> {
    await this.#moves.take(async () => {
      const { key, notification } = queued;
      const [there] = await this.tables.waiting[notification.channel].getMany([key]);
      if (there === undefined) return;
      const mayGo = notification.to.post !== undefined && notification.code === undefined;
      await (mayGo ? this.redirect(queued, 'post') : this.drop(queued));
    });
  }

  async end({ key, notification }: Queued, as: 'delivered' | 'failed', now: number): Promise<void> {
    const { code: _, ...rest } = notification;
    const { subject, channel } = rest;
    const ended = { ...rest, ended: now };
    await this.write([
      this.tables.waiting[channel].change(key, null),
      this.tables[as].change(keyAt(now, idOf(key)), ended, subject),
    ]);
  }

  /** Nobody is told of it any more. */
  async drop({ key, notification }: Queued): Promise<void> {
    await this.write([this.tables.waiting[notification.channel].change(key, null)]);
  }

  /** Removes what ended before that time, in ms. */
  async forgetBefore(time: number): Promise<void> {
    for (const table of [this.tables.delivered, this.tables.failed]) {
      for await (const key of table.keys()) {
        if (timeOf(key) >= time) break;
        await table.delete(key);
      }
    }
  }
}

/** Those of erased patients are left out. */
async function opened(table: RecordTable<string, KeptNotification>, keys: readonly string[]): Promise<Queued[]> {
  const found = await table.getMany(keys);
  return keys.flatMap((key, i) => {
    const notification = found[i];
    return notification === undefined ? [] : [{ key, notification }];
  });
}

/** What stands behind the time in a key. Of a notification it stays the same, and is random: it goes out, and must lead to nothing on
 *  the ledger. */
export function idOf(key: string): string {
  return key.slice(TIME_DIGITS + 1);
}

/** The time in a key, in ms: of a notification that waits, when it is tried next. */
export function timeOf(key: string): number {
  return Number(key.slice(0, TIME_DIGITS));
}

/** Keys are in the order of their times. */
export function keyAt(time: number, id: string): string {
  return `${String(Math.max(0, Math.floor(time))).padStart(TIME_DIGITS, '0')}/${id}`;
}

function newId(): string {
  return randomBytes(16).toString('hex');
}
