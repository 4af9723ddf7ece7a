import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { utf8 } from '../../src/core/bytes.ts';
import { requestEncoder } from '../../src/core/evidence.ts';
import type { Address } from '../../src/core/ids.ts';
import { type Authenticator, callDigest } from '../../src/gateway/auth/authenticate.ts';
import type { Role } from '../../src/gateway/auth/caller.ts';
import { Sessions } from '../../src/gateway/auth/sessions.ts';
import { createHttp } from '../../src/gateway/http/http.ts';
import { Idempotency } from '../../src/gateway/http/idempotency.ts';
import { createMetrics } from '../../src/gateway/http/metrics.ts';
import { route } from '../../src/gateway/http/route.ts';
import { athOf, createProofMaker, type ProofMaker } from './proof-maker.ts';

const NOW = Date.parse('2030-01-31T09:00:00.000Z');
const SKEW = 120_000;
const BODY = '{"a":1}';
const ACCOUNT = `0x${'1'.repeat(40)}` as Address;

let server: Server;
let port: number;
let sessions: Sessions;
let roles: Set<Role>;
let maker: ProofMaker;
let token: string;
let asked = 0;
let admitted = () => {};

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  sessions = new Sessions();
  roles = new Set<Role>(['member']);
  maker = createProofMaker();
  const evidenceOf = requestEncoder({ type: 'siwe', message: '', signature: '0x' });
  const opening = { signer: ACCOUNT, jkt: maker.thumbprint, expires: NOW + 3_600_000, evidenceOf };
  ({ token } = sessions.open(opening, NOW));
  server.on('request', application());
});
afterEach(() => {
  server.removeAllListeners('request');
  vi.useRealTimers();
});

function application() {
  const authenticator: Authenticator = {
    sessions,
    whois: () => {
      // Asked for the limits, and for the route's roles: then all that the head decides is decided.
      asked++;
      if (asked === 2) admitted();
      return { roles };
    },
    endpoint: `http://127.0.0.1:${port}`,
    clockSkew: () => SKEW,
  };
  return createHttp({
    routes: [
      route({
        method: 'post',
        path: '/v1/anything',
        summary: 'Anything',
        tag: 'test',
        who: ['member'],
        body: z.object({ a: z.number() }),
        reply: { status: 200, description: 'It answers.', schema: z.object({}) },
        handle: async () => ({}),
      }),
    ],
    authenticator,
    idempotency: new Idempotency(
      { get: async () => undefined, put: async () => undefined, delete: async () => undefined },
      () => undefined,
    ),
    metrics: createMetrics({ unanchoredMs: () => 0, ledgerLagMs: () => 0 }),
    logger: pino({ level: 'silent' }),
    limits: {
      anonymousPerMinute: 100,
      signInsPerMinute: 100,
      logReadsPerMinute: 100,
      codesAnHour: 60,
      accountPerMinute: 100,
      streamsAnAccount: 1,
      streams: 1,
      openANetwork: 100,
    },
    trustedProxies: [],
  });
}

function proof(claims: Readonly<Record<string, unknown>> = {}): string {
  return maker.make({
    htm: 'POST',
    htu: `http://127.0.0.1:${port}/v1/anything`,
    ath: athOf(token),
    req: Buffer.from(callDigest('POST', '/v1/anything', utf8(BODY))).toString('base64url'),
    ...claims,
  });
}

function begin(
  DPoP: string | string[],
  { path = '/v1/anything', authorization = `DPoP ${token}` } = {},
): ClientRequest {
  const headers = { Authorization: authorization, DPoP, 'Content-Type': 'application/json' };
  return request({ host: '127.0.0.1', port, method: 'POST', path, headers, agent: false });
}

async function answerTo(sent: ClientRequest): Promise<string> {
  const [response] = (await once(sent.end(BODY), 'response')) as [IncomingMessage];
  const { code } = (await json(response)) as { code?: string };
  return code ?? 'OK';
}

