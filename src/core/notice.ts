import { type Bytes, toHex, utf8, utf8Decode } from './bytes.ts';
import { isCustosError } from './errors.ts';
import { domainHash } from './hash.ts';
import type { Digest } from './ids.ts';

/** What an information text may be handed over as. The digest does not cover it, so that what anybody is shown hangs on the
 *  bytes alone: `noticeText`. */
export const NOTICE_TYPES = ['text/plain', 'text/markdown', 'text/html', 'application/pdf'] as const;
export type NoticeType = (typeof NOTICE_TYPES)[number];

/** As long as an information text may be. */
export const MAX_NOTICE_BYTES = 16 * 1024 * 1024;

const PDF = utf8('%PDF-');

/** What stands on chain for an information text: the digest of its exact bytes. */
export function noticeDigest(notice: string | Bytes): Digest {
  return toHex(domainHash('notice', typeof notice === 'string' ? utf8(notice) : notice)) as Digest;
}

/** The text that the bytes are, to be shown as text whatever it holds; undefined for a PDF, and for all that is not UTF-8 or
 *  holds a zero, which is saved and never rendered. */
export function noticeText(bytes: Bytes): string | undefined {
  if (isPdf(bytes)) return undefined;
  try {
    const text = utf8Decode(bytes);
    return text.includes('\0') ? undefined : text.replace(/^\ufeff/, '');
  } catch (error) {
    if (isCustosError(error)) return undefined;
    throw error;
  }
}

export function isPdf(bytes: Bytes): boolean {
  return PDF.every((byte, i) => bytes[i] === byte);
}
