import type { GatewayClient } from '../client/gateway-client.ts';
import { toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { domainHash } from '../core/hash.ts';
import type { Digest } from '../core/ids.ts';
import { ownCommand } from './own-command.ts';

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

const MIN_PREFIX = 4;

export async function listNotices(gateway: GatewayClient): Promise<NoticeAnswer[]> {
  return gateway.list<'notices', NoticeAnswer>('/v1/notices', 'notices');
}

/** The digest that a text begins, or is: NOT_FOUND where no notice has it, INPUT_INVALID where several do. */
export async function noticeNamed(gateway: GatewayClient, typed: string): Promise<Digest> {
  const begin = `0x${typed.toLowerCase().replace(/^0x/, '')}`;
  if (!/^0x[0-9a-f]*$/.test(begin) || begin.length < 2 + MIN_PREFIX) {
    throw new CustosError(
      'INPUT_INVALID',
      `“${typed}” is no digest, nor the beginning of one (${MIN_PREFIX} digits or more).`,
    );
  }
  const found = new Set(
    (await listNotices(gateway)).map(({ notice }) => notice).filter((one) => one.startsWith(begin)),
  );
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    throw new CustosError(
      'NOT_FOUND',
      `No published notice begins with ${begin}. ${ownCommand('notice list')} shows what there is.`,
    );
  }
  throw new CustosError(
    'INPUT_INVALID',
    `${found.size} notices begin with ${begin}: ${[...found].join(', ')}. Give more of it.`,
  );
}

/** PROOF_INVALID where the gateway gives another text than the digest's: nothing of it may be shown. */
export async function readNotice(gateway: GatewayClient, notice: Digest): Promise<NoticeText> {
  const { response } = await gateway.send('GET', `/v1/notices/${notice}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (toHex(domainHash('notice', bytes)) !== notice) {
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
