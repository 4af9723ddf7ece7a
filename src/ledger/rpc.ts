import { CustosError, isCustosError } from '../core/errors.ts';
import { backoff, retried } from '../core/patience.ts';
import { meaningOf } from './refusal.ts';
import { type Answer, failureOf, readAnswers, readBody } from './rpc-answer.ts';

export interface RpcOptions {
  /** http or https. */
  readonly url: string;
  /** Bearer token of the engine, where it has one: the embedded node lets calls with it go first. */
  readonly token?: string | undefined;
  /** Bound of each call, its retries included; 10,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Largest answer that is read; 32 MiB by default. */
  readonly maxResponseBytes?: number | undefined;
  /** Brings requests to the engine; the global fetch by default. */
  readonly fetch?: typeof fetch | undefined;
}

export interface RequestOptions {
  /** Repeats the request when the connection fails: only for what changes nothing. */
  readonly retry?: boolean;
}

interface Waiting {
  readonly id: number;
  readonly method: string;
  /** The request as JSON. */
  readonly text: string;
  readonly retry: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const BATCH = 50;
const BATCH_CHARACTERS = 512 * 1024;
const MOST_RETRIES = 2;

/** JSON-RPC 2.0 over HTTP. Requests of one tick travel together, in the order in which they were made; an engine
 *  that takes no batches gets them one after another.
 *
 *  Rejects with LEDGER_UNREACHABLE (no connection, no answer in time, no JSON-RPC), LEDGER_RANGE_TOO_LARGE (the
 *  engine, or `maxResponseBytes`, refuses that many logs), LEDGER_POOL_FULL, LEDGER_REJECTED (any other refusal). */
export class Rpc {
  readonly #url: string;
  /** What errors call the engine; paths and queries may hold secrets. */
  readonly #name: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;
  readonly #maxBytes: number;
  readonly #fetch: typeof fetch;
  readonly #closing = new AbortController();
  #waiting: Waiting[] = [];
  #batches = true;
  #id = 0;

  constructor(options: RpcOptions) {
    const url = parseUrl(options.url);
    this.#url = url.href;
    this.#name = url.host;
    const { token } = options;
    this.#headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    this.#timeoutMs = options.timeoutMs ?? 10_000;
    this.#maxBytes = options.maxResponseBytes ?? 32 * 1024 * 1024;
    this.#fetch = options.fetch ?? ((...asked) => fetch(...asked));
  }

  request(method: string, params: readonly unknown[] = [], { retry = true }: RequestOptions = {}): Promise<unknown> {
    if (this.#closing.signal.aborted) return Promise.reject(this.#unreachable('the connection was closed'));
    return new Promise((resolve, reject) => {
      const id = ++this.#id;
      const text = JSON.stringify({ jsonrpc: '2.0', id, method, params });
      this.#waiting.push({ id, method, text, retry, resolve, reject });
      if (this.#waiting.length === 1) queueMicrotask(() => this.#flush());
    });
  }

  /** The engine's own answer to a request, or to several at once, both as JSON: for whoever verifies it elsewhere. */
  pass(body: string): Promise<string> {
    return this.#post(body, this.#timeoutMs);
  }

  /** Open requests reject; later ones do too. */
  close(): void {
    this.#closing.abort();
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const retry of [true, false]) {
      for (const batch of batchesOf(waiting.filter((one) => one.retry === retry))) this.#send(batch);
    }
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    try {
      if (batch.length === 1 || !this.#batches) return await this.#sendSingly(batch);
      const answers = await this.#exchange(`[${batch.map(({ text }) => text).join()}]`, batch[0]?.retry ?? false);
      if (!Array.isArray(answers)) {
        this.#batches = false; // a single error object: the engine takes no batches
        return await this.#sendSingly(batch);
      }
      await this.#settleAll(batch, answers);
    } catch (error) {
      if (batch.length > 1 && isCustosError(error, 'INPUT_TOO_LARGE')) return await this.#sendHalves(batch);
      for (const one of batch) one.reject(isTooLarge(error, one.method) ? rangeTooLarge(error) : error);
    }
  }

  /** What the engine left out because the answer grew too large is asked again, by itself. */
  async #settleAll(batch: readonly Waiting[], answers: readonly Answer[]): Promise<void> {
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    const left = batch.filter((one) => isLeftOut(one, byId.get(one.id)));
    const again = left.length < batch.length ? left : [];
    for (const one of batch) if (!again.includes(one)) this.#settle(one, byId.get(one.id));
    if (again.length > 0) await this.#send(again);
  }

  /** Each request would be taken alone; together they, or their answers, are larger than one side takes. */
  async #sendHalves(batch: readonly Waiting[]): Promise<void> {
    const half = Math.ceil(batch.length / 2);
    await this.#send(batch.slice(0, half));
    await this.#send(batch.slice(half));
  }

