import { CustosError } from './errors.ts';
import { plainText } from './plain-text.ts';

/** What people are told of. The order is that of forms and lists. */
export const NOTIFICATION_KINDS = [
  'binding',
  're-enrolment',
  'binding-announced',
  'binding-waits',
  'signer-removed',
  'withdrawal',
  'withheld-by-other',
  'expiry',
  'first-use',
  'each-use',
  'erasure',
  'emergency',
  'contact-changed',
  'passkey-copied',
  'recorded-consent',
  'narrowed-by-code',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** What is sent to people: also the code that somebody asked for, which goes by e-mail whatever else is wanted. */
export const MESSAGE_KINDS = [...NOTIFICATION_KINDS, 'narrowing-code'] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export const NOTIFICATION_CHANNELS = ['email', 'post'] as const;
export type NotificationChannel = (typeof NOTIFICATION_CHANNELS)[number];

/** For how long uses are gathered before they are told in one message. */
export const REPORT_PERIODS = ['weekly', 'monthly'] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** How often each use is told: `daily` at once, and no more that day of the same study. */
export const USE_DIGESTS = ['daily', ...REPORT_PERIODS] as const;
export type UseDigest = (typeof USE_DIGESTS)[number];

export const NOTIFICATION_LANGUAGES = ['en', 'pt'] as const;
export type NotificationLanguage = (typeof NOTIFICATION_LANGUAGES)[number];

/** By which somebody who acts in another's name would be found out: nobody can switch them off while there is a contact. */
export const ALWAYS_TOLD: ReadonlySet<NotificationKind> = new Set([
  'binding',
  're-enrolment',
  'binding-announced',
  'binding-waits',
  'signer-removed',
  'erasure',
  'emergency',
  'contact-changed',
  'passkey-copied',
  'recorded-consent',
  'narrowed-by-code',
]);

/** How a patient is reached. With neither address nobody is told anything. */
export interface Contact {
  readonly language: NotificationLanguage;
  readonly email?: string | undefined;
  /** As on an envelope, the name first. */
  readonly post?: readonly string[] | undefined;
  /** Where both are known: e-mail unless said. */
  readonly channel?: NotificationChannel | undefined;
  /** How often each use is told. Where it is left out, each use is told daily if `kinds` has it told, and not at all if not. */
  readonly digest?: UseDigest | undefined;
  /** What differs from that, kind by kind. */
  readonly kinds?: Readonly<Partial<Record<NotificationKind, NotificationChannel | 'off'>>> | undefined;
}

/** Bytes of an address in SMTP (RFC 5321 §4.5.3.1). */
const MAX_LOCAL = 64;
const MAX_EMAIL = 254;
const MAX_LINES = 7;
/** What a window envelope shows. */
const MAX_LINE = 60;
/** Dot-atom of RFC 5322 §3.2.3: neither quoted, nor with comments, nor a list of several. */
const LOCAL = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/i;

/** What keeps a text from being one plain e-mail address, in words that follow its name; undefined where nothing does. */
export function emailFault(text: string): string | undefined {
  if (/[^\x21-\x7e]/.test(text)) {
    const isControl = /[\p{Cc}\s]/u.test(text);
    return isControl
      ? 'must be one address without blanks or line breaks'
      : 'must be written in ASCII: give a domain with other letters in its form that begins with xn--';
  }
  const at = text.lastIndexOf('@');
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  const isLong = local.length > MAX_LOCAL || text.length > MAX_EMAIL;
  if (at < 1 || isLong || !LOCAL.test(local) || !DOMAIN.test(domain)) {
    return 'must be one address, such as name@example.org';
  }
  return undefined;
}

/** As `emailFault`, of the lines of a postal address. */
export function postFault(lines: readonly string[]): string | undefined {
  if (lines.length < 2 || lines.length > MAX_LINES) return `must have 2 to ${MAX_LINES} lines, the name first`;
  for (const line of lines) {
    if (line.trim() === '') return 'must have no empty line';
    if ([...line].length > MAX_LINE) return `must have at most ${MAX_LINE} characters in a line`;
    if (plainText(line) !== line) return 'must hold plain characters, each line by itself';
  }
  return undefined;
}

/** What is wrong with a contact, in a sentence; undefined where it can be kept. */
export function contactFault({ email, post, channel, kinds = {} }: Contact): string | undefined {
  const [emailWrong, postWrong] = [
    email === undefined ? undefined : emailFault(email),
    post === undefined ? undefined : postFault(post),
  ];
  if (emailWrong !== undefined) return `The e-mail address ${emailWrong}.`;
  if (postWrong !== undefined) return `The postal address ${postWrong}.`;
  const known = { email: email !== undefined, post: post !== undefined, off: true };
  for (const [name, by] of [['All', channel], ...Object.entries(kinds)] as const) {
    if (by !== undefined && !known[by]) return `${name} is to be told by ${by}, for which there is no address.`;
  }
  for (const [kind, by] of Object.entries(kinds)) {
    if (by === 'off' && ALWAYS_TOLD.has(kind as NotificationKind)) {
      return `${kind} cannot be switched off: by it somebody who acts in the patient’s name is found out.`;
    }
  }
  return undefined;
}

/** INPUT_INVALID where it cannot be kept. Text is composed (NFC), so that letters print as one. */
export function checkedContact(contact: Contact): Contact {
  const post = contact.post?.map((line) => line.normalize('NFC').trim());
  const checked = { ...contact, ...(post === undefined ? {} : { post }) };
  const fault = contactFault(checked);
  if (fault === undefined) return checked;
  throw new CustosError('INPUT_INVALID', fault);
}

/** How the patient wants to be told; undefined where it is not told. */
export function channelFor(contact: Contact, kind: NotificationKind): NotificationChannel | undefined {
  const { email, post, channel, digest, kinds = {} } = contact;
  const isAsked = kind !== 'each-use' || digest !== undefined;
  const wanted = kinds[kind] ?? (isAsked ? (channel ?? 'email') : 'off');
  if (wanted === 'off') return undefined;
  const known = { email: email !== undefined, post: post !== undefined };
  if (known[wanted]) return wanted;
  return NOTIFICATION_CHANNELS.find((one) => known[one]);
}

/** Over which time uses are told together; undefined where each is told at once. */
export function reportPeriod({ digest }: Contact): ReportPeriod | undefined {
  return digest === 'daily' ? undefined : digest;
}
