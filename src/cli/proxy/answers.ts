import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromHex } from '../../core/bytes.ts';
import { CustosError, type ErrorCode, isCustosError } from '../../core/errors.ts';
import { fhirType, itemName } from '../../core/item-name.ts';
import { plainJson } from '../../core/plain-text.ts';
import { type Admission, requireOwnCaller } from './caller.ts';
import type { PermittedData } from './permitted-data.ts';
import { tarEnd, tarFill, tarHeader } from './tar.ts';
import type { VerifiedItem } from './verified-items.ts';

/** As the gateway answers them; whatever else goes wrong lies behind this address. */
const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  ACCESS_REFUSED: 403,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  INPUT_INVALID: 400,
  RATE_LIMITED: 429,
  SESSION_REQUIRED: 401,
  SESSION_INVALID: 401,
  SESSION_EXPIRED: 401,
};
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;

export interface Answering {
  readonly data: PermittedData;
  /** What the caller is told at `/`. */
  readonly about: () => object;
  readonly admission: () => Admission;
  /** Tells whoever watches the command what was broken off. */
  readonly remark: (line: string) => void;
}

interface Call {
  readonly data: PermittedData;
  readonly response: ServerResponse;
  /** Aborted once the caller has gone. */
  readonly signal: AbortSignal;
}

/** Answers `/`, `/items`, `/items/N` and `/items.tar`, and nothing else. What cannot be answered is `{"error": …}` with a
 *  status; what fails on the way breaks the connection off, so that no caller takes a part for the whole. */
export function answering({ data, about, admission, remark }: Answering): RequestListener {
  return (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const call = { data, response, signal: gone.signal };
    void answer(request, call, about, admission()).catch((error: unknown) => {
      // Whoever went away is no failure.
      if (gone.signal.aborted && !isCustosError(error)) return;
      if (!response.headersSent) return fail(response, error);
      remark(`${request.url ?? ''} was broken off: ${error instanceof Error ? error.message : error}`);
      response.destroy();
    });
  };
}

async function answer(request: IncomingMessage, call: Call, about: () => object, admission: Admission): Promise<void> {
  await requireOwnCaller(request, admission);
  const path = request.url ?? '';
  const [, item] = /^\/items\/(0|[1-9]\d{0,8})$/.exec(path) ?? [];
  if (item !== undefined) return answerItem(call, Number(item));
  if (path === '/items.tar') return answerArchive(call, request.httpVersion);
  if (path === '/items') return answerList(call);
  if (path !== '/') throw nothingThere();
  const { count, bytes, withheld } = await call.data.permitted(call.signal);
  await send(call, 'application/json', [`${plainJson({ ...about(), items: count, bytes, withheld }, 2)}\n`]);
}

async function answerList(call: Call): Promise<void> {
  const { ranges } = await call.data.permitted(call.signal);
  await send(call, 'application/x-ndjson', listLines(ranges));
}

function* listLines(ranges: readonly (readonly [number, number])[]): Generator<string> {
  for (const [first, last] of ranges) {
    for (let item = first; item <= last; item++) yield `${JSON.stringify({ item, path: `/items/${item}` })}\n`;
  }
}

async function answerItem(call: Call, number: number): Promise<void> {
  for await (const verified of call.data.items(call.signal, number)) {
    const { item, entry } = verified;
    const { mediaType, size, digest } = item.leaf;
    call.response.setHeader('Content-Length', size);
    call.response.setHeader('Content-Disposition', `attachment; filename="${nameOf(verified)}"`);
    call.response.setHeader('Repr-Digest', `sha-256=:${Buffer.from(fromHex(digest, 32)).toString('base64')}:`);
    call.response.setHeader('Custos-Entry', entry);
    const type = MEDIA_TYPE.test(mediaType) ? mediaType : 'application/octet-stream';
    await send(call, type, verified.bytes());
    return;
  }
  throw new CustosError('NOT_FOUND', `Item ${number} is not among those that you may have now: /items lists these.`);
}

/** Once the first item is verified, so that a refusal is answered as one. */
async function answerArchive(call: Call, httpVersion: string): Promise<void> {
  if (httpVersion === '1.0') {
    throw new CustosError('INPUT_INVALID', 'In HTTP/1.0 an archive that is cut off looks whole. Use HTTP/1.1.');
  }
  const items = call.data.items(call.signal);
  const first = await items.next();
  if (first.done) throw new CustosError('NOT_FOUND', 'There is nothing that you may have now.');
  await send(call, 'application/x-tar', archive(first.value, items));
}

async function* archive(first: VerifiedItem, more: AsyncIterable<VerifiedItem>): AsyncGenerator<Uint8Array> {
  yield* archived(first);
  for await (const item of more) yield* archived(item);
  yield tarEnd();
}

async function* archived(verified: VerifiedItem): AsyncGenerator<Uint8Array> {
  const { size } = verified.item.leaf;
  yield tarHeader(nameOf(verified), size);
  yield* verified.bytes();
  yield tarFill(size);
}

function nameOf({ item, head }: VerifiedItem): string {
  const { mediaType } = item.leaf;
  return itemName(item.index, mediaType, fhirType(mediaType, head));
}

async function send(
  { response, signal }: Call,
  type: string,
  body: Iterable<string> | AsyncIterable<Uint8Array>,
): Promise<void> {
  response.writeHead(200, { 'Content-Type': type, ...ALWAYS });
  await pipeline(Readable.from(body), response, { signal });
}

const ALWAYS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

function fail(response: ServerResponse, caught: unknown): void {
  const error = isCustosError(caught) ? caught : new CustosError('INTERNAL', 'The command failed.', { cause: caught });
  const allow = error.code === 'METHOD_NOT_ALLOWED' ? { Allow: 'GET' } : {};
  const status = STATUS[error.code] ?? 502;
  response.writeHead(status, { 'Content-Type': 'application/json', ...ALWAYS, ...allow });
  response.end(`${plainJson({ error }, 2)}\n`);
}

function nothingThere(): CustosError {
  return new CustosError('NOT_FOUND', 'There is nothing here. There is /, /items, /items/NUMBER and /items.tar.');
}
