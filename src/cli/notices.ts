import { bytesOf } from '../client/answer-body.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { type Bytes, toHex, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { domainHash } from '../core/hash.ts';
import { type Digest, isDigest } from '../core/ids.ts';
import { ownCommand } from './own-command.ts';
import { isIdPrefix, type Kind, pick } from './pick.ts';

/** As long as a text may be. */
export const MAX_NOTICE_BYTES = 16 * 1024 * 1024;

/** `GET /v1/notices`; times in seconds. */
export interface NoticeAnswer {
  readonly notice: Digest;
  readonly by: 'holder' | 'consortium';
  readonly publishedAt: number;
  /** 0 for one that stands. */
  readonly withdrawnAt: number;
  /** Absent where the text is not kept by the gateway. */
  readonly mediaType?: string;
  readonly title?: string;
}

/** A text, compared with its digest. */
export interface NoticeText {
  readonly notice: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export async function listNotices(gateway: GatewayClient): Promise<NoticeAnswer[]> {
  return gateway.list<'notices', NoticeAnswer>('/v1/notices', 'notices');
}

const NOTICE: Kind<NoticeAnswer> = {
  one: 'notice',
  id: ({ notice }) => notice,
  look: `${ownCommand('notice list')} shows what there is.`,
};

/** Digest of an information text, as it is published and signed. */
export function noticeDigest(text: Bytes | string): Digest {
  return toHex(domainHash('notice', typeof text === 'string' ? utf8(text) : text)) as Digest;
}

/** Hands a text to the gateway, which shows it once its digest is published. */
export async function keepNotice(gateway: GatewayClient, mediaType: string, text: Bytes): Promise<Digest> {
  const notice = noticeDigest(text);
  const bytes = { type: 'application/octet-stream', body: text };
  await gateway.json('PUT', `/v1/notices/${notice}`, { query: { type: mediaType }, bytes });
  return notice;
}

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

/** PROOF_INVALID where the gateway gives another text than the digest's, INPUT_TOO_LARGE where it gives more than a text may
 *  have: nothing of it may be shown. */
export async function readNotice(gateway: GatewayClient, notice: Digest): Promise<NoticeText> {
  const response = await gateway.fetch('GET', `/v1/notices/${notice}`);
  const bytes = await bytesOf(response, undefined, MAX_NOTICE_BYTES);
  if (noticeDigest(bytes) !== notice) {
    throw new CustosError(
      'PROOF_INVALID',
      'The gateway gave another text than the one of this digest. It is not shown. Ask the holder, and tell an auditor.',
    );
  }
  return { notice, mediaType: response.headers.get('custos-media-type') ?? 'text/plain', bytes };
}

/** The lines of a text as people may be shown them; undefined for one that is no text. */
export function noticeLines({ mediaType, bytes }: NoticeText): string[] | undefined {
  if (mediaType === 'application/pdf') return undefined;
  const text = new TextDecoder().decode(bytes).replaceAll('\t', '    ');
  return text.replace(/(?:\r\n|\n|\r)+$/, '').split(/\r\n|\n|\r/);
}
