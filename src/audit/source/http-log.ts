import { MAX_EVIDENCE_BYTES } from '../../core/evidence.ts';
import type { LogId } from '../../core/ids.ts';
import { MAX_NOTE_BYTES } from '../../core/note.ts';
import { TILE_WIDTH, tilePath } from '../../core/tiles.ts';
import type { Fetched, LogSource } from './sources.ts';

export interface HttpLogOptions {
  /** Headers for a request, such as a DPoP session's. Called anew for each one: a proof counts once. */
  readonly authorize?: (method: string, url: string) => Promise<Record<string, string>> | Record<string, string>;
  /** For one answer, from the request to its last byte. Default 30,000. */
  readonly timeoutMs?: number;
  /** Default: the global fetch. */
  readonly fetch?: typeof fetch;
}

const MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + 65_535);
/** 4,096 rows of some 6 KiB, and as many grants. */
const MAX_OPENING_BYTES = 48 * 1024 * 1024;
const TIMEOUT_MS = 30_000;

/** A log as its gateway serves it: C2SP tiles under `/log`, evidence and openings under `/v1/log/entries`. Answers
 *  are bounded in size and time, redirects refused; a bad endpoint gives `failed`, never an exception. Evidence and
 *  openings are asked for only with `authorize`. */
export function httpLog(baseUrl: string, logId: LogId, options: HttpLogOptions = {}): LogSource {
  const base = baseUrl.replace(/\/+$/, '');
  const get = (path: string, max: number) => download(`${base}${path}`, max, options);
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

async function download(url: string, max: number, options: HttpLogOptions): Promise<Fetched> {
  try {
    const headers = (await options.authorize?.('GET', url)) ?? {};
    const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
    const response = await (options.fetch ?? fetch)(url, { headers, signal, redirect: 'error' });
    if (response.status === 401 || response.status === 403) return refuse(response, 'denied');
    if (response.status === 404 || response.status === 410) return refuse(response, 'absent');
    if (response.status !== 200) return refuse(response, 'failed');
    return await readBounded(response, max);
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : 'the request failed' };
  }
}

async function refuse(response: Response, kind: 'denied' | 'absent' | 'failed'): Promise<Fetched> {
  await response.body?.cancel();
  return { kind, reason: `the endpoint answered ${response.status}` };
}

async function readBounded(response: Response, max: number): Promise<Fetched> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body.
    if (length > max) return { kind: 'failed', reason: `the answer has more than ${max} bytes` };
    chunks.push(chunk);
  }
  return { kind: 'bytes', bytes: new Uint8Array(Buffer.concat(chunks, length)) };
}
