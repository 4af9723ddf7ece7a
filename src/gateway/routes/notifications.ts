import { z } from 'zod';
import { CustosError } from '../../core/errors.ts';
import type { Address, Pseudonym } from '../../core/ids.ts';
import {
  type Contact,
  MESSAGE_KINDS,
  NOTIFICATION_CHANNELS,
  NOTIFICATION_KINDS,
  NOTIFICATION_LANGUAGES,
  USE_DIGESTS,
} from '../../core/notification.ts';
import { nextPage, pageQuery } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { count, milliseconds, pseudonym } from '../http/schemas.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled, subjectOf } from '../ledger/rights.ts';
import type { Notifications } from '../notifications/notifications.ts';
import { timeOf } from '../notifications/queue.ts';
import type { KeptNotification } from '../records/gateway-records.ts';

export interface NotificationRouteDeps {
  readonly notifications: Notifications;
  readonly state: LedgerState;
  readonly holder: Address;
}

const channel = z.enum(NOTIFICATION_CHANNELS);
const kind = z.enum(NOTIFICATION_KINDS);
const contactMembers = {
  language: z.enum(NOTIFICATION_LANGUAGES).meta({ description: 'In which the patient is told.' }),
  email: z.string().max(320).optional().meta({ description: 'One address in ASCII.' }),
  post: z.array(z.string().max(256)).max(10).optional().meta({
    description: 'A postal address as on an envelope, the name first.',
  }),
  channel: channel.optional().meta({ description: 'Where both are known: `email` unless said.' }),
  digest: z.enum(USE_DIGESTS).optional().meta({
    description:
      'How often each use is told: `daily` at once, and no more that day of the same study; `weekly` (to Sunday) or `monthly` in one message after the time is over, where there was a use. Times are UTC.',
  }),
  kinds: z
    .partialRecord(kind, z.enum([...NOTIFICATION_CHANNELS, 'off']))
    .optional()
    .meta({
      description: 'What differs from that, kind by kind. `each-use` is off unless it is here, or `digest` is said.',
    }),
};
const none = z.literal(true).optional().meta({
  description: 'In place of both addresses: the patient is told nothing.',
});
const contactBody = z.strictObject({ ...contactMembers, none });
const contactReply = z.object({ ...contactMembers, none }).meta({ id: 'Contact' });
const onFile = z.object({
  contact: contactReply.optional().meta({ description: 'Absent where none was ever put on file.' }),
});
const STATES = ['waiting', 'delivered', 'failed'] as const;
const PAGE = 1_000;

const notification = z.object({
  subject: pseudonym,
  kind: z.enum(MESSAGE_KINDS),
  channel,
  state: z.enum(STATES),
  since: milliseconds.meta({ description: 'Milliseconds since 1970 UTC of what is told.' }),
  attempts: count,
  next: milliseconds.optional().meta({ description: 'When it is tried next, of one that waits and was tried.' }),
  ended: milliseconds.optional().meta({ description: 'When it was delivered, or given up.' }),
  fault: z.string().optional().meta({ description: 'Why the last attempt failed.' }),
});

/** Where patients are told what happens with their data, and what became of telling them. */
export function notificationRoutes(deps: NotificationRouteDeps): Route[] {
  const { contacts, queue } = deps.notifications;
  const replied = async (subject: Pseudonym) => {
    const contact = await contacts.find(subject);
    return contact === undefined ? {} : { contact: described(contact) };
  };
  return [
    route({
      method: 'get',
      path: '/v1/subjects/{subject}/contact',
      refuses: ['NOT_FOUND'],
      summary: 'Where a patient is told what happens',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params: z.object({ subject: pseudonym }),
      reply: { status: 200, description: 'The contact on file.', schema: onFile },
      handle: async ({ params: { subject } }) => {
        requireEnrolled(deps, subject);
        return replied(subject);
      },
    }),
    route({
      method: 'put',
      path: '/v1/subjects/{subject}/contact',
      refuses: ['NOT_FOUND', 'KEY_SHREDDED'],
      summary: 'Put the contact of a patient on file, by which it is told what happens',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      params: z.object({ subject: pseudonym }),
      body: contactBody,
      reply: { status: 200, description: 'It is on file; the earlier one is told of the change.', schema: onFile },
      handle: async ({ params: { subject }, body }) => {
        requireEnrolled(deps, subject);
        return { contact: described(await contacts.put(subject, contactOf(body))) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/me/contact',
      summary: 'Where I am told what happens',
      tag: 'subjects',
      who: ['subject'],
      reply: { status: 200, description: 'The contact on file.', schema: onFile },
      handle: async ({ caller }) => replied(subjectOf(caller)),
    }),
    route({
      method: 'put',
      path: '/v1/me/contact',
      refuses: ['KEY_SHREDDED'],
      summary: 'Change where I am told what happens, and of what',
      tag: 'subjects',
      who: ['subject'],
      body: contactBody,
      reply: { status: 200, description: 'It is on file; the earlier one is told of the change.', schema: onFile },
      handle: async ({ caller, body }) => ({
        contact: described(await contacts.put(subjectOf(caller), contactOf(body))),
      }),
    }),
    route({
      method: 'get',
      path: '/v1/notifications',
      summary: 'What patients are told: what waits, what was delivered, what could not be',
      tag: 'subjects',
      who: ['holder'],
      duties: ['data-manager'],
      query: pageQuery.extend({ state: z.enum(STATES).optional().meta({ description: '`waiting` unless said.' }) }),
      reply: {
        status: 200,
        description: 'At most 1,000, the oldest first; `next` goes on. Of erased patients there is none.',
        schema: z.object({ notifications: z.array(notification), ...nextPage }),
      },
      handle: async ({ query: { state = 'waiting', from = 0 } }) => {
        const { waiting, delivered, failed } = queue.tables;
        const tables = { waiting: [waiting.email, waiting.post], delivered: [delivered], failed: [failed] }[state];
        const { listed, ...next } = await queue.page(tables, from, PAGE);
        return { notifications: listed.map(({ key, notification }) => describe(key, notification, state)), ...next };
      },
    }),
  ];
}

/** An empty contact must be meant. */
function contactOf({ none: isNone, ...contact }: z.output<typeof contactBody>): Contact {
  const isEmpty = contact.email === undefined && contact.post === undefined;
  if (isEmpty === (isNone === true)) return contact;
  const message = isEmpty
    ? 'Give an e-mail address or a postal one, or say that there is `none`.'
    : 'Give addresses, or say that there is `none`, not both.';
  throw new CustosError('INPUT_INVALID', message);
}

function described(contact: Contact): z.output<typeof contactReply> {
  const isEmpty = contact.email === undefined && contact.post === undefined;
  const { post, ...rest } = contact;
  return { ...rest, ...(post ? { post: [...post] } : {}), ...(isEmpty ? { none: true as const } : {}) };
}

function describe(key: string, kept: KeptNotification, state: (typeof STATES)[number]): z.output<typeof notification> {
  const { subject, kind, channel, since, attempts, ended, fault } = kept;
  return {
    subject,
    kind,
    channel,
    state,
    since,
    attempts,
    ...(state === 'waiting' && attempts > 0 ? { next: timeOf(key) } : {}),
    ...(ended === undefined ? {} : { ended }),
    ...(fault === undefined ? {} : { fault }),
  };
}
