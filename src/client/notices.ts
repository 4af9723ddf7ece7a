import { CustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import { MAX_NOTICE_BYTES, NOTICE_TYPES, type NoticeType, noticeDigest, noticeText } from '../core/notice.ts';
import { digest, oneOf, optional } from '../core/shape.ts';
import { bytesOf } from './answer-body.ts';
import { anyText, count, listAt, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';

/** An information text that consents name; times in seconds since 1970 UTC. */
export interface Notice {
  readonly notice: Digest;
  readonly by: 'holder' | 'consortium';
  readonly publishedAt: number;
  /** 0 for one that stands. */
  readonly withdrawnAt: number;
  /** Absent where the text is not kept by the gateway. The gateway's word, which whoever serves it may change. */
  readonly mediaType?: NoticeType;
  /** The first line of the text: the gateway's word. */
  readonly title?: string;
}

/** A text, compared with its digest. */
export interface NoticeText {
  readonly notice: Digest;
  readonly bytes: Uint8Array;
  /** What the bytes say, as text that is shown as text: never as a page, also where it is one. Absent for a PDF and for whatever
   *  else is no UTF-8 text: that is saved. The bytes alone tell, since no digest covers the type that a gateway names. */
  readonly text?: string;
}

const NOTICE: ShapeOf<Notice> = {
  notice: digest,
  by: oneOf('holder', 'consortium'),
  publishedAt: count,
  withdrawnAt: count,
  mediaType: optional(oneOf(...NOTICE_TYPES)),
  title: optional(anyText),
};

/** In the order of their publication; of one that both published there are two. */
export async function listNotices(gateway: GatewayClient): Promise<Notice[]> {
  return listAt(gateway, '/v1/notices', 'notices', NOTICE);
}

/** The text of a notice. PROOF_INVALID where the gateway gives another one than the digest's: nothing of it may be shown.
 *  INPUT_TOO_LARGE beyond 16 MiB; NOT_FOUND where the gateway does not keep it. */
export async function readNotice(gateway: GatewayClient, notice: Digest): Promise<NoticeText> {
  const response = await gateway.fetch('GET', `/v1/notices/${notice}`);
  const bytes = await bytesOf(response, { maxBytes: MAX_NOTICE_BYTES });
  if (noticeDigest(bytes) !== notice) {
    throw new CustosError(
      'PROOF_INVALID',
      'The gateway gave another text than the one of this digest. It is not shown. Ask the holder, and tell an auditor.',
    );
  }
  const text = noticeText(bytes);
  return { notice, bytes, ...(text === undefined ? {} : { text }) };
}

/** Hands a text to the gateway, as holder or administrator, and gives its digest. It is shown once the digest is published on the
 *  ledger, which is a transaction of its own (`custos notice publish` does both). */
export async function keepNotice(gateway: GatewayClient, type: NoticeType, text: Uint8Array): Promise<Digest> {
  const digest = noticeDigest(text);
  const bytes = { type: 'application/octet-stream', body: text };
  await gateway.json('PUT', `/v1/notices/${digest}`, { query: { type }, bytes });
  return digest;
}
