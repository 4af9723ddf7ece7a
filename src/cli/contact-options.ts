import type { Command } from 'commander';
import type { GatewayClient } from '../client/gateway-client.ts';
import { putContact, readContact } from '../client/notifications.ts';
import { CustosError } from '../core/errors.ts';
import type { Pseudonym } from '../core/ids.ts';
import {
  type Contact,
  NOTIFICATION_CHANNELS,
  NOTIFICATION_KINDS,
  NOTIFICATION_LANGUAGES,
  USE_DIGESTS,
} from '../core/notification.ts';
import { readGiven } from './given-text.ts';
import { contactLines } from './notification-words.ts';
import type { Output } from './output.ts';

export interface ContactOptions {
  readonly email?: string;
  readonly post?: string;
  readonly none?: boolean;
  readonly language?: string;
  readonly channel?: string;
  readonly digest?: string;
  readonly tell?: readonly string[];
}

/** Options that say how a patient is told; what is left out stays as it is. */
export function addContactOptions(command: Command): Command {
  return command
    .option('--email <address>', 'e-mail address')
    .option('--post <lines>', 'postal address, the name first, with “;” between lines, or @FILE or - (standard input)')
    .option('--none', 'forget the addresses: nothing is told')
    .option('--language <code>', `of what is told: ${NOTIFICATION_LANGUAGES.join(' or ')}`)
    .option('--channel <channel>', 'email or post, where both addresses are known')
    .option(
      '--digest <how often>',
      'tell each use: daily (at once, once a day and study), or weekly or monthly in one message',
    )
    .option('--tell <kind=how...>', `how one kind is told: email, post or off. ${NOTIFICATION_KINDS.join(', ')}`);
}

/** Shows what is on file, or puts it there where an option says what. */
export async function showOrPut(
  { gateway, output }: { readonly gateway: GatewayClient; readonly output: Output },
  options: ContactOptions,
  subject?: Pseudonym,
): Promise<void> {
  const before = await readContact(gateway, subject);
  const isAsked = ['email', 'post', 'none', 'language', 'channel', 'digest', 'tell'].some((name) => name in options);
  const contact = isAsked ? await contactOf(options, before) : before;
  if (isAsked && contact !== undefined) await putContact(gateway, contact, subject);
  output.result(contact ?? {}, () => [
    ...contactLines(contact ?? { language: 'en' }),
    ...(isAsked && isReached(before) ? ['Who was reached until now is told of the change.'] : []),
  ]);
}

function isReached({ email, post }: Partial<Contact> = {}): boolean {
  return email !== undefined || post !== undefined;
}

async function contactOf(options: ContactOptions, before: Contact = { language: 'en' }): Promise<Contact> {
  const { email, post, none, language, channel, digest, tell = [] } = options;
  if (none && (email ?? post) !== undefined) {
    throw new CustosError('INPUT_INVALID', 'Give addresses, or --none, not both.');
  }
  const { email: _, post: __, channel: ___, kinds: ____, digest: _____, ...bare } = before;
  return {
    ...(none ? bare : before),
    ...(email === undefined ? {} : { email: email.trim() }),
    ...(post === undefined ? {} : { post: linesOf(await readGiven(post)) }),
    ...(language === undefined ? {} : { language: oneOf(NOTIFICATION_LANGUAGES, language, '--language') }),
    ...(channel === undefined ? {} : { channel: oneOf(NOTIFICATION_CHANNELS, channel, '--channel') }),
    ...(digest === undefined ? {} : { digest: oneOf(USE_DIGESTS, digest, '--digest') }),
    ...(tell.length === 0 ? {} : { kinds: { ...before.kinds, ...Object.fromEntries(tell.map(kindOf)) } }),
  };
}

function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\n|\r|;/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function kindOf(text: string) {
  const [kind = '', how = ''] = text.split('=');
  return [oneOf(NOTIFICATION_KINDS, kind, '--tell'), oneOf([...NOTIFICATION_CHANNELS, 'off'], how, '--tell')] as const;
}

function oneOf<Value extends string>(known: readonly Value[], text: string, option: string): Value {
  const found = known.find((one) => one === text.trim());
  if (found !== undefined) return found;
  throw new CustosError('INPUT_INVALID', `${option}: “${text}” is none of ${known.join(', ')}.`);
}
