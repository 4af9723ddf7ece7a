import { joined, utf8Decode } from '../../core/bytes.ts';
import { ifReadable } from '../../core/errors.ts';
import { MAX_EVIDENCE_BYTES } from '../../core/evidence.ts';
import type { LogId } from '../../core/ids.ts';
import { MAX_NOTE_BYTES } from '../../core/note.ts';
import { plainText } from '../../core/plain-text.ts';
import { TILE_WIDTH, tilePath } from '../../core/tiles.ts';
import { Patience, type Tried } from './patience.ts';
import type { Fetched, LogSource } from './sources.ts';

export interface HttpLogOptions {
  /** Headers for a request, such as a DPoP session's. Called anew for each one: a proof counts once. */
  readonly authorize?: (method: string, url: string) => Promise<Record<string, string>> | Record<string, string>;
  /** Told that the headers were not taken, once a request; then it is made again. A gateway that starts anew has
   *  forgotten its sessions. */
  readonly renew?: () => void;
  /** For the first answers, from the request to the last byte; what is too slow is asked again with more time. Default
   *  30,000. */
  readonly timeoutMs?: number;
  /** For how long in a row nothing may be answered, before nothing more is asked. Default 300,000. */
  readonly patienceMs?: number;
  /** Default: the global fetch. */
  readonly fetch?: typeof fetch;
}

const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + 65_535);
/** 4,096 rows of some 6 KiB, and as many grants. */
const MAX_OPENING_BYTES = 48 * 1024 * 1024;
/** Of an answer that refuses, what may be read to say why. */
const MAX_REFUSAL_BYTES = 16 * 1024;
const MAX_REASON = 300;
const TIMEOUT_MS = 30_000;
const PATIENCE_MS = 300_000;

/** A log as its gateway serves it: C2SP tiles under `/log`, evidence and openings under `/v1/log/entries`. Answers
 *  are bounded in size and time and asked for again where that may help, redirects refused; a bad endpoint gives
 *  `failed`, never an exception. Evidence and openings are asked for only with `authorize`. */
export function httpLog(baseUrl: string, logId: LogId, options: HttpLogOptions = {}): LogSource {
  const base = baseUrl.replace(/\/+$/, '');
  const patience = new Patience(options.timeoutMs ?? TIMEOUT_MS, options.patienceMs ?? PATIENCE_MS);
  const get = (path: string, max: number): Promise<Fetched> => {
    const url = `${base}${path}`;
    let isRenewed = false;
    return patience.ask(url, async (limitMs) => {
      const tried = await download(url, max, limitMs, options);
      if (tried.status !== 401 || options.renew === undefined || isRenewed) return tried;
      isRenewed = true;
      options.renew();
      return { ...tried, isWorthRepeating: true };
    });
  };
  const open: LogSource = {
    logId,
    checkpoint: () => get('/log/checkpoint', MAX_NOTE_BYTES),
    bundle: (index, width) => get(`/log/${tilePath({ level: 'entries', index, width })}`, MAX_BUNDLE_BYTES),
    leafTile: (index, width) => get(`/log/${tilePath({ level: 0, index, width })}`, TILE_WIDTH * 32),
  };
  if (options.authorize === undefined) return open;
  return {
    ...open,
    evidence: (seq) => get(`/v1/log/entries/${seq}/evidence`, MAX_EVIDENCE_BYTES),
    openings: (seq) => get(`/v1/log/entries/${seq}/openings`, MAX_OPENING_BYTES),
  };
}

type Answer = Tried & { readonly status?: number };

async function download(url: string, max: number, limitMs: number, options: HttpLogOptions): Promise<Answer> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const headers = (await options.authorize?.('GET', url)) ?? {};
    const response = await (options.fetch ?? fetch)(url, { headers, signal, redirect: 'error' });
    if (response.status !== 200) return await refusal(response, url);
    const bytes = await readBounded(response, max);
    if (bytes !== undefined) return { fetched: { kind: 'bytes', bytes } };
    return { fetched: { kind: 'failed', reason: `the answer has more than ${max} bytes`, url } };
  } catch (error) {
    if (signal.aborted) {
      const reason = `it did not answer in ${Math.ceil(limitMs / 1000)} s`;
      return { fetched: { kind: 'failed', reason, url }, isWorthRepeating: true, wasSlow: true };
    }
    return { fetched: { kind: 'failed', reason: troubleOf(error), url }, isWorthRepeating: true };
  }
}

const KINDS = new Map<number, 'denied' | 'absent'>([
  [401, 'denied'],
  [403, 'denied'],
  [404, 'absent'],
  [410, 'absent'],
]);

async function refusal(response: Response, url: string): Promise<Answer> {
  const { status } = response;
  const said = detailOf(await readBounded(response, MAX_REFUSAL_BYTES));
  const reason = `it answered ${status}${said === undefined ? '' : `: ${said}`}`;
  const isWorthRepeating = status >= 500 || status === 408 || status === 429;
  return { status, isWorthRepeating, fetched: { kind: KINDS.get(status) ?? 'failed', reason, url } };
}

/** What a problem (RFC 9457) says to people, if the answer is one. */
function detailOf(body: Uint8Array | undefined): string | undefined {
  const problem = ifReadable(() => {
    try {
      return JSON.parse(utf8Decode(body ?? new Uint8Array())) as { detail?: unknown } | null;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  });
  const detail = problem?.detail;
  return typeof detail === 'string' ? plainText(detail).slice(0, MAX_REASON).replace(/\.$/, '') : undefined;
}

/** Of what fetch throws, the cause says more than "fetch failed". */
function troubleOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  const told = cause instanceof Error && cause.message !== '' ? cause : error;
  return `the request failed (${plainText(told instanceof Error ? told.message : 'unknown').slice(0, MAX_REASON)})`;
}

/** Undefined where there is more. */
async function readBounded(response: Response, max: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body.
    if (length > max) return undefined;
    chunks.push(chunk);
  }
  return joined(chunks);
}