  async #sendSingly(batch: readonly Waiting[]): Promise<void> {
    for (const one of batch) {
      try {
        const answer = await this.#exchange(one.text, one.retry);
        this.#settle(one, Array.isArray(answer) ? answer[0] : answer);
      } catch (error) {
        one.reject(isTooLarge(error, one.method) ? rangeTooLarge(error) : error);
      }
    }
  }

  #settle(one: Waiting, answer: Answer | undefined): void {
    if (answer === undefined) one.reject(this.#unreachable('it left a request without an answer'));
    else if (answer.error !== undefined) one.reject(failureOf(one.method, answer.error));
    else one.resolve(answer.result);
  }

  async #exchange(body: string, retry: boolean): Promise<Answer | readonly Answer[]> {
    const until = performance.now() + this.#timeoutMs;
    const left = () => Math.ceil(until - performance.now());
    const again = (error: unknown, failures: number) =>
      retry && failures < MOST_RETRIES && backoff(failures) < left() && isCustosError(error, 'LEDGER_UNREACHABLE');
    const post = async () => readAnswers(await this.#post(body, Math.max(1, left())));
    return await retried(post, again, { signal: this.#closing.signal });
  }

  async #post(body: string, timeoutMs: number): Promise<string> {
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const headers = this.#headers;
      const response = await this.#fetch(this.#url, { method: 'POST', headers, body, signal, redirect: 'error' });
      if (response.status === 413) throw new CustosError('INPUT_TOO_LARGE', 'The ledger refuses a request that large.');
      if (response.status === 429) throw this.#unreachable('it answers too many requests with HTTP 429');
      const text = await readBody(response, this.#maxBytes);
      // Some engines answer refusals with 4xx and a JSON-RPC body.
      if (response.status >= 500 || (!response.ok && !text.startsWith('{'))) {
        throw this.#unreachable(`it answered HTTP ${response.status}`);
      }
      return text;
    } catch (cause) {
      if (cause instanceof CustosError) throw cause;
      const late = cause instanceof Error && cause.name === 'TimeoutError';
      throw this.#unreachable(late ? `no answer within ${this.#timeoutMs} ms` : reasonOf(cause), cause);
    }
  }

  #unreachable(reason: string, cause?: unknown): CustosError {
    const message = `The ledger at ${this.#name} cannot be reached: ${reason}. Check that its node runs, and the URL.`;
    return new CustosError('LEDGER_UNREACHABLE', message, { cause });
  }
}

/** Bounds the bytes too: engines refuse large bodies. */
function batchesOf(waiting: readonly Waiting[]): Waiting[][] {
  const batches: Waiting[][] = [];
  let size = 0;
  for (const one of waiting) {
    const last = batches.at(-1);
    size += one.text.length;
    if (last && last.length < BATCH && size <= BATCH_CHARACTERS) last.push(one);
    else {
      batches.push([one]);
      size = one.text.length;
    }
  }
  return batches;
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '') return url;
  throw new CustosError('CONFIG_INVALID', 'The ledger needs an http or https URL without user name and password.');
}

/** Says `ECONNREFUSED` and the like; the message of the cause may hold the URL. */
function reasonOf(cause: unknown): string {
  const code = cause instanceof Error ? (cause.cause as { code?: unknown } | undefined)?.code : undefined;
  return typeof code === 'string' ? code : 'the connection failed';
}

/** How go-ethereum, and the embedded node, end a batch whose answer is full. The code alone means other things too. */
function isLeftOut({ method }: Waiting, answer: Answer | undefined): boolean {
  const { code, message } = (answer?.error ?? {}) as { code?: unknown; message?: unknown };
  return typeof message === 'string' && meaningOf(method, code, message) === 'full';
}

function isTooLarge(error: unknown, method: string): boolean {
  return method === 'eth_getLogs' && isCustosError(error, 'INPUT_TOO_LARGE');
}

function rangeTooLarge(cause: unknown): CustosError {
  return new CustosError('LEDGER_RANGE_TOO_LARGE', 'The range holds more events than one answer may.', { cause });
}
