import type { GatewayClient } from '../client/gateway-client.ts';
import { listNotices, type Notice, type NoticeText } from '../client/notices.ts';
import { CustosError } from '../core/errors.ts';
import { type Digest, isDigest } from '../core/ids.ts';
import { ownCommand } from './own-command.ts';
import { isIdPrefix, type Kind, pick } from './pick.ts';

const NOTICE: Kind<Notice> = {
  one: 'notice',
  id: ({ notice }) => notice,
  look: `${ownCommand('notice list')} shows what there is.`,
};

/** INPUT_INVALID for what can name no notice, before anybody is asked. */
export function typedNotice(text: string): string {
  if (isIdPrefix(text)) return text;
  const words = `“${text.slice(0, 80)}” is no digest, and no beginning of one with four digits or more.`;
  throw new CustosError('INPUT_INVALID', `${words} ${ownCommand('notice digest FILE')} prints that of a text.`);
}

/** The digest of a notice that goes by it, or by a beginning of it that no other published one has. */
export async function noticeNamed(gateway: GatewayClient, typed: string): Promise<Digest> {
  const wanted = typed.toLowerCase();
  if (isDigest(wanted)) return wanted;
  const notices = await listNotices(gateway);
  return pick(wanted, [...new Map(notices.map((one) => [one.notice, one])).values()], NOTICE).notice;
}

/** The lines of a text as people may be shown them; undefined for one that is no text. */
export function noticeLines({ mediaType, bytes }: NoticeText): string[] | undefined {
  if (mediaType === 'application/pdf') return undefined;
  const text = new TextDecoder().decode(bytes).replaceAll('\t', '    ');
  return text.replace(/(?:\r\n|\n|\r)+$/, '').split(/\r\n|\n|\r/);
}
