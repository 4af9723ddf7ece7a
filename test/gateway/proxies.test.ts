import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Authenticator } from '../../src/gateway/auth/authenticate.ts';
import { createHttp } from '../../src/gateway/http/http.ts';
import { Idempotency } from '../../src/gateway/http/idempotency.ts';
import { createMetrics } from '../../src/gateway/http/metrics.ts';
import { route } from '../../src/gateway/http/route.ts';

let server: Server;

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
});

/** A server that lets two requests a minute through from each network. */
async function serve(trustedProxies: readonly string[]): Promise<(forwardedFor?: string) => Promise<number>> {
  const logger = pino({ level: 'silent' });
  const app = createHttp({
    routes: [
      route({
        method: 'get',
        path: '/',
        summary: 'Anything',
        tag: 'test',
        who: 'anyone',
        reply: { status: 200, description: 'It answers.', schema: z.object({}) },
        handle: async () => ({}),
      }),
    ],
    authenticator: {} as Authenticator,
    idempotency: new Idempotency(
      { get: async () => undefined, put: async () => undefined, delete: async () => undefined },
      () => undefined,
    ),
    metrics: createMetrics({ unanchoredMs: () => 0, ledgerLagMs: () => 0 }),
    logger,
    limits: {
      anonymousPerMinute: 2,
      signInsPerMinute: 2,
      logReadsPerMinute: 2,
      codesAnHour: 60,
      accountPerMinute: 2,
      openANetwork: 9,
      streamsAnAccount: 1,
      streams: 1,
    },
    trustedProxies,
  });
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return (forwardedFor) =>
    new Promise((resolve, reject) => {
      const headers = forwardedFor === undefined ? {} : { 'X-Forwarded-For': forwardedFor };
      const sent = request({ host: '127.0.0.1', port, headers, agent: false }, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0));
      });
      sent.once('error', reject).end();
    });
}

async function statuses(get: (forwardedFor?: string) => Promise<number>, ...forwarded: (string | undefined)[]) {
  const found: number[] = [];
  for (const one of forwarded) found.push(await get(one));
  return found;
}

describe('X-Forwarded-For', () => {
  it('is not believed from anybody unless a proxy is trusted', async () => {
    const get = await serve([]);
    expect(await statuses(get, '203.0.113.1', '203.0.113.2', '203.0.113.3')).toEqual([200, 200, 429]);
  });

  it('is not believed from who is none of the trusted proxies', async () => {
    const get = await serve(['192.0.2.1', '2001:db8::/32']);
    expect(await statuses(get, '203.0.113.1', '203.0.113.2', '203.0.113.3')).toEqual([200, 200, 429]);
  });

  it.each([['127.0.0.1'], ['127.0.0.0/8']])('gives each client of the proxy %s a limit of its own', async (proxy) => {
    const get = await serve([proxy]);
    expect(await statuses(get, '203.0.113.1', '203.0.113.1', '203.0.113.1', '203.0.113.2')).toEqual([
      200, 200, 429, 200,
    ]);
  });

  it('is believed up to the first hop that is not trusted: what the client sent before it is not', async () => {
    const get = await serve(['127.0.0.1', '10.0.0.1']);
    const forged = ['198.51.100.1, 203.0.113.1', '198.51.100.2, 203.0.113.1, 10.0.0.1', '10.0.0.1, 203.0.113.1'];
    expect(await statuses(get, ...forged)).toEqual([200, 200, 429]);
  });

  it('counts what names no address as the proxy’s own', async () => {
    const get = await serve(['127.0.0.1']);
    expect(await statuses(get, 'unknown', '203.0.113.1:4711', undefined, '203.0.113.1')).toEqual([200, 200, 429, 200]);
  });
});
