import { encodeAssertion, readAssertion, sessionChallenge } from '../core/assertion.ts';
import { isPasskeySignature } from '../core/assertion-fault.ts';
import { type Bytes, type Hex, toBase64Url, toHex, utf8 } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { SessionProof } from '../core/evidence.ts';
import { sha256 } from '../core/hash.ts';
import {
  type Address,
  type Digest,
  type LedgerText,
  type LogId,
  type Pseudonym,
  parseLedger,
  toId,
} from '../core/ids.ts';
import { routeDigest } from '../core/request.ts';
import { parseStatement, type SignedStatement } from '../core/session-statement.ts';
import type { Signer } from '../core/signer.ts';
import type { Transaction } from '../core/transaction.ts';
import { type TypedDataName, type TypedDomain, type TypedMessage, typedDigest } from '../core/typed-data.ts';
import type { AssertionOptionsJson } from '../core/webauthn-json.ts';
import { type AnswerBounds, bytesOf, problemOf } from './answer-body.ts';
import { writtenEndpoint } from './endpoint.ts';
import { differences, domainOf, type GatewayIdentity, identityOf } from './gateway-identity.ts';
import { networkTrouble } from './network-trouble.ts';
import { type Passkey, type PasskeyDevice, passkeySignature } from './passkeys.ts';
import { memoryPins, type Pin, type PinStore } from './pins.ts';
import { createProofKey, type ProofKey } from './proof-key.ts';
import { signInMessage } from './sign-in-message.ts';

/** A million of what lists hold. */
const MAX_LIST_BYTES = 256 * 1024 * 1024;
const SESSION_MS = 3_600_000;
/** EIP-4361: anything else could smuggle lines into what is signed. */
const NONCE = /^[A-Za-z0-9]{8,64}$/;

/** Whoever signs in: a wallet, a key file. */
export interface Account {
  readonly address: Address;
  /** EIP-191 signature over the text, hex. */
  signMessage(text: string): Promise<string>;
  /** EIP-712 signature. A wallet is shown `walletPayload` of just these. */
  signTypedData<Name extends TypedDataName>(domain: TypedDomain, name: Name, message: TypedMessage<Name>): Promise<Hex>;
  /** A transaction of its own, signed as it is sent. Wallets have none: they send to chains that they know. */
  signTransaction?(transaction: Transaction): Promise<Bytes>;
}

/** A person who signs in with a passkey of this device. */
export interface PasskeyAccount {
  readonly device: PasskeyDevice;
}

/** A person of a member. What vouches for it is fetched for each session from its own organisation's node, which the person
 *  proves itself to. */
export interface PersonAccount {
  /** The organisation's statement for a session whose key has the thumbprint `jkt`, at the gateway of that identity. */
  vouch(session: {
    readonly ledger: LedgerText;
    readonly gateway: Address;
    readonly jkt: string;
  }): Promise<SignedStatement>;
}

export interface GatewayClientOptions {
  /** Base URL of the gateway, as registered on chain. */
  readonly endpoint: string;
  /** Without an account only the public routes can be called. */
  readonly account?: Account | PasskeyAccount | PersonAccount;
  /** A session that was opened before; where it has ended, the account signs in anew, if it does so by itself. */
  readonly session?: OpenSession;
  /** The passkey that opened it; what is signed is asked of it. */
  readonly passkey?: Passkey;
  /** Whether it signs in anew by itself where a session has ended; true unless said. Where it does not, whoever uses it is told by
   *  SESSION_EXPIRED and signs in when the person is there: `signIn`. */
  readonly renews?: boolean;
  /** Makes the key of each session; one that never leaves the client unless said. */
  readonly newKey?: () => Promise<ProofKey>;
  /** Where it is kept who the gateway is; unless said, in memory alone. */
  readonly pins?: PinStore;
  /** How long the head of an answer may take, and its body may stand still; 60 s unless said. */
  readonly timeoutMs?: number;
  /** How long a whole answer may take that is no stream; two minutes unless said. */
  readonly answerMs?: number;
  /** All pages of a list together; 256 MiB unless said. */
  readonly maxListBytes?: number;
}

