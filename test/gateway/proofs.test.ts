import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { createProofKey, type ProofKey } from '../../src/client/proof-key.ts';
import { signInMessage } from '../../src/client/sign-in-message.ts';
import { toBase64Url, toHex } from '../../src/core/bytes.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { Digest } from '../../src/core/ids.ts';
import { routeDigest } from '../../src/core/request.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { keyAccount } from '../../src/ledger/key-account.ts';
import { type Consortium, foundConsortium } from './consortium.ts';
import { athOf, createProofMaker } from './proof-maker.ts';

let consortium: Consortium;
let key: ProofKey;
let token: string;

beforeAll(async () => {
  consortium = await foundConsortium({ patients: 1, mode: 'heads-only', limits: { proofsASession: 40 } });
  key = await createProofKey();
  ({ token } = await signIn({ thumbprint: key.thumbprint }));
});
afterAll(async () => {
  await consortium?.close();
});

interface Challenge {
  readonly nonce: string;
  readonly domain: string;
  readonly uri: string;
  readonly chainId: number;
}

async function post(path: string, body?: object): Promise<{ status: number; answer: Record<string, never> }> {
  const response = await fetch(consortium.endpoint + path, {
    method: 'POST',
    ...(body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, never> };
}

async function challenge(): Promise<Challenge> {
  return (await post('/v1/auth/challenge')).answer as unknown as Challenge;
}

async function signIn(
  change: Partial<Challenge> & { thumbprint?: string; expires?: Date; issuedAt?: Date } = {},
  by = consortium.keys.requester,
): Promise<{ token: string; message: string; signature: string; code?: string }> {
  const message = signInMessage({
    ...(await challenge()),
    address: by.address,
    thumbprint: createProofMaker().thumbprint,
    issuedAt: new Date(),
    expires: new Date(Date.now() + 600_000),
    ...change,
  });
  const signature = by.signMessage(message);
  const { answer } = await post('/v1/auth/session', { message, signature });
  return { ...(answer as unknown as { token: string }), message, signature };
}

async function call(proof: Promise<string> | string, { path = '/v1/members', bearer = token } = {}): Promise<string> {
  const response = await fetch(consortium.endpoint + path, {
    headers: { Authorization: `DPoP ${bearer}`, DPoP: await proof },
  });
  const answer = (await response.json()) as { code?: string };
  return answer.code ?? 'OK';
}

function request(method = 'GET', path = '/v1/members'): Uint8Array {
  return routeDigest({ method, path, body: toHex(sha256(new Uint8Array())) as Digest });
}

function prove(change: Partial<Parameters<ProofKey['prove']>[0]> = {}): Promise<string> {
  return key.prove({ method: 'GET', url: `${consortium.endpoint}/v1/members`, token, request: request(), ...change });
}

describe('sign-in', () => {
  it('opens a session whose proofs are taken', async () => {
    expect(await call(prove())).toBe('OK');
  });

  it('refuses a nonce twice, a foreign one, and a foreign domain, address or chain', async () => {
    const once = await signIn();
    expect((await post('/v1/auth/session', { message: once.message, signature: once.signature })).answer['code']).toBe(
      'CHALLENGE_INVALID',
    );
    expect((await signIn({ nonce: 'a'.repeat(32) })).code).toBe('CHALLENGE_INVALID');
    expect((await signIn({ domain: 'evil.example' })).code).toBe('SESSION_INVALID');
    expect((await signIn({ uri: 'http://evil.example' })).code).toBe('SESSION_INVALID');
    expect((await signIn({ chainId: 1 })).code).toBe('SESSION_INVALID');
  });

  it('refuses a message that has expired, lives too long, lies in the future or names no key', async () => {
    expect((await signIn({ expires: new Date(Date.now() - 1000) })).code).toBe('SESSION_INVALID');
    expect((await signIn({ expires: new Date(Date.now() + 48 * 3_600_000) })).code).toBe('SESSION_INVALID');
    expect((await signIn({ issuedAt: new Date(Date.now() + 3_600_000) })).code).toBe('SESSION_INVALID');
    expect((await signIn({ thumbprint: 'short' })).code).toBe('SESSION_INVALID');
  });

  it('says what a field must be where it is written in another way', async () => {
    const sent = async (change: (message: string) => string) => {
      const message = change(signInMessage({ ...(await challenge()), ...own() }));
      const signature = consortium.keys.requester.signMessage(message);
      return (await post('/v1/auth/session', { message, signature })).answer as { code?: string; detail?: string };
    };
    const own = () => ({
      address: consortium.keys.requester.address,
      thumbprint: createProofMaker().thumbprint,
      issuedAt: new Date(),
      expires: new Date(Date.now() + 600_000),
    });
    expect((await sent((text) => text)).code).toBeUndefined();
    for (const [change, hint] of [
      [(text: string) => text.replace('Chain ID: ', 'Chain ID: 0'), 'without leading zeros'],
      [(text: string) => text.replace(/Z\n/, 'z\n'), '2030-01-31T09:00:00.000Z'],
      [(text: string) => `HTTP://${text}`, 'without a scheme'],
      [(text: string) => `${text}\n- https://hospital.example`, 'the one line'],
    ] as const) {
      const { code, detail } = await sent(change);
      expect([code, detail]).toEqual(['SESSION_INVALID', expect.stringContaining(hint)]);
    }
  });

  it('refuses a key that has an open session, and takes it again once that is closed', async () => {
    const maker = createProofMaker();
    const first = await signIn({ thumbprint: maker.thumbprint });
    expect((await signIn({ thumbprint: maker.thumbprint }, consortium.keys.other)).code).toBe('CONFLICT');
    const path = '/v1/auth/session';
    const out = maker.make({
      htm: 'DELETE',
      htu: consortium.endpoint + path,
      ath: athOf(first.token),
      req: toBase64Url(request('DELETE', path)),
    });
    const headers = { Authorization: `DPOP ${first.token}`, DPoP: out };
    expect((await fetch(consortium.endpoint + path, { method: 'DELETE', headers })).status).toBe(204);
    expect((await signIn({ thumbprint: maker.thumbprint })).code).toBeUndefined();
  });

  it('refuses the signature of another account', async () => {
    const other = randomAccountKey();
    const message = signInMessage({
      ...(await challenge()),
      address: consortium.keys.requester.address,
      thumbprint: key.thumbprint,
      issuedAt: new Date(),
      expires: new Date(Date.now() + 600_000),
    });
    const { answer } = await post('/v1/auth/session', { message, signature: other.signMessage(message) });
    expect(answer['code']).toBe('SESSION_INVALID');
  });
});

describe('a session', () => {
  it('that has made all its requests is followed by a new one, without its client’s user noticing', async () => {
    const client = consortium.client(consortium.keys.clinician);
    for (let i = 0; i < 90; i++) await client.json('GET', '/v1/members');
    const url = `${consortium.endpoint}/v1/members`;
    const atOnce = async () => (await fetch(url, { headers: await client.authorize(url) })).status;
    for (let i = 0; i < 10; i++) {
      expect(new Set(await Promise.all(Array.from({ length: 9 }, atOnce)))).toEqual(new Set([200]));
    }
    const maker = createProofMaker();
    const { token: bearer } = await signIn({ thumbprint: maker.thumbprint });
    const codes = new Set<string>();
    for (let i = 0; i < 41; i++) {
      const [htm, htu, ath, req] = ['GET', `${consortium.endpoint}/v1/members`, athOf(bearer), toBase64Url(request())];
      codes.add(await call(maker.make({ htm, htu, ath, req }), { bearer }));
    }
    expect(codes).toEqual(new Set(['OK', 'RATE_LIMITED']));
    expect(await call(prove())).toBe('OK');
  });
});

describe('a proof', () => {
  it('counts once', async () => {
    const proof = await prove();
    expect(await call(proof)).toBe('OK');
    expect(await call(proof)).toBe('DPOP_REPLAYED');
  });

  it('is refused for another method, path, query, body or token', async () => {
    expect(await call(prove({ method: 'POST' }))).toBe('DPOP_INVALID');
    expect(await call(prove({ url: `${consortium.endpoint}/v1/datasets` }))).toBe('DPOP_INVALID');
    expect(await call(prove({ request: request('GET', '/v1/members?x=1') }))).toBe('DPOP_INVALID');
    expect(await call(prove({ request: request('POST') }))).toBe('DPOP_INVALID');
    expect(await call(prove({ token: 'A'.repeat(43) }))).toBe('DPOP_INVALID');
  });

  it('is refused under another spelling of its path, and with a second token beside its own', async () => {
    for (const path of ['/V1/members', '/v1/MEMBERS', '/v1/members/']) {
      const proof = prove({ url: consortium.endpoint + path, request: request('GET', path) });
      expect(await call(proof, { path })).toBe('NOT_FOUND');
    }
    const bearers = [`DPoP ${token}`, `DPoP ${'A'.repeat(43)}`];
    for (const Authorization of [bearers, bearers.toReversed(), [bearers[0], bearers[0]]] as string[][]) {
      const asked = get(`${consortium.endpoint}/v1/members`, { headers: { Authorization, DPoP: await prove() } });
      const [response] = (await once(asked, 'response')) as [IncomingMessage];
      expect(await json(response)).toMatchObject({ code: 'SESSION_REQUIRED' });
    }
  });

  it('is refused from another key than the session names', async () => {
    const other = await createProofKey();
    expect(
      await call(other.prove({ method: 'GET', url: `${consortium.endpoint}/v1/members`, token, request: request() })),
    ).toBe('DPOP_INVALID');
  });

  it('is refused when a byte of it changes', async () => {
    const proof = await prove();
    const [head = '', claims = '', signature = ''] = proof.split('.');
    const flipped = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect(await call(`${head}.${claims}.${flipped}`)).toBe('DPOP_INVALID');
    expect(await call('a.b.c')).toBe('DPOP_INVALID');
  });

  it('of before a restart is not taken after it, and clients sign in anew by themselves', async () => {
    const client = consortium.client(consortium.keys.auditor);
    await client.json('GET', '/v1/members');
    const proof = await prove();
    await consortium.restart();
    expect(await call(proof)).toBe('SESSION_INVALID');
    await expect(client.json('GET', '/v1/members')).resolves.toBeDefined();
  });

  it('asks nobody to sign in anew that was told not to, until it is asked itself', async () => {
    let asked = 0;
    const account = keyAccount(consortium.keys.auditor);
    const signMessage = (message: string) => {
      asked++;
      return account.signMessage(message);
    };
    const client = new GatewayClient({
      ...{ endpoint: consortium.endpoint, account: { ...account, signMessage }, renews: false },
    });
    await expect(client.json('GET', '/v1/members')).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
    await client.signIn();
    await client.json('GET', '/v1/members');
    const first = await client.signIn();
    expect((await client.renew()).token).not.toBe(first.token);
    await client.json('GET', '/v1/members');
    expect(asked).toBe(2);
    await consortium.restart();
    await expect(client.json('GET', '/v1/members')).rejects.toMatchObject({ code: 'SESSION_INVALID' });
    expect(asked).toBe(2);
  });

  it('is not taken any more once its session was signed out of', async () => {
    const client = consortium.client(consortium.keys.auditor);
    const { token: bearer, key: own } = await client.signIn();
    await client.signOut();
    await client.signOut();
    const proof = own.prove({
      ...{ method: 'GET', url: `${consortium.endpoint}/v1/members`, token: bearer, request: request() },
    });
    const headers = { Authorization: `DPoP ${bearer}`, DPoP: await proof };
    const response = await fetch(`${consortium.endpoint}/v1/members`, { headers });
    expect(await response.json()).toMatchObject({ code: 'SESSION_INVALID' });
    await expect(client.json('GET', '/v1/members')).resolves.toBeDefined();
  });

  it('is refused in words that say what is wrong with it', async () => {
    const maker = createProofMaker();
    const { token: bearer } = await signIn({ thumbprint: maker.thumbprint });
    const claims = {
      htm: 'GET',
      htu: `${consortium.endpoint}/v1/members`,
      ath: athOf(bearer),
      req: toBase64Url(request()),
    };
    const detail = async (claim: object, header: object = {}) => {
      const headers = { Authorization: `DPoP ${bearer}`, DPoP: maker.make({ ...claims, ...claim }, { ...header }) };
      const response = await fetch(claims.htu, { headers });
      return ((await response.json()) as { detail?: string }).detail;
    };
    expect(await detail({})).toBeUndefined();
    expect(await detail({}, { typ: 'application/dpop+jwt' })).toContain('header.typ must be one of dpop+jwt');
    expect(await detail({}, { crit: ['exp'] })).toContain('header has the unknown member "crit"');
    expect(await detail({ iat: Math.floor(Date.now() / 1000) + 0.5 })).toContain('claims.iat must be a whole number');
    expect(await detail({ htu: `${claims.htu}?from=0` })).toContain('claims.htu must be the address without query');
    expect(await detail({ htu: `${claims.htu}/` })).toContain(`its htu must be ${claims.htu}`);
  });

  it('opens nothing to a stranger', async () => {
    const client = consortium.client(randomAccountKey());
    await expect(client.json('GET', '/v1/members')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(new GatewayClient({ endpoint: consortium.endpoint }).json('GET', '/v1/members')).rejects.toMatchObject(
      { code: 'SESSION_REQUIRED' },
    );
  });

  it('is needed for the entries of a log that discloses nothing', async () => {
    const path = `${consortium.endpoint}/log/tile/entries/000.p/1`;
    for (const spelling of ['entries', '%65ntries', 'entrie%73', 'ENTRIES', './entries', '/entries']) {
      const response = await fetch(path.replace('entries', spelling));
      expect([spelling, response.ok]).toEqual([spelling, false]);
    }
    expect((await fetch(path)).status).toBe(401);
    expect((await fetch(`${consortium.endpoint}/log/checkpoint`)).status).toBe(200);
  });
});
