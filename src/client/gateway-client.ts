import { toHex, utf8 } from '../core/bytes.ts';
import { CustosError, ERROR_CODES, type ErrorCode, type ErrorDetails, isCustosError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import type { Address, Digest } from '../core/ids.ts';
import { routeDigest } from '../core/request.ts';
import { createProofKey, type ProofKey } from './proof-key.ts';
import { signInMessage } from './sign-in-message.ts';

const SESSION_MS = 3_600_000;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Whoever signs in: a wallet, a key file. */
export interface Account {
  readonly address: Address;
  /** EIP-191 signature over the text, hex. */
  signMessage(text: string): Promise<string>;
}

export interface GatewayClientOptions {
  /** Base URL of the gateway, as registered on chain. */
  readonly endpoint: string;
  /** Without an account only the public routes can be called. */
  readonly account?: Account;
  /** How long the head of an answer may take; 60 s unless said. */
  readonly timeoutMs?: number;
}

export interface CallOptions {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly bytes?: { readonly type: string; readonly body: Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
  /** Digest of the access request, where the route takes one. */
  readonly bind?: Uint8Array;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

interface OpenSession {
  readonly token: string;
  readonly expires: number;
  readonly key: ProofKey;
}

/** Speaks to one gateway as one account. It signs in when it must, makes a proof for each request, and signs in anew,
 *  once, when the gateway lost the session. Refusals come as CustosError with the gateway's code. */
export class GatewayClient {
  readonly endpoint: string;
  readonly account: Account | undefined;
  readonly #timeoutMs: number;
  #session: Promise<OpenSession> | undefined;

  constructor(options: GatewayClientOptions) {
    this.endpoint = options.endpoint.replace(/\/+$/, '');
    this.account = options.account;
    this.#timeoutMs = options.timeoutMs ?? 60_000;
  }

  /** JSON of a 2xx answer; undefined where it has no body. */
  async json<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const bytes = await this.bytes(method, path, options);
    if (bytes.length === 0) return undefined as Answer;
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as Answer;
    } catch (cause) {
      throw new CustosError('GATEWAY_UNREACHABLE', `${this.endpoint} does not answer as a Custos gateway.`, { cause });
    }
  }

  /** All members of a list that comes in pages. */
  async list<Name extends string, Item>(path: string, name: Name, options: CallOptions = {}): Promise<Item[]> {
    const found: Item[] = [];
    for (let from: number | undefined = 0; from !== undefined; ) {
      const query = { ...options.query, from };
      const page: Record<Name, Item[]> & { next?: number } = await this.json('GET', path, { ...options, query });
      found.push(...page[name]);
      from = page.next;
    }
    return found;
  }

  async bytes(method: string, path: string, options: CallOptions = {}): Promise<Uint8Array> {
    const response = await this.fetch(method, path, options);
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of chunksOf(response)) {
      length += chunk.length;
      if (length > MAX_ANSWER_BYTES) throw new CustosError('INPUT_TOO_LARGE', 'The gateway’s answer is too large.');
      chunks.push(chunk);
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  /** A 2xx answer whose body is still to be read. */
  async fetch(method: string, path: string, options: CallOptions = {}): Promise<Response> {
    try {
      return await this.#send(method, path, options);
    } catch (error) {
      const lost = isCustosError(error, 'SESSION_INVALID', 'SESSION_EXPIRED') && this.account !== undefined;
      if (!lost) throw error;
      this.#session = undefined;
      return this.#send(method, path, options);
    }
  }

  /** Headers of one GET without a body, for readers that fetch by themselves. */
  async authorize(url: string): Promise<Record<string, string>> {
    return this.account ? this.#authorize('GET', new URL(url), undefined, undefined) : {};
  }

  /** Signs in now, so that a wrong key shows at once. */
  async signIn(): Promise<void> {
    await this.#open();
  }

  async #send(method: string, path: string, options: CallOptions): Promise<Response> {
    const url = new URL(this.endpoint + path);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const body = options.bytes?.body ?? (options.json === undefined ? undefined : utf8(JSON.stringify(options.json)));
    const headers: Record<string, string> = { ...options.headers };
    if (body) headers['Content-Type'] = options.bytes?.type ?? 'application/json';
    if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
    if (this.account) Object.assign(headers, await this.#authorize(method, url, body, options.bind));
    return this.#request(
      url,
      { method, headers, ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}) },
      options.signal,
    );
  }

  async #authorize(
    method: string,
    url: URL,
    body: Uint8Array | undefined,
    bind: Uint8Array | undefined,
  ): Promise<Record<string, string>> {
    const { token, key } = await this.#open();
    const digest = toHex(sha256(body ?? new Uint8Array())) as Digest;
    const request = bind ?? routeDigest({ method, path: url.pathname + url.search, body: digest });
    const target = { method, url: url.origin + url.pathname, token, request };
    return { Authorization: `DPoP ${token}`, DPoP: await key.prove(target) };
  }

  async #open(): Promise<OpenSession> {
    const session = await this.#session?.catch(() => undefined);
    if (session && session.expires > Date.now() + 5_000) return session;
    this.#session = this.#signIn();
    return this.#session;
  }

  async #signIn(): Promise<OpenSession> {
    if (!this.account) throw new CustosError('SESSION_REQUIRED', 'This needs an account to sign in with.');
    const key = await createProofKey();
    const challenge = await this.#post<{ nonce: string; domain: string; uri: string; chainId: number }>(
      '/v1/auth/challenge',
      undefined,
    );
    if (challenge.uri !== this.endpoint) {
      throw new CustosError(
        'LEDGER_MISMATCH',
        `${this.endpoint} calls itself ${challenge.uri}. Use that address, if it is the gateway you mean.`,
      );
    }
    const now = new Date();
    const message = signInMessage({
      ...challenge,
      address: this.account.address,
      thumbprint: key.thumbprint,
      issuedAt: now,
      expires: new Date(now.getTime() + SESSION_MS),
    });
    const signature = await this.account.signMessage(message);
    const { token, expires } = await this.#post<{ token: string; expires: number }>('/v1/auth/session', {
      message,
      signature,
    });
    return { token, expires, key };
  }

  async #post<Answer>(path: string, json: unknown): Promise<Answer> {
    const body =
      json === undefined ? {} : { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } };
    const response = await this.#request(new URL(this.endpoint + path), { method: 'POST', ...body }, undefined);
    return (await response.json()) as Answer;
  }

  async #request(url: URL, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), this.#timeoutMs);
    const signals = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
    let response: Response;
    try {
      response = await fetch(url, { ...init, signal: signals, redirect: 'error' });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      const reason = reasonOf(cause);
      throw new CustosError(
        'GATEWAY_UNREACHABLE',
        `No gateway answers at ${this.endpoint} (${reason}). Is it running?`,
        {
          cause,
          details: { reason },
        },
      );
    } finally {
      clearTimeout(timer);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

/** Chunks of a body; a broken connection is GATEWAY_UNREACHABLE. */
export async function* chunksOf(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (cause) {
    throw new CustosError('GATEWAY_UNREACHABLE', 'The gateway cut the answer off.', { cause });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** What the network said, such as ECONNREFUSED. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: unknown } };
  if (typeof cause?.code === 'string') return cause.code;
  return name === 'AbortError' ? 'no answer in time' : 'no connection';
}

async function problemOf(response: Response): Promise<CustosError> {
  const text = (await response.text().catch(() => '')).slice(0, 100_000);
  try {
    const { code, detail, details } = JSON.parse(text) as { code: ErrorCode; detail: string; details?: ErrorDetails };
    if (ERROR_CODES.includes(code)) return new CustosError(code, detail, details ? { details } : {});
  } catch {
    // no problem document
  }
  return new CustosError(
    'GATEWAY_UNREACHABLE',
    `${response.url} answers with status ${response.status}, and not as a Custos gateway.`,
  );
}
