import { isDeepStrictEqual } from 'node:util';
import type { Pseudonym } from '../../core/ids.ts';
import { type Contact, channelFor, checkedContact } from '../../core/notification.ts';
import { Turns } from '../../core/turns.ts';
import type { NotificationQueue } from './queue.ts';

const CHANGED = { kind: 'contact-changed', attempts: 0 } as const;

/** Where patients are told, in the vault under each one's key. */
export class Contacts {
  readonly #queue: NotificationQueue;
  /** What the ledger said up to now is queued for the contact that stood then. */
  readonly #queued: () => Promise<void>;
  readonly #turns = new Turns();

  constructor(queue: NotificationQueue, queued: () => Promise<void>) {
    this.#queue = queue;
    this.#queued = queued;
  }

  /** Undefined where none is on file, and for an erased patient. */
  async find(subject: Pseudonym): Promise<Contact | undefined> {
    const [contact] = await this.#queue.tables.contacts.getMany([subject]);
    return contact;
  }

  /** Puts a contact on file, and has the one that stood until now told of the change, and the new one where it is reached elsewhere:
   *  durable together once resolved. INPUT_INVALID for what is no contact, KEY_SHREDDED for an erased patient. */
  async put(subject: Pseudonym, contact: Contact): Promise<Contact> {
    const to = checkedContact(contact);
    return this.#turns.take(async () => {
      await this.#queued();
      const before = await this.find(subject);
      if (before !== undefined && isDeepStrictEqual(before, to)) return to;
      const [old, now] = [before, to].map((one) => one && this.#queue.reachable(subject, one));
      const changes = toldOf(old, now).map(({ contact, channel }) =>
        this.#queue.waiting({ ...CHANGED, subject, channel, to: contact, since: Date.now() }),
      );
      await this.#queue.write([this.#queue.tables.contacts.change(subject, to, subject), ...changes]);
      return to;
    });
  }
}

/** Each contact by which somebody is to be reached, once where both lead to the same place. */
function toldOf(before: Contact | undefined, now: Contact | undefined) {
  if (before === undefined || now === undefined) return [];
  const reached = [before, now].flatMap((contact) => {
    const channel = channelFor(contact, CHANGED.kind);
    return channel === undefined ? [] : [{ contact, channel, place: contact[channel] }];
  });
  const [first, second] = reached;
  return first && second && isDeepStrictEqual(first.place, second.place) ? [first] : reached;
}
