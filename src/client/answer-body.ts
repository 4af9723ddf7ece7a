import { joined, utf8Decode } from '../core/bytes.ts';
import { CustosError, ERROR_CODES, type ErrorCode, type ErrorDetails } from '../core/errors.ts';
import { within } from '../core/patience.ts';
import { plainText } from '../core/plain-text.ts';

const IDLE_MS = 60_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** How long a whole answer may take that is no stream. */
const ANSWER_MS = 120_000;
const MAX_PROBLEM_BYTES = 100_000;
/** Characters of what a gateway says went wrong: it is a sentence, or a few. */
const MAX_DETAIL = 4_000;

export interface AnswerBounds {
  /** How long nothing may come, in ms; 60,000 unless said. */
  readonly idleMs?: number | undefined;
  /** How long the whole may take, in ms; 120,000 unless said. */
  readonly answerMs?: number | undefined;
  /** 64 MiB unless said. */
  readonly maxBytes?: number | undefined;
}

/** Chunks of a body. GATEWAY_UNREACHABLE where the connection breaks, or where nothing comes for `idleMs`: nobody waits
 *  for ever for a gateway that neither goes on nor ends. */
export async function* chunksOf(response: Response, idleMs = IDLE_MS): AsyncGenerator<Uint8Array, void, undefined> {
  if (!response.body) return;
  const reader = response.body.getReader();
  let isWhole = false;
  try {
    while (true) {
      const { done, value } = await inTime(reader.read(), idleMs);
      isWhole = done;
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: a connection that hangs need not say that it heard. What came whole a browser would call broken off.
    if (!isWhole) reader.cancel().catch(() => undefined);
  }
}

/** The whole body. INPUT_TOO_LARGE beyond `maxBytes`, GATEWAY_UNREACHABLE after `answerMs`; else as `chunksOf`. */
export async function bytesOf(
  response: Response,
  { idleMs = IDLE_MS, answerMs = ANSWER_MS, maxBytes = MAX_ANSWER_BYTES }: AnswerBounds = {},
): Promise<Uint8Array> {
  const until = performance.now() + answerMs;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(response, idleMs)) {
    length += chunk.length;
    if (performance.now() > until)
      throw new CustosError('GATEWAY_UNREACHABLE', `The gateway’s answer took more than ${answerMs / 1000} s.`);
    if (length > maxBytes) throw new CustosError('INPUT_TOO_LARGE', 'The gateway’s answer is too large.');
    chunks.push(chunk);
  }
  return joined(chunks);
}

/** The refusal in a problem document: of what a gateway may say, no more than people can read. */
export async function problemOf(response: Response, idleMs: number): Promise<CustosError> {
  try {
    const body = JSON.parse(utf8Decode(await bytesOf(response, { idleMs, maxBytes: MAX_PROBLEM_BYTES })));
    const { code, detail, details } = body as { code: ErrorCode; detail: unknown; details?: ErrorDetails };
    if (ERROR_CODES.includes(code) && typeof detail === 'string') {
      return new CustosError(code, plainText(detail.slice(0, MAX_DETAIL)), areDetails(details) ? { details } : {});
    }
  } catch {
    // no problem document
  }
  return new CustosError(
    'GATEWAY_UNREACHABLE',
    `${response.url} answers with status ${response.status}, and not as a Custos gateway.`,
  );
}

/** Flat, as this project's are: what is deeper might not be written again. */
function areDetails(details: unknown): details is ErrorDetails {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return false;
  const isPlain = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return Object.values(details).every((value) => (Array.isArray(value) ? value.every(isPlain) : isPlain(value)));
}

async function inTime<Value>(work: Promise<Value>, ms: number): Promise<Value> {
  const late = (): never => {
    throw new Error(`nothing came for ${ms} ms`);
  };
  try {
    return await within(ms, work, { late, isIdle: false });
  } catch (cause) {
    throw new CustosError('GATEWAY_UNREACHABLE', 'The gateway cut the answer off.', { cause });
  }
}
