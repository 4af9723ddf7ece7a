import { type Bytes, concat, fromBase64, toBase64, toHex, utf8Decode } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import type { Address, Digest } from '../../core/ids.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { GatewayRecords, KeptNotice, NoticeType } from '../records/gateway-records.ts';

export const MAX_NOTICE_BYTES = 16 * 1024 * 1024;
/** In base64 a record holds it. */
const PART_BYTES = 2 * 1024 * 1024;
const TITLE_LENGTH = 200;

interface NoticeDeps {
  readonly kept: Pick<GatewayRecords, 'notices' | 'noticeParts'>;
  readonly state: LedgerState;
  readonly holder: Address;
}

/** The information texts that consents name by their digests, sealed at rest. What a text says counts by its digest on the
 *  ledger, and by nothing that is kept here. */
export class Notices {
  readonly #deps: NoticeDeps;

  constructor(deps: NoticeDeps) {
    this.#deps = deps;
  }

  /** Durable once resolved. INPUT_INVALID where the text is not that of the digest, or not of its type. */
  async keep(digest: Digest, mediaType: NoticeType, text: Bytes): Promise<void> {
    if (text.length === 0 || toHex(domainHash('notice', text)) !== digest) {
      throw new CustosError('INPUT_INVALID', 'The text is not the one of this digest. Nothing was kept.');
    }
    const title = titleOf(mediaType, text);
    const { notices, noticeParts } = this.#deps.kept;
    for (const [i, part] of partsOf(text).entries()) await noticeParts.put(`${digest}/${i}`, toBase64(part));
    await notices.put(digest, { mediaType, bytes: text.length, title });
  }

  /** All that the holder or the consortium published, with what is kept of each. */
  async list() {
    const { kept, state, holder } = this.#deps;
    const all = [...state.index.members.noticesFor(holder)];
    return Promise.all(
      all.map(async ({ withdrawnAt, ...one }) => ({
        ...one,
        withdrawnAt: withdrawnAt ?? 0,
        ...(await kept.notices.get(one.notice)),
      })),
    );
  }

  /** NOT_FOUND where it is not published, was withdrawn, or its text is not kept here. */
  async read(digest: Digest): Promise<{ readonly kept: KeptNotice; readonly text: Bytes }> {
    const { state, holder, kept } = this.#deps;
    const published = state.index.members.notices(digest, holder);
    if (published.length === 0) throw notShown('has not been published by this holder or the consortium');
    if (published.every(({ withdrawnAt }) => withdrawnAt !== undefined)) throw notShown('was withdrawn');
    const found = await kept.notices.get(digest);
    if (found === undefined) throw notShown('is not kept here: ask the holder for it, and compare its digest');
    const parts: Bytes[] = [];
    for (let i = 0; i * PART_BYTES < found.bytes; i++) {
      parts.push(fromBase64((await kept.noticeParts.get(`${digest}/${i}`)) ?? ''));
    }
    const text = concat(...parts);
    if (toHex(domainHash('notice', text)) === digest) return { kept: found, text };
    throw new CustosError('STORE_CORRUPT', 'The text that is kept is not the one of its digest. Publish it again.');
  }
}

function partsOf(text: Bytes): Bytes[] {
  const count = Math.ceil(text.length / PART_BYTES);
  return Array.from({ length: count }, (_, i) => text.subarray(i * PART_BYTES, (i + 1) * PART_BYTES));
}

/** INPUT_INVALID for bytes that are not of the type. */
function titleOf(mediaType: NoticeType, text: Bytes): string {
  if (mediaType === 'application/pdf') {
    if (utf8Prefix(text, 5) === '%PDF-') return '';
    throw new CustosError('INPUT_INVALID', 'The text is no PDF: it does not begin with %PDF-.');
  }
  const plain = readable(text);
  const lines = (mediaType === 'text/html' ? plain.replace(/<[^>]*>/g, '\n') : plain).split(/\r\n|\n|\r/);
  return (lines.map((line) => line.replace(/^#+/, '').trim()).find((line) => line !== '') ?? '').slice(0, TITLE_LENGTH);
}

function readable(text: Bytes): string {
  try {
    const plain = utf8Decode(text);
    if (!plain.includes('\0')) return plain;
  } catch {
    // said below
  }
  throw new CustosError(
    'INPUT_INVALID',
    'The text is not UTF-8. Save it as UTF-8; its digest is that of the bytes then.',
  );
}

function utf8Prefix(bytes: Bytes, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}

function notShown(why: string): CustosError {
  return new CustosError('NOT_FOUND', `The text ${why}.`);
}