/** Whom the client speaks to, and since when it knows it. */
export interface KnownGateway extends Pin {
  /** It was not known before: nothing but its own word says that it is the one that was meant. */
  readonly isNew: boolean;
}

/** What proves a request: its digest is the evidence of the entry that the request came to. */
export interface RequestProof {
  readonly session: SessionProof;
  readonly dpop: string;
}

export interface Answered {
  readonly response: Response;
  /** Absent where the request was made without an account. */
  readonly proof?: RequestProof;
}

/** What came, as it came. */
export interface PlainAnswer {
  readonly status: number;
  /** By names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
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
  /** Made without a session, whoever the account is. */
  readonly anonymous?: boolean;
  readonly signal?: AbortSignal;
}

interface PasskeyChallenge {
  readonly nonce: Digest;
  readonly expires: number;
  readonly options: AssertionOptionsJson;
}

/** What requests of one session need. Whoever has it acts in the session. */
export interface OpenSession {
  readonly token: string;
  /** In ms since 1970 UTC. */
  readonly expires: number;
  /** How many more it takes. */
  requests: number;
  readonly key: ProofKey;
  readonly proof: SessionProof;
  readonly signer: Signer;
}

/** The last call of a page that goes. */
interface LastCall extends CallOptions {
  /** The browser brings it there also where the page is gone. */
  readonly keepalive: true;
  /** Told once the browser has it. */
  readonly onSent: (() => void) | undefined;
}

/** Speaks to one gateway as one account. It signs in when it must, makes a proof for each request, and signs in anew,
 *  once, when the gateway lost the session or takes no more requests in it, unless it was told not to. Before anything is signed, the gateway is
 *  compared with the one that was met first under its address. Refusals come as CustosError with the gateway's code. */
export class GatewayClient {
  readonly endpoint: string;
  readonly account: Account | PasskeyAccount | PersonAccount | undefined;
  readonly #timeoutMs: number;
  readonly #bounds: AnswerBounds;
  readonly #maxListBytes: number;
  readonly #pins: PinStore;
  readonly #newKey: () => Promise<ProofKey>;
  readonly #renews: boolean;
  #session: Promise<OpenSession> | undefined;
  #known: Promise<KnownGateway> | undefined;
  #passkey: Passkey | undefined;

  constructor(options: GatewayClientOptions) {
    this.endpoint = writtenEndpoint(options.endpoint);
    this.account = options.account;
    this.#timeoutMs = options.timeoutMs ?? 60_000;
    this.#bounds = { idleMs: this.#timeoutMs, answerMs: options.answerMs };
    this.#maxListBytes = options.maxListBytes ?? MAX_LIST_BYTES;
    this.#pins = options.pins ?? memoryPins();
    this.#newKey = options.newKey ?? createProofKey;
    this.#renews = options.renews ?? true;
    if (options.session) this.#session = Promise.resolve(options.session);
    this.#passkey = options.passkey;
  }

  /** The gateway as it is pinned; a new one is pinned now. Throws GATEWAY_CHANGED, and signs nothing more, where it
   *  shows another ledger, account, log or key than is pinned, PROOF_INVALID where it contradicts itself. */
  known(): Promise<KnownGateway> {
    this.#known ??= this.#meet().catch((error) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  async identity(): Promise<GatewayIdentity> {
    return (await this.known()).identity;
  }

  /** By which log the account's requests are answered, and as whom it asks: for `downloadTrust`. */
  async asking(): Promise<{
    readonly logId: LogId;
    readonly account: Address | undefined;
    readonly member: Address | undefined;
  }> {
    return {
      logId: (await this.identity()).logId,
      account: this.account && isWallet(this.account) ? this.account.address : undefined,
      member: await this.#memberOfPerson(),
    };
  }

