import type { GatewayClient } from '../client/gateway-client.ts';
import { listNotices, type Notice, type NoticeText } from '../client/notices.ts';
import { CustosError } from '../core/errors.ts';
import { type Digest, isDigest } from '../core/ids.ts';
import { shownLines } from './output.ts';
import { ownCommand } from './own-command.ts';
import { isIdPrefix, type Kind, pick, shortId } from './pick.ts';

const NOTICE: Kind<Notice> = {
  one: 'notice',
  id: ({ notice }) => notice,
  look: `${ownCommand('notice list')} shows what there is.`,
};

/** Digits of a digest that name a text. Whoever writes a text can try others until one begins with a few given digits, and be
 *  signed for instead; with so many it cannot be done. */
const DIGITS = 16;

/** INPUT_INVALID for what can name no notice, before anybody is asked. */
export function typedNotice(text: string): string {
  if (isIdPrefix(text, DIGITS)) return text;
  const words = isIdPrefix(text)
    ? `“${text}” is too short: somebody could write another text whose digest begins so. Give ${DIGITS} digits of it or more; ${ownCommand('notice list')} shows so many.`
    : `“${text.slice(0, 80)}” is no digest, and no beginning of one with ${DIGITS} digits or more. ${ownCommand('notice digest FILE')} prints that of a text.`;
  throw new CustosError('INPUT_INVALID', words);
}

/** The beginning of a digest by which people see which text it is, and which they can type for it. */
export function shownNotice(notice: Digest, others: readonly Digest[]): string {
  return shortId(notice, others, DIGITS);
}

/** The digest of a notice that goes by it, or by a beginning of it that no other published one has and nobody can make a text
 *  for. */
export async function noticeNamed(gateway: GatewayClient, typed: string): Promise<Digest> {
  const wanted = typedNotice(typed).toLowerCase();
  if (isDigest(wanted)) return wanted;
  const notices = await listNotices(gateway);
  return pick(wanted, [...new Map(notices.map((one) => [one.notice, one])).values()], NOTICE).notice;
}

/** The lines of a text as people may be shown them; undefined for one that is no text. */
export function noticeLines({ text }: NoticeText): string[] | undefined {
  return text === undefined ? undefined : shownLines(text.replace(/(?:\r\n|\n|\r)+$/, ''));
}
