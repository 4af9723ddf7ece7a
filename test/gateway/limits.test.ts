import { EventEmitter } from 'node:events';
import type { Response } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import type { Address } from '../../src/core/ids.ts';
import { OpenStreams } from '../../src/gateway/http/open-streams.ts';
import { pageOf } from '../../src/gateway/http/page.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';
import { type Consortium, foundConsortium } from './consortium.ts';

const PER_MINUTE = 40;

let consortium: Consortium;

beforeAll(async () => {
  consortium = await foundConsortium({
    patients: 1,
    limits: { anonymousPerMinute: PER_MINUTE, signInsPerMinute: PER_MINUTE },
    trustedProxies: ['127.0.0.1'],
  });
});
afterAll(async () => {
  await consortium?.close();
});

async function codesOf(client: GatewayClient, count: number): Promise<Set<string>> {
  const codes = new Set<string>();
  for (let i = 0; i < count; i++) {
    codes.add(
      await client.json('GET', '/v1/members').then(
        () => 'OK',
        (error) => error.code,
      ),
    );
  }
  return codes;
}

describe('a body', () => {
  it('that is larger than the route takes is refused with a reason, before it has all arrived', async () => {
    const body = JSON.stringify({ message: 'x'.repeat(8 * 1024 * 1024), signature: '0x' });
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${consortium.endpoint}/v1/auth/session`, { method: 'POST', headers, body });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, 'INPUT_TOO_LARGE']);
  });

  it.each([
    ['nested deeply', `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['no JSON', '{"message":'],
    ['with a key of the prototype', '{"__proto__":{"message":"a"},"message":"a","signature":"0x"}'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('that is %s is refused as the client’s fault', async (_, body) => {
    const headers = { 'Content-Type': 'application/json' };
    const response = await fetch(`${consortium.endpoint}/v1/auth/session`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
  });

  it.each(['/v1/datasets/%ff', '/log/tile/0/%E0%A4%A', '/v1/log/proofs/inclusion?index=9007199254740993&size=1'])(
    'of none at %s is refused as the client’s fault',
    async (path) => {
      const { status } = await fetch(consortium.endpoint + path);
      expect(status).toBe(400);
    },
  );
});

describe('what the log does not have yet', () => {
  it.each([
    '/log/tile/0/999',
    '/log/tile/0/000.p/200',
    '/log/tile/9/000',
    '/log/tile/entries/999',
    '/log/tile/entries/000.p/200',
    '/log/tile/64/000',
    '/log/tile/0/0',
    '/v1/log/entries/999',
    '/v1/log/entries/999/receipt',
  ])('is not found, and no cache keeps that: %s', async (path) => {
    const response = await fetch(consortium.endpoint + path, { headers: { 'X-Forwarded-For': '203.0.113.9' } });
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', status: 404 });
  });
});

describe('behind a trusted proxy', () => {
  const forged = { 'X-Forwarded-Host': 'elsewhere.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '1' };
  const challenge = async (client: string) => {
    const headers = { ...forged, 'X-Forwarded-For': client };
    const response = await fetch(`${consortium.endpoint}/v1/auth/challenge`, { method: 'POST', headers });
    return { status: response.status, body: (await response.json()) as { domain: string; uri: string } };
  };

  it('one client cannot keep another one from signing in', async () => {
    for (let i = 0; i < PER_MINUTE; i++) expect((await challenge('203.0.113.1')).status).toBe(200);
    expect((await challenge('203.0.113.1')).status).toBe(429);
    expect((await challenge('203.0.113.2')).status).toBe(200);
  });

  it('who floods the other routes keeps nobody of its network from signing in', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.4' };
    const status = async () => (await fetch(`${consortium.endpoint}/openapi.json`, { headers })).status;
    const seen = new Set<number>();
    for (let i = 0; i <= PER_MINUTE; i++) seen.add(await status());
    expect(seen).toEqual(new Set([200, 429]));
    expect((await challenge('203.0.113.4')).status).toBe(200);
  });

  it('host and protocol are those of the registered endpoint, whatever the proxy forwards', async () => {
    const { body } = await challenge('203.0.113.3');
    expect(body).toMatchObject({ uri: consortium.endpoint, domain: new URL(consortium.endpoint).host });
    const member = consortium.client(consortium.keys.requester);
    await expect(member.json('GET', '/v1/members', { headers: forged })).resolves.toBeDefined();
  });
});

describe('the rate of requests', () => {
  it('is one for all that strangers do from a network, and leaves members alone', async () => {
    const member = consortium.client(consortium.keys.requester);
    await member.json('GET', '/v1/members');
    const [first, second] = [randomAccountKey(), randomAccountKey()].map((key) => consortium.client(key));
    await first?.signIn();
    await second?.signIn();
    const seen = new Set<string>();
    for (const client of [first, second] as GatewayClient[]) {
      for (const code of await codesOf(client, PER_MINUTE / 2)) seen.add(code);
    }
    expect(seen).toEqual(new Set(['FORBIDDEN', 'RATE_LIMITED']));
    expect(await codesOf(member, 2 * PER_MINUTE)).toEqual(new Set(['OK']));
  });
});

describe('streams', () => {
  const [one, other] = [`0x${'1'.repeat(40)}`, `0x${'2'.repeat(40)}`] as [Address, Address];
  const response = () => new EventEmitter() as unknown as Response;

  it('are open at once only so many for an account, and for all', async () => {
    const streams = new OpenStreams({ streamsAnAccount: 2, streams: 3 });
    const ends = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
    const hold = (account: Address, end = 0) =>
      streams.run(account, response(), () => ends[end]?.promise ?? Promise.resolve());
    const open = [hold(one, 0), hold(one, 1)];
    await expect(hold(one)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    open.push(hold(other, 2));
    await expect(hold(other)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    ends[0]?.resolve();
    await open[0];
    ends[2]?.reject(new Error('cut off'));
    await expect(open[2]).rejects.toThrow();
    ends[1]?.resolve();
    await open[1];
    await expect(streams.run(one, response(), async () => undefined)).resolves.toBeUndefined();
  });
});

describe('a page', () => {
  const items = Array.from({ length: 2_001 }, (_, i) => i);

  it('holds at most a thousand, and says where the next one begins', () => {
    const { page, next } = pageOf(items, {});
    expect([page.length, next]).toEqual([1_000, 1_000]);
    expect(pageOf(items, { from: 2_000 })).toEqual({ page: [2_000] });
    expect(pageOf(items, { from: 9_999 })).toEqual({ page: [] });
  });
});
