import { canonicalText, type Json } from '../core/canonical.ts';
import type { Pseudonym } from '../core/ids.ts';
import {
  type Contact,
  checkedContact,
  MESSAGE_KINDS,
  type MessageKind,
  NOTIFICATION_CHANNELS,
  NOTIFICATION_LANGUAGES,
  type NotificationChannel,
  USE_DIGESTS,
} from '../core/notification.ts';
import { digest, listOf, members, oneOf, optional, recordOf } from '../core/shape.ts';
import { answerOf, anyText, count, listAt, type ShapeOf } from './answers.ts';
import { changedSince } from './changed-since.ts';
import type { GatewayClient } from './gateway-client.ts';

/** What a patient is told, and what became of it. Times in ms since 1970 UTC. */
export interface Notification {
  readonly subject: Pseudonym;
  readonly kind: MessageKind;
  readonly channel: NotificationChannel;
  readonly state: NotificationState;
  /** Of what is told. */
  readonly since: number;
  readonly attempts: number;
  /** When one that waits, and was tried, is tried next. */
  readonly next?: number;
  /** When it was delivered, or given up. */
  readonly ended?: number;
  /** Why the last attempt failed. */
  readonly fault?: string;
}

/** `failed`: it was given up. */
export type NotificationState = 'waiting' | 'delivered' | 'failed';

const NOTIFICATION: ShapeOf<Notification> = {
  subject: digest,
  kind: oneOf(...MESSAGE_KINDS),
  channel: oneOf(...NOTIFICATION_CHANNELS),
  state: oneOf('waiting', 'delivered', 'failed'),
  since: count,
  attempts: count,
  next: optional(count),
  ended: optional(count),
  fault: optional(anyText),
};
const CONTACT: ShapeOf<Contact> = {
  language: oneOf(...NOTIFICATION_LANGUAGES),
  email: optional(anyText),
  post: optional(listOf(anyText, 10)),
  channel: optional(oneOf(...NOTIFICATION_CHANNELS)),
  digest: optional(oneOf(...USE_DIGESTS)),
  kinds: optional(recordOf(oneOf(...NOTIFICATION_CHANNELS, 'off'))),
};
const ON_FILE = { contact: optional(members(CONTACT, 'contact')) };

interface OnFile {
  readonly contact?: Contact & { readonly none?: true };
}

/** Where the caller is told what happens with its data, or a patient of the holder's that calls; undefined where no contact is on
 *  file. */
export async function readContact(gateway: GatewayClient, subject?: Pseudonym): Promise<Contact | undefined> {
  return keptOf(await answerOf<OnFile>(gateway, ['GET', pathOf(subject)], ON_FILE));
}

/** Puts a contact on file, in place of the one before, which is told of it. A contact without an address: the patient is told nothing.
 *  INPUT_INVALID for what is no address, before anything is sent. Gives what is on file now. With what was on file where somebody began to
 *  change it, CONFLICT where it changed meanwhile: nobody puts an address back that another one took away. */
export async function putContact(
  gateway: GatewayClient,
  contact: Contact,
  subject?: Pseudonym,
  shown?: { readonly contact: Contact | undefined },
): Promise<Contact | undefined> {
  const checked = checkedContact(contact);
  if (shown !== undefined && textOf(await readContact(gateway, subject)) !== textOf(shown.contact)) {
    throw changedSince('Where the patient is told');
  }
  const isEmpty = checked.email === undefined && checked.post === undefined;
  const json = isEmpty ? { ...checked, none: true } : checked;
  return keptOf(await answerOf<OnFile>(gateway, ['PUT', pathOf(subject)], ON_FILE, { json }));
}

function keptOf({ contact }: OnFile): Contact | undefined {
  if (contact === undefined) return undefined;
  const { none: _, ...kept } = contact;
  return kept;
}

/** To compare what is on file. */
function textOf(contact: Contact | undefined): string {
  return canonicalText(JSON.parse(JSON.stringify(contact ?? null)) as Json);
}

/** What the holder's patients are told, the oldest first: what waits unless said. */
export async function listNotifications(
  gateway: GatewayClient,
  state: NotificationState = 'waiting',
): Promise<Notification[]> {
  return listAt(gateway, '/v1/notifications', 'notifications', NOTIFICATION, { query: { state } });
}

function pathOf(subject: Pseudonym | undefined): string {
  return subject === undefined ? '/v1/me/contact' : `/v1/subjects/${subject}/contact`;
}