/** The code of the answer where `meanwhile` happens while the body is under way. */
async function slowly(sent: ClientRequest, meanwhile: () => void): Promise<string> {
  asked = 0;
  const decided = new Promise<void>((resolve) => {
    admitted = resolve;
  });
  sent.flushHeaders();
  await decided;
  meanwhile();
  return answerTo(sent);
}

describe('a request whose body is slow', () => {
  it('is refused where its proof has aged past the skew once it is whole', async () => {
    expect(await slowly(begin(proof()), () => vi.setSystemTime(NOW + SKEW + 1))).toBe('DPOP_INVALID');
  });

  it('is judged by the time when it is whole, not before', async () => {
    const early = proof({ iat: (NOW + SKEW) / 1000 + 5 });
    expect(await answerTo(begin(early))).toBe('DPOP_INVALID');
    expect(await slowly(begin(early), () => vi.setSystemTime(NOW + 10_000))).toBe('OK');
  });

  it('is refused where its session ends, or its account loses its role, meanwhile', async () => {
    const [expired, suspended] = [proof({ iat: NOW / 1000 + 3_600 }), proof({ iat: NOW / 1000 + 3_599 })];
    const lose = () => {
      vi.setSystemTime(NOW + 3_599_000);
      roles.clear();
    };
    expect(await slowly(begin(suspended), lose)).toBe('FORBIDDEN');
    vi.setSystemTime(NOW);
    roles.add('member');
    expect(await slowly(begin(expired), () => vi.setSystemTime(NOW + 3_600_001))).toBe('SESSION_EXPIRED');
  });
});

describe('a proof’s id', () => {
  it('counts once for as long as the session lives, under whatever time', async () => {
    const jti = 'the-same-id-once-more';
    expect(await answerTo(begin(proof({ jti })))).toBe('OK');
    vi.setSystemTime(NOW + 5 * SKEW);
    expect(await answerTo(begin(proof({ jti })))).toBe('DPOP_REPLAYED');
    expect(await answerTo(begin(proof()))).toBe('OK');
  });

  it('is not counted where the account has no role', async () => {
    const once = proof();
    roles.clear();
    expect(await answerTo(begin(once))).toBe('FORBIDDEN');
    roles.add('member');
    expect(await answerTo(begin(once))).toBe('OK');
  });

  it('counts once where two requests with it run at once', async () => {
    const twice = proof();
    const answers = await Promise.all([answerTo(begin(twice)), answerTo(begin(twice))]);
    expect(answers.sort()).toEqual(['DPOP_REPLAYED', 'OK']);
  });
});

describe('the headers of a request', () => {
  it.each(['DPoP', 'dpop', 'DPOP', 'dPoP'])('name the scheme as %s', async (scheme) => {
    expect(await answerTo(begin(proof(), { authorization: `${scheme} ${token}` }))).toBe('OK');
    expect(await answerTo(begin(proof(), { authorization: `${scheme}   ${token}` }))).toBe('OK');
  });

  it.each([
    ['another scheme', (text: string) => text.replace('DPoP', 'Bearer')],
    ['no space', (text: string) => text.replace(' ', '')],
    ['a tab', (text: string) => text.replace(' ', '\t')],
    ['a list of credentials', (text: string) => `${text}, ${text}`],
    ['padding', (text: string) => `${text}=`],
  ])('are refused with %s', async (_, change) => {
    expect(await answerTo(begin(proof(), { authorization: change(`DPoP ${token}`) }))).toBe('SESSION_REQUIRED');
  });

  it('hold one proof', async () => {
    expect(await answerTo(begin([proof(), proof()]))).toBe('DPOP_INVALID');
  });

  it.each(['http://127.0.0.1', 'http://elsewhere.example'])('name the path alone, without %s', async (origin) => {
    const path = `${origin}/v1/anything`;
    const req = Buffer.from(callDigest('POST', path, utf8(BODY))).toString('base64url');
    for (const htu of [`http://127.0.0.1:${port}${path}`, path, `http://127.0.0.1:${port}/v1/anything`]) {
      expect(await answerTo(begin(proof({ htu, req }), { path }))).toBe('DPOP_INVALID');
    }
  });
});