  /** Identity of the member that vouches for the person; undefined for accounts and patients, and where nobody signs in. */
  async #memberOfPerson(): Promise<Address | undefined> {
    if (this.account === undefined || isWallet(this.account) || isPasskey(this.account)) return undefined;
    const { proof } = await this.#open();
    return proof.type === 'organisation' ? proof.member : undefined;
  }

  /** What the gateway says that it is, whatever is pinned. */
  async shown(): Promise<GatewayIdentity> {
    const [ledger, log] = await Promise.all(
      ['/v1/ledger', '/v1/log'].map(async (path) => {
        const response = await this.#request(new URL(this.endpoint + path), {});
        return await this.#jsonOf(await bytesOf(response, this.#bounds));
      }),
    );
    return identityOf({ ...ledger, ...log });
  }

  /** The person that the signer signs for here: the one that is pinned, else this one from now on. GATEWAY_CHANGED
   *  where another one is: an account signs for one person only. */
  async pinSubject(subject: Pseudonym): Promise<void> {
    const standing = await this.#pins.addSubject(this.endpoint, await this.signer(), subject);
    if (standing === subject) return;
    throw new CustosError(
      'GATEWAY_CHANGED',
      `You sign for ${standing} at ${this.endpoint}, which now names ${subject}. Nothing was signed. Ask the holder what happened.`,
    );
  }

  /** Whom the account signs for here: as pinned, or pinned with the first answer. FORBIDDEN where it is nobody. */
  subject(): Promise<Pseudonym> {
    return this.#ownSubject('subject');
  }

  /** As `subject`, whom it may withdraw for: also for some days after it ended as the signer. */
  withdraws(): Promise<Pseudonym> {
    return this.#ownSubject('withdraws');
  }

  async #ownSubject(as: 'subject' | 'withdraws'): Promise<Pseudonym> {
    const { [as]: subject } = await this.json<{ readonly [key in typeof as]?: string }>('GET', '/v1/me');
    if (subject === undefined) {
      throw new CustosError('FORBIDDEN', 'Only a patient’s own signer can do this. Bind your account first.');
    }
    const own = toId<Pseudonym>(subject, 'The subject');
    await this.pinSubject(own);
    return own;
  }

  /** Of the account. SESSION_REQUIRED where there is none, as where a passkey signs. */
  get address(): Address {
    return this.#wallet().address;
  }

  /** The account, of a person its organisation's, or the passkey that signed in or was bound last: person and passkey sign in
   *  for it. */
  async signer(): Promise<Signer> {
    const account = this.#account();
    if (isWallet(account)) return account.address;
    return this.#passkey?.signer ?? (await this.#open()).signer;
  }

  /** Where the person's passkeys are. SESSION_REQUIRED where there are none. */
  get device(): PasskeyDevice {
    const account = this.#account();
    if (isPasskey(account)) return account.device;
    throw new CustosError('SESSION_REQUIRED', 'This needs a passkey to sign with.');
  }

  /** The passkey that signed in or was bound last; undefined where none did. */
  get passkey(): Passkey | undefined {
    return this.#passkey;
  }

  /** Signs with this passkey from now on. */
  usePasskey(passkey: Passkey): void {
    this.#passkey = passkey;
    this.#session = undefined;
  }

  /** The signer's signature for the pinned ledger, and for no other. */
  async sign<Name extends TypedDataName>(name: Name, message: TypedMessage<Name>): Promise<Hex> {
    const identity = await this.identity();
    const account = this.#account();
    const domain = domainOf(identity);
    if (isWallet(account)) return account.signTypedData(domain, name, message);
    if (!isPasskey(account)) throw signsNothing();
    if (this.#passkey === undefined) await this.#open();
    if (this.#passkey === undefined) throw new CustosError('SESSION_REQUIRED', 'Sign in with the passkey first.');
    const { passkeyVerifier } = identity.contracts;
    return passkeySignature(account.device, this.#passkey, passkeyVerifier, typedDigest(domain, name, message));
  }

  /** JSON of a 2xx answer; undefined where it has no body. */
  async json<Answer>(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
    const bytes = await this.bytes(method, path, options);
    return bytes.length === 0 ? (undefined as Answer) : (this.#jsonOf(bytes) as Answer);
  }

  /** All members of a list that comes in pages. INPUT_TOO_LARGE beyond `maxListBytes` in all. */
  async list<Name extends string, Item>(path: string, name: Name, options: CallOptions = {}): Promise<Item[]> {
    const found: Item[] = [];
    let left = this.#maxListBytes;
    for (let from: number | undefined = 0; from !== undefined; ) {
      const query = { ...options.query, from };
      const bytes = await this.bytes('GET', path, { ...options, query });
      left -= bytes.length;
      if (left < 0) throw new CustosError('INPUT_TOO_LARGE', `The gateway’s list at ${path} does not come to an end.`);
      const { [name]: items, next } = this.#jsonOf(bytes) as Record<Name, Item[]> & { next?: number };
      // Pages that do not go on would be asked for without end.
      if (!Array.isArray(items) || (next !== undefined && !(next > from && items.length > 0))) throw this.#noGateway();
      for (const item of items) found.push(item);
      from = next;
    }
    return found;
  }

  async bytes(method: string, path: string, options: CallOptions = {}): Promise<Uint8Array> {
    return bytesOf(await this.fetch(method, path, options), this.#bounds);
  }

  /** A 2xx answer whose body is still to be read. */
  async fetch(method: string, path: string, options: CallOptions = {}): Promise<Response> {
    return (await this.send(method, path, options)).response;
  }

  /** `fetch`, with the proof that the gateway must have logged. */
  async send(method: string, path: string, options: CallOptions = {}): Promise<Answered> {
    const answered = await this.#inSession(method, path, options);
    if (!answered.response.ok) throw await refusalOf(answered.response, this.#timeoutMs);
    return answered;
  }

  /** The whole answer as it came, a refusal likewise: for whoever wants to see it. Throws where none came. */
  async answer(method: string, path: string, options: CallOptions = {}): Promise<PlainAnswer> {
    const { response } = await this.#inSession(method, path, options);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await bytesOf(response, this.#bounds),
    };
  }

  /** In a new session where the gateway takes no more in the one that is open. */
  async #inSession(method: string, path: string, options: CallOptions): Promise<Answered> {
    const answered = await this.#send(method, path, options);
    const isOver = this.account !== undefined && (await isSpent(answered.response, this.#timeoutMs));
    if (!isOver || !this.#renews) return answered;
    this.#session = undefined;
    return this.#send(method, path, options);
  }

  /** Headers of one GET without a body, for readers that fetch by themselves. */
  async authorize(url: string): Promise<Record<string, string>> {
    return this.account ? (await this.#authorize('GET', new URL(url), undefined, undefined)).headers : {};
  }

  /** Signs in now, so that a wrong key shows at once. Gives the session: the one that is open, if there is one. */
  async signIn(): Promise<OpenSession> {
    return this.#open(true);
  }

  /** Signs in anew, before the open session ends. That one stays where this fails. */
  async renew(): Promise<OpenSession> {
    const session = await this.#signIn();
    this.#session = Promise.resolve(session);
    return session;
  }

  /** Ends the open session at the gateway, and forgets it; nothing where there is none. It is forgotten as well where the gateway does
   *  not answer, and ends there by itself. Once `onSent` is called a page may go: the browser brings it there by itself. */
  async signOut({ onSent }: { readonly onSent?: () => void } = {}): Promise<void> {
    const session = await this.#session?.catch(() => undefined);
    if (session === undefined || session.expires <= Date.now()) return;
    try {
      await this.#send('DELETE', '/v1/auth/session', { keepalive: true, onSent });
    } finally {
      this.#session = undefined;
    }
  }

  async #send(method: string, path: string, options: CallOptions | LastCall): Promise<Answered> {
    const url = this.#urlOf(path);
    for (const [name, value] of Object.entries(options.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const body = options.bytes?.body ?? (options.json === undefined ? undefined : utf8(JSON.stringify(options.json)));
    const headers: Record<string, string> = { ...options.headers };
    if (body) headers['Content-Type'] = options.bytes?.type ?? 'application/json';
    if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
    const isOurs = this.account !== undefined && options.anonymous !== true;
    const authorized = isOurs ? await this.#authorize(method, url, body, options.bind) : undefined;
    const [keepalive, onSent] = 'keepalive' in options ? [options.keepalive, options.onSent] : [false];
    const init = { method, headers: { ...headers, ...authorized?.headers }, keepalive };
    const response = await this.#reach(
      url,
      body ? { ...init, body: body as Uint8Array<ArrayBuffer> } : init,
      options.signal,
      onSent,
    );
    return authorized ? { response, proof: authorized.proof } : { response };
  }

  /** Ids that a gateway gave stand in paths: none may lead to another route than was meant, where the call would be signed. */
  #urlOf(path: string): URL {
    const url = new URL(this.endpoint + path);
    const [plain = ''] = path.split('?');
    if (!/[#\\]/.test(path) && url.pathname.split('/').length === plain.split('/').length) return url;
    throw new CustosError('INPUT_INVALID', `${JSON.stringify(path)} leads elsewhere than it says. Nothing was sent.`);
  }

  async #authorize(
    method: string,
    url: URL,
    body: Uint8Array | undefined,
    bind: Uint8Array | undefined,
  ): Promise<{ readonly headers: Record<string, string>; readonly proof: RequestProof }> {
    const { token, key, proof } = await this.#open();
    const digest = toHex(sha256(body ?? new Uint8Array())) as Digest;
    const request = bind ?? routeDigest({ method, path: url.pathname + url.search, body: digest });
    const target = { method, url: url.origin + url.pathname, token, request };
    const dpop = await key.prove(target);
    return { headers: { Authorization: `DPoP ${token}`, DPoP: dpop }, proof: { session: proof, dpop } };
  }

  /** A session that takes one request more: the one that is open, or a new one, which calls at once share. */
  async #open(isAsked = this.#renews): Promise<OpenSession> {
    for (;;) {
      const known = this.#session;
      const session = await known?.catch(() => undefined);
      if (session && session.expires > Date.now() + 5_000 && session.requests > 0) {
        session.requests--;
        return session;
      }
      if (this.#session !== known) continue;
      if (!isAsked) throw new CustosError('SESSION_EXPIRED', 'The session has ended. Sign in again.');
      this.#session = this.#signIn();
      return this.#session;
    }
  }

  /** SESSION_EXPIRED where this machine's clock is so wrong that the session is over as it begins: it would be asked for without end. */
  async #signIn(): Promise<OpenSession> {
    const session = await this.#openOne();
    const clockMs = Date.now() - session.expires;
    if (clockMs <= 0) return session;
    const message =
      'The session is over as it begins, by this machine’s clock. Set the clock right, and sign in again.';
    throw new CustosError('SESSION_EXPIRED', message, { details: { clockMs } });
  }

  /** What it signs names the gateway and the ledger that are pinned; only the nonce is the gateway's. */
  async #openOne(): Promise<OpenSession> {
    const account = this.#account();
    if (isWallet(account)) return this.#signInByAccount(account);
    return isPasskey(account) ? this.#signInByPasskey(account) : this.#signInByOrganisation(account);
  }

  /** The organisation's node is asked for this gateway and this key; what it says besides is for the gateway to judge. */
  async #signInByOrganisation(person: PersonAccount): Promise<OpenSession> {
    const { ledger, gateway } = await this.identity();
    const key = await this.#newKey();
    const signed = await person.vouch({ ledger, gateway, jkt: key.thumbprint });
    const { member } = parseStatement(signed.statement);
    const opened = await this.#post<Omit<OpenSession, 'key' | 'proof'>>('/v1/auth/session', signed);
    const { token, expires, requests, signer } = opened;
    return { token, expires, requests: requests - 1, key, signer, proof: { type: 'organisation', member, ...signed } };
  }

  /** As for an account: the challenge is computed, not taken. */
  async #signInByPasskey({ device }: PasskeyAccount): Promise<OpenSession> {
    const { ledger, gateway, contracts } = await this.identity();
    const key = await this.#newKey();
    const jkt = key.thumbprint;
    const asked = await this.#post<PasskeyChallenge>('/v1/auth/passkey/challenge', { jkt });
    const [nonce, expires] = [toId(asked.nonce, 'The nonce'), asked.expires];
    const challenge = sessionChallenge({ ledger: parseLedger(ledger), gateway, nonce, jkt, expires });
    const allowCredentials = this.#passkey ? [{ id: this.#passkey.credential, type: 'public-key' as const }] : [];
    const assertion = await device.get({ ...asked.options, challenge: toBase64Url(challenge), allowCredentials });
    const json = { nonce, jkt, expires, assertion };
    const { signer, token, requests } = await this.#post<OpenSession>('/v1/auth/passkey/session', json);
    const read = readAssertion(assertion);
    const encoded = encodeAssertion(read, challenge);
    if (!isPasskeySignature(contracts.passkeyVerifier, signer, challenge, encoded)) throw this.#noGateway();
    this.#passkey = { signer, credential: assertion.id, rpId: asked.options.rpId };
    const { authenticatorData, clientDataJSON, signature } = read;
    const answer = { authenticatorData: toHex(authenticatorData), clientDataJSON, signature: toHex(signature) };
    const proof = { type: 'passkey', nonce, jkt, expires, signer, ...answer } as const;
    return { token, expires, requests: requests - 1, key, signer, proof };
  }

  async #signInByAccount(account: Account): Promise<OpenSession> {
    const { chainId } = parseLedger((await this.identity()).ledger);
    const key = await this.#newKey();
    const challenge = await this.#post<{ nonce: string; uri: string }>('/v1/auth/challenge', undefined);
    if (challenge.uri !== this.endpoint) {
      throw new CustosError(
        'LEDGER_MISMATCH',
        `${this.endpoint} calls itself ${challenge.uri}. Use that address, if it is the gateway you mean.`,
      );
    }
    if (!NONCE.test(challenge.nonce)) {
      throw new CustosError(
        'PROOF_INVALID',
        `${this.endpoint} gave a challenge to sign in with that is none (its nonce is not of EIP-4361). Nothing was signed.`,
      );
    }
    const now = new Date();
    const message = signInMessage({
      nonce: challenge.nonce,
      domain: new URL(this.endpoint).host,
      uri: this.endpoint,
      chainId,
      address: account.address,
      thumbprint: key.thumbprint,
      issuedAt: now,
      expires: new Date(now.getTime() + SESSION_MS),
    });
    const signature = (await account.signMessage(message)) as Hex;
    const opened = await this.#post<Pick<OpenSession, 'token' | 'expires' | 'requests'>>('/v1/auth/session', {
      message,
      signature,
    });
    const { token, expires, requests } = opened;
    const proof = { type: 'siwe', message, signature } as const;
    return { token, expires, requests: requests - 1, key, signer: account.address, proof };
  }

  async #meet(): Promise<KnownGateway> {
    const shown = await this.shown();
    const kept = await this.#pins.read(this.endpoint);
    const pin = kept ?? (await this.#pins.add({ endpoint: this.endpoint, identity: shown, since: Date.now() }));
    const changed = differences(pin.identity, shown);
    if (changed.length === 0) return { ...pin, isNew: kept === undefined };
    throw new CustosError(
      'GATEWAY_CHANGED',
      `${this.endpoint} is not the gateway that you met there: ${changed.join(', ')} changed. Nothing was signed. Ask the holder; accept it only if the holder confirms it in another way.`,
      { details: { changed } },
    );
  }

  #wallet(): Account {
    const account = this.#account();
    if (isWallet(account)) return account;
    throw signsNothing();
  }

  #account(): Account | PasskeyAccount | PersonAccount {
    if (this.account) return this.account;
    throw new CustosError('SESSION_REQUIRED', 'This needs an account to sign in with.');
  }

  #jsonOf(bytes: Uint8Array): object {
    try {
      const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
      if (typeof value === 'object' && value !== null) return value;
    } catch {
      // said below
    }
    throw this.#noGateway();
  }

  #noGateway(): CustosError {
    return new CustosError('GATEWAY_UNREACHABLE', `${this.endpoint} does not answer as a Custos gateway.`);
  }

  async #post<Answer>(path: string, json: unknown): Promise<Answer> {
    const body =
      json === undefined ? {} : { body: JSON.stringify(json), headers: { 'Content-Type': 'application/json' } };
    const response = await this.#request(new URL(this.endpoint + path), { method: 'POST', ...body });
    return this.#jsonOf(await bytesOf(response, this.#bounds)) as Answer;
  }

  async #request(url: URL, init: RequestInit): Promise<Response> {
    const response = await this.#reach(url, init, undefined);
    if (!response.ok) throw await refusalOf(response, this.#timeoutMs);
    return response;
  }

  /** An answer, whatever it says. */
  async #reach(url: URL, init: RequestInit, signal: AbortSignal | undefined, onSent?: () => void): Promise<Response> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), this.#timeoutMs);
    const signals = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
    try {
      const answer = fetch(url, { ...init, signal: signals, redirect: 'error' });
      onSent?.();
      return await answer;
    } catch (cause) {
      if (signal?.aborted) throw cause;
      const { reason, words, isUnsent } = networkTrouble(cause);
      throw new CustosError(
        'GATEWAY_UNREACHABLE',
        `No gateway answers at ${this.endpoint} (${words}). Is it running?${isUnsent ? ' Nothing was sent.' : ''}`,
        {
          cause,
          details: { reason },
        },
      );
    } finally {
      clearTimeout(timer);
    }
  }
}

