import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../src/gateway/http/metrics.ts';
import { route } from '../../src/gateway/http/route.ts';
import { operationsRoutes } from '../../src/gateway/routes/operations.ts';
import { type HttpWorld, serveHttp } from './http-world.ts';

const PORTAL = 'https://portal.example';
let world: HttpWorld;

afterEach(async () => {
  await world.close();
});

async function serve(origins: readonly string[], limits = {}) {
  const open = { summary: '', tag: 'test', who: 'anyone', handle: async () => ({}) } as const;
  const reply = { status: 200, description: '', schema: z.object({}) };
  const metrics = createMetrics({ unanchoredMs: () => 0, ledgerLagMs: () => 0 });
  world = await serveHttp({
    origins,
    limits,
    routes: [
      route({
        ...open,
        method: 'get',
        path: '/open',
        reply: { ...reply, headers: z.object({ 'Custos-Thing': z.string() }) },
      }),
      route({ ...open, method: 'post', path: '/open', reply }),
      route({ ...open, method: 'get', path: '/kept', reply: { ...reply, immutable: true } }),
      route({ ...open, method: 'get', path: '/members', who: ['member'], reply }),
      ...operationsRoutes({ metrics, readiness: () => ({ ready: true, obstacles: [] }) }),
    ],
  });
}

/** What a browser asks before a call that a page may not make by itself. */
async function preflight(path: string, origin: string, method = 'POST') {
  const headers = {
    Origin: origin,
    'Access-Control-Request-Method': method,
    'Access-Control-Request-Headers': 'authorization,content-type,dpop,idempotency-key',
  };
  const response = await fetch(world.url + path, { method: 'OPTIONS', headers });
  await response.text();
  return response;
}

/** Whether a browser that keeps to Fetch would make the call after this answer. */
function letsIn({ status, headers }: Response, origin: string, method: string, sent: readonly string[]): boolean {
  const list = (name: string) => (headers.get(name) ?? '').toLowerCase().split(/, */);
  return (
    status === 204 &&
    headers.get('access-control-allow-origin') === origin &&
    list('access-control-allow-methods').includes(method.toLowerCase()) &&
    sent.every((name) => list('access-control-allow-headers').includes(name))
  );
}

const SENT = ['authorization', 'dpop', 'content-type', 'idempotency-key', 'range'];

describe('a page of a configured origin', () => {
  it('is let in by a preflight, for the methods of the path and the headers that clients send', async () => {
    await serve([PORTAL]);
    const answer = await preflight('/open', PORTAL);
    expect(letsIn(answer, PORTAL, 'POST', SENT)).toBe(true);
    expect(letsIn(answer, PORTAL, 'DELETE', SENT)).toBe(false);
    expect(letsIn(await preflight('/members', PORTAL, 'GET'), PORTAL, 'GET', SENT)).toBe(true);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    expect(answer.headers.get('vary')).toMatch(/\bOrigin\b/);
  });

  it('may read answers and errors, and the headers that clients need', async () => {
    await serve([PORTAL]);
    for (const [path, status] of [
      ['/open', 200],
      ['/members', 401],
      ['/nothing', 404],
    ] as const) {
      const answer = await fetch(world.url + path, { headers: { Origin: PORTAL } });
      const { headers } = answer;
      expect([path, answer.status]).toEqual([path, status]);
      expect([path, headers.get('access-control-allow-origin')]).toEqual([path, PORTAL]);
      const exposed = headers.get('access-control-expose-headers')?.split(', ') ?? [];
      expect(exposed).toEqual(
        expect.arrayContaining(['DPoP-Nonce', 'ETag', 'Custos-Thing', 'Content-Range', 'Retry-After', 'X-Request-Id']),
      );
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it('never gets the figures', async () => {
    await serve([PORTAL]);
    expect((await preflight('/metrics', PORTAL, 'GET')).status).toBe(405);
    const { status, headers } = await fetch(`${world.url}/metrics`, { headers: { Origin: PORTAL } });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  it('is not kept out by a flood of other requests from its network', async () => {
    await serve([PORTAL], { anonymousPerMinute: 2 });
    for (let i = 0; i < 4; i++) await (await fetch(`${world.url}/open`)).text();
    expect((await fetch(`${world.url}/open`)).status).toBe(429);
    expect((await preflight('/open', PORTAL)).status).toBe(204);
  });
});

describe('a page of another origin', () => {
  it.each(['https://elsewhere.example', 'https://portal.example:8443', 'http://portal.example', 'null', '*'])(
    'is told nothing: %s',
    async (origin) => {
      await serve([PORTAL]);
      const refused = await preflight('/open', origin);
      expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([405, null]);
      const { headers } = await fetch(`${world.url}/open`, { headers: { Origin: origin } });
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('access-control-expose-headers')).toBeNull();
    },
  );

  it('cannot be given what a cache keeps of a page that is let in', async () => {
    await serve([PORTAL]);
    const { headers } = await fetch(`${world.url}/kept`);
    expect(headers.get('cache-control')).toMatch(/immutable/);
    expect(headers.get('vary')).toBe('Origin');
    const varied = (await fetch(`${world.url}/open`, { headers: { Origin: PORTAL } })).headers.get('vary');
    expect(varied).toBe('Origin, Authorization, DPoP');
  });

  it('is told nothing where none is configured', async () => {
    await serve([]);
    const refused = await preflight('/open', PORTAL);
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    expect((await fetch(`${world.url}/kept`)).headers.get('vary')).toBeNull();
  });
});
