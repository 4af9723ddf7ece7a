import { CustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';
import { MAX_NOTICE_BYTES, NOTICE_TYPES, type NoticeType, noticeDigest, noticeText } from '../core/notice.ts';
import { checkNoticeFacts, NOTICE_KINDS, type NoticeFacts, noticeFactsDigest } from '../core/notice-facts.ts';
import { boolean, digest, members, oneOf, optional } from '../core/shape.ts';
import { bytesOf } from './answer-body.ts';
import { answerOf, anyText, count, listAt, type ShapeOf, texts } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import type { MinedTransaction } from './own-transaction.ts';

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
  /** What is said of it beside its words. */
  readonly facts?: StoredNoticeFacts;
  /** Whether another text took its place: a correction, by which everybody who consented stands, or a change. */
  readonly version: 'newest' | 'corrected' | 'changed' | 'withdrawn';
  /** Whether who consented under it is to be asked again. */
  readonly asksAgain: boolean;
  /** The text that has its place now; itself where none has. */
  readonly newest: Digest;
}

/** Facts of a text, and what the ledger has of them. */
export interface StoredNoticeFacts extends NoticeFacts {
  /** What is published on the ledger for them, as a notice of its own: `noticeFactsDigest`. */
  readonly digest: Digest;
  /** Whether it is; a correction’s, by holder and consortium. */
  readonly counts: boolean;
  readonly publishedBy: readonly ('holder' | 'consortium')[];
}

/** A text, compared with its digest. */
export interface NoticeText {
  readonly notice: Digest;
  readonly bytes: Uint8Array;
  /** What the bytes say, as text that is shown as text: never as a page, also where it is one. Absent for a PDF and for whatever
   *  else is no UTF-8 text: that is saved. The bytes alone tell, since no digest covers the type that a gateway names. */
  readonly text?: string;
}

const FACTS: ShapeOf<StoredNoticeFacts> = {
  kind: oneOf(...NOTICE_KINDS),
  of: optional(digest),
  reason: optional(anyText),
  language: anyText,
  study: optional(anyText),
  controller: optional(anyText),
  ethicsApproval: optional(anyText),
  digest,
  counts: boolean,
  publishedBy: texts,
};

const NOTICE: ShapeOf<Notice> = {
  notice: digest,
  by: oneOf('holder', 'consortium'),
  publishedAt: count,
  withdrawnAt: count,
  mediaType: optional(oneOf(...NOTICE_TYPES)),
  title: optional(anyText),
  facts: optional(members(FACTS, 'facts')),
  version: oneOf('newest', 'corrected', 'changed', 'withdrawn'),
  asksAgain: boolean,
  newest: digest,
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
 *  ledger: `publishNotice`. */
export async function keepNotice(gateway: GatewayClient, type: NoticeType, text: Uint8Array): Promise<Digest> {
  const digest = noticeDigest(text);
  const bytes = { type: 'application/octet-stream', body: text };
  await gateway.json('PUT', `/v1/notices/${digest}`, { query: { type }, bytes });
  return digest;
}

/** Puts a digest on the ledger, of a text or of what is said of one, so that consents can name it. As `sendOwnCall`. */
export async function publishNotice(gateway: GatewayClient, notice: Digest): Promise<MinedTransaction> {
  return own(gateway, 'publishNotice(bytes32)', notice);
}

/** Takes one's own publication back: what was given under it stands, nobody consents under it any more. As `sendOwnCall`. */
export async function withdrawNotice(gateway: GatewayClient, notice: Digest): Promise<MinedTransaction> {
  return own(gateway, 'withdrawNotice(bytes32)', notice);
}

/** Few who read notices publish any. */
async function own(gateway: GatewayClient, signature: string, notice: Digest): Promise<MinedTransaction> {
  const { callOwn } = await import('./own-transaction.ts');
  return callOwn(gateway, 'membership', signature, [notice]);
}

/** As `keepNoticeFacts`, and puts their digest on the ledger as `publisher`, unless that one has before. */
export async function publishNoticeFacts(
  gateway: GatewayClient,
  notice: Digest,
  facts: NoticeFacts,
  publisher: Notice['by'],
): Promise<StoredNoticeFacts> {
  const stored = await keepNoticeFacts(gateway, notice, facts);
  if (stored.publishedBy.includes(publisher)) return stored;
  await publishNotice(gateway, stored.digest);
  return keepNoticeFacts(gateway, notice, facts);
}

/** Says what a text is, as holder or administrator, and gives the digest to be published for it. INPUT_INVALID for a correction or a
 *  change of nothing, or without its reason; CONFLICT where other facts of the text stand on the ledger. PROOF_INVALID where the gateway
 *  took others. */
export async function keepNoticeFacts(
  gateway: GatewayClient,
  notice: Digest,
  facts: NoticeFacts,
): Promise<StoredNoticeFacts> {
  const stored = await answerOf(gateway, ['PUT', `/v1/notices/${notice}/facts`], FACTS, {
    json: checkNoticeFacts(facts),
  });
  if (stored.digest === noticeFactsDigest(notice, facts)) return stored;
  throw new CustosError('PROOF_INVALID', 'The gateway took other facts of this text than were sent. Publish nothing.');
}