function isPasskey(account: Account | PasskeyAccount | PersonAccount): account is PasskeyAccount {
  return 'device' in account;
}

function isWallet(account: Account | PasskeyAccount | PersonAccount): account is Account {
  return 'address' in account;
}

function signsNothing(): CustosError {
  return new CustosError(
    'SESSION_REQUIRED',
    'This needs an account; a passkey has none, nor has a person of a member.',
  );
}

/** Whether a new session is what the gateway wants. The answer can still be read. */
async function isSpent(response: Response, idleMs: number): Promise<boolean> {
  if (response.status !== 401 && response.status !== 429) return false;
  const { code, details } = await problemOf(response.clone(), idleMs);
  if (code === 'SESSION_INVALID' || code === 'SESSION_EXPIRED') return true;
  return code === 'RATE_LIMITED' && details['requestsASession'] !== undefined;
}

/** A machine's clock that is farther from the gateway's, in ms, may be why the gateway takes nothing that it signs. */
const CLOCK_MS = 2 * 60_000;

/** The refusal; with `clockMs`, by how much this machine's clock is ahead of the gateway's, where that may be the reason. */
async function refusalOf(response: Response, idleMs: number): Promise<CustosError> {
  const refusal = await problemOf(response, idleMs);
  const clockMs = Date.now() - Date.parse(response.headers.get('date') ?? '');
  const isOfTime = isCustosError(refusal, 'DPOP_INVALID', 'SESSION_INVALID');
  if (!isOfTime || !(Math.abs(clockMs) > CLOCK_MS)) return refusal;
  const minutes = Math.round(Math.abs(clockMs) / 60_000);
  const way = clockMs > 0 ? 'ahead of' : 'behind';
  const message = `${refusal.message} This machine’s clock is ${minutes} min ${way} the gateway’s: set it right, and try again.`;
  return new CustosError(refusal.code, message, { details: { ...refusal.details, clockMs } });
}
