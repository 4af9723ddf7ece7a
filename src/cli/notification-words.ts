import type { Contact, MessageKind, NotificationChannel, NotificationKind, UseDigest } from '../client/index.ts';
import { channelFor } from '../core/notification.ts';

/** What is told, as people would say it. */
export const KIND_WORDS: Readonly<Record<MessageKind, string>> = {
  binding: 'a first key or passkey of the patient',
  're-enrolment': 'another key, passkey or guardian',
  'binding-announced': 'a key, passkey or guardian that will count, unless it is cancelled',
  'binding-waits': 'a key, passkey or guardian that waits for a second organisation',
  'signer-removed': 'a key, passkey or guardian that ends',
  withdrawal: 'a withdrawal',
  'withheld-by-other': 'what others withhold or give back for the patient',
  expiry: 'consents that end within 30 days',
  'first-use': 'the first use by an organisation or study',
  'each-use': 'each use',
  erasure: 'an erasure that is announced',
  emergency: 'an opening in an emergency',
  'contact-changed': 'a change of the contact',
  'passkey-copied': 'a passkey that may have been copied',
  'recorded-consent': 'a consent that was recorded from a form',
  'narrowed-by-code': 'what was stopped with a one-time code',
  'narrowing-code': 'a one-time code that was asked for',
};

const CHANNEL_WORDS: Readonly<Record<NotificationChannel | 'off', string>> = {
  email: 'by e-mail',
  post: 'by letter',
  off: 'not at all',
};

const DIGEST_WORDS: Readonly<Record<UseDigest, string>> = {
  daily: 'at once, and no more that day of the same study',
  weekly: 'in one message after each week with a use',
  monthly: 'in one message after each month with a use',
};

export function channelWords(channel: NotificationChannel | 'off'): string {
  return CHANNEL_WORDS[channel];
}

/** What is on file, a line each. */
export function contactLines({ language, email, post, channel, digest, kinds = {} }: Contact): string[] {
  if (email === undefined && post === undefined)
    return ['Nothing is told: no address is on file. Give --email or --post.'];
  const isEachUseTold = channelFor({ language, email, post, channel, digest, kinds }, 'each-use') !== undefined;
  const differing = Object.entries(kinds) as [NotificationKind, NotificationChannel | 'off'][];
  return [
    ...(email === undefined ? [] : [`e-mail    ${email}`]),
    ...(post === undefined ? [] : [`letters   ${post.join(', ')}`]),
    `language  ${language === 'pt' ? 'Portuguese' : 'English'}`,
    ...(email !== undefined && post !== undefined ? [`told      ${channelWords(channel ?? 'email')}`] : []),
    ...(isEachUseTold ? [`each use  ${DIGEST_WORDS[digest ?? 'daily']}`] : []),
    ...differing.map(([kind, by]) => `${KIND_WORDS[kind]}: ${channelWords(by)}`),
  ];
}
