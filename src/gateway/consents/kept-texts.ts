import { type Bytes, concat, fromBase64, toBase64, toHex } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import type { Digest } from '../../core/ids.ts';
import { isPdf, type NoticeType, noticeText } from '../../core/notice.ts';
import type { KeptText, TextTables } from '../records/gateway-records.ts';

/** In base64 a record holds it. */
const PART_BYTES = 2 * 1024 * 1024;
const TITLE_LENGTH = 200;

/** Texts that the ledger names by digests, sealed at rest. What a text says counts by its digest on the ledger, and by nothing
 *  that is kept here. */
export class KeptTexts {
  readonly #tables: TextTables;
  readonly #domain: 'notice' | 'terms';

  /** `domain`: of the digests. */
  constructor(tables: TextTables, domain: 'notice' | 'terms') {
    this.#tables = tables;
    this.#domain = domain;
  }

  /** Durable once resolved. INPUT_INVALID where the text is not that of the digest, or not of its type. */
  async keep(digest: Digest, mediaType: NoticeType, text: Bytes): Promise<void> {
    if (text.length === 0 || this.#digestOf(text) !== digest) {
      throw new CustosError('INPUT_INVALID', 'The text is not the one of this digest. Nothing was kept.');
    }
    const title = titleOf(mediaType, text);
    const { texts, parts } = this.#tables;
    for (const [i, part] of partsOf(text).entries()) await parts.put(`${digest}/${i}`, toBase64(part));
    await texts.put(digest, { mediaType, bytes: text.length, title });
  }

  /** What is kept of a text; undefined where it is not. */
  about(digest: Digest): Promise<KeptText | undefined> {
    return this.#tables.texts.get(digest);
  }

  /** Undefined where it is not kept; STORE_CORRUPT where what is kept is another one. */
  async read(digest: Digest): Promise<{ readonly kept: KeptText; readonly text: Bytes } | undefined> {
    const found = await this.about(digest);
    if (found === undefined) return undefined;
    const parts: Bytes[] = [];
    for (let i = 0; i * PART_BYTES < found.bytes; i++) {
      parts.push(fromBase64((await this.#tables.parts.get(`${digest}/${i}`)) ?? ''));
    }
    const text = concat(...parts);
    if (this.#digestOf(text) === digest) return { kept: found, text };
    throw new CustosError('STORE_CORRUPT', 'The text that is kept is not the one of its digest. Hand it over again.');
  }

  #digestOf(text: Bytes): Digest {
    return toHex(domainHash(this.#domain, text)) as Digest;
  }
}

function partsOf(text: Bytes): Bytes[] {
  const count = Math.ceil(text.length / PART_BYTES);
  return Array.from({ length: count }, (_, i) => text.subarray(i * PART_BYTES, (i + 1) * PART_BYTES));
}

/** INPUT_INVALID for bytes that are not of the type. */
function titleOf(mediaType: NoticeType, text: Bytes): string {
  if (mediaType === 'application/pdf') {
    if (isPdf(text)) return '';
    throw new CustosError('INPUT_INVALID', 'The text is no PDF: it does not begin with %PDF-.');
  }
  const plain = readable(text);
  const lines = (mediaType === 'text/html' ? plain.replace(/<[^>]*>/g, '\n') : plain).split(/\r\n|\n|\r/);
  return (lines.map((line) => line.replace(/^#+/, '').trim()).find((line) => line !== '') ?? '').slice(0, TITLE_LENGTH);
}

function readable(text: Bytes): string {
  const plain = noticeText(text);
  if (plain !== undefined) return plain;
  throw new CustosError(
    'INPUT_INVALID',
    isPdf(text)
      ? 'The text is a PDF. Hand it over as application/pdf.'
      : 'The text is not UTF-8. Save it as UTF-8; its digest is that of the bytes then.',
  );
}
