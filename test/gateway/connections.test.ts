import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Authenticator } from '../../src/gateway/auth/authenticate.ts';
import { createHttp } from '../../src/gateway/http/http.ts';
import { Idempotency } from '../../src/gateway/http/idempotency.ts';
import { createMetrics } from '../../src/gateway/http/metrics.ts';
import { type Route, route } from '../../src/gateway/http/route.ts';
import { createBoundedServer, stopServer } from '../../src/gateway/http/server.ts';
import { foundConsortium } from './consortium.ts';

const LIMITS = {
  anonymousPerMinute: 1_000,
  signInsPerMinute: 1_000,
  logReadsPerMinute: 1_000,
  codesAnHour: 60,
  accountPerMinute: 1_000,
  openANetwork: 100,
  streamsAnAccount: 1,
  streams: 1,
  connections: 100,
  connectionsANetwork: 100,
  stallMs: 300,
  requestMs: 600,
};

let server: Server;
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function open(path: string, reply: Route['reply'], handle: () => Promise<unknown>, unlimited = false): Route {
  return { ...route({ method: 'get', path, summary: '', tag: 'test', who: 'anyone', reply, handle }), unlimited };
}

async function serve(
  limits: Partial<typeof LIMITS> = {},
  isTrustedProxy?: (address: string) => boolean,
): Promise<number> {
  const all = { ...LIMITS, ...limits };
  const large = 'x'.repeat(64 * 2 ** 20);
  const json = { status: 200, description: '', schema: z.unknown() };
  const app = createHttp({
    routes: [
      open('/small', json, async () => ({})),
      open('/large', { status: 200, description: '', type: 'text/plain' }, async () => large),
      open('/healthz', json, async () => ({ status: 'ok' }), true),
      {
        ...open('/echo', json, async () => ({})),
        method: 'post',
        body: z.unknown() as unknown as NonNullable<Route['body']>,
      },
    ],
    authenticator: {} as Authenticator,
    idempotency: new Idempotency(
      { get: async () => undefined, put: async () => undefined, delete: async () => undefined },
      () => undefined,
    ),
    metrics: createMetrics({ unanchoredMs: () => 0, ledgerLagMs: () => 0 }),
    logger: pino({ level: 'silent' }),
    limits: all,
    trustedProxies: [],
  });
  server = createBoundedServer(app, all, isTrustedProxy);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Resolves with how a connection that sends `text` and reads nothing ends. */
async function raw(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.pause();
  socket.write(text);
  return socket;
}

async function status(port: number, path: string, method = 'GET'): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  request({ host: '127.0.0.1', port, path, method, agent: false }, (response) => {
    response.resume().once('end', () => resolve(response.statusCode ?? 0));
  })
    .once('error', reject)
    .end();
  return promise;
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`;

describe('a client', () => {
  it('that does not read its answer loses its connection, whatever the route', async () => {
    const port = await serve();
    const [held] = (await Promise.all([once(server, 'connection'), raw(port, get('/large'))]))[0] as [Socket];
    await once(held, 'close');
    expect(held.bytesWritten).toBeGreaterThan(0);
  });

  it('that reads drop by drop does, too', async () => {
    const port = await serve();
    const connected = once(server, 'connection');
    const socket = await raw(port, get('/large'));
    const [held] = (await connected) as [Socket];
    const drip = setInterval(() => socket.read(64), 20);
    await once(held, 'close');
    clearInterval(drip);
  });

  it('that reads slowly but steadily gets all of it', async () => {
    const stallMs = 1_500;
    const port = await serve({ stallMs });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const began = Date.now();
    request({ host: '127.0.0.1', port, path: '/large', agent: false }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (Date.now() - began > 2.5 * stallMs) return;
        response.pause();
        setTimeout(() => response.resume(), 5);
      });
      response.once('end', () => resolve(length)).once('error', reject);
    })
      .once('error', reject)
      .end();
    expect(await promise).toBe(64 * 2 ** 20);
    expect(Date.now() - began).toBeGreaterThan(2 * stallMs);
  });

  it('that sends its request byte by byte is answered with 408, and nothing that a cache keeps', async () => {
    const port = await serve();
    const head = 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n';
    const socket = await raw(port, head);
    const drip = setInterval(() => socket.write(' '), 50);
    socket.resume();
    const [answer] = (await once(socket, 'data')) as [Buffer];
    clearInterval(drip);
    expect(answer.toString()).toMatch(/^HTTP\/1.1 408 .*no-store/s);
  });

  it.each([
    ['names no host', 'GET /small HTTP/1.1\r\n\r\n', 400],
    ['names two hosts', 'GET /small HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['expects what nobody has', 'POST /echo HTTP/1.1\r\nHost: a\r\nExpect: a-sign\r\nContent-Length: 2\r\n\r\n{}', 417],
    ['says two lengths', 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
    ['is no HTTP', 'hello\r\n\r\n', 400],
    ['has more headers than fit', `GET /small HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    ['is of another protocol’s method', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ])('whose request %s is refused in a way that no cache keeps', async (_, text, expected) => {
    const socket = await raw(await serve(), text);
    const chunks = await Array.fromAsync(socket as AsyncIterable<Buffer>);
    expect(Buffer.concat(chunks).toString()).toMatch(
      new RegExp(`^HTTP/1.1 ${expected} .*\r\nCache-Control: no-store\r\n`, 's'),
    );
  });
});

describe('a network', () => {
  it('has so many connections and no more', async () => {
    const port = await serve({ connectionsANetwork: 2 });
    await Promise.all([raw(port, ''), raw(port, '')]);
    await expect(status(port, '/small')).rejects.toMatchObject({ code: 'ECONNRESET' });
    sockets[0]?.destroy();
    await expect.poll(() => status(port, '/small').catch(() => 0)).toBe(200);
  });

  it('is not counted by connections where they are a trusted proxy’s, which brings many clients', async () => {
    const port = await serve({ connectionsANetwork: 1 }, (address) => address === '127.0.0.1');
    await Promise.all([raw(port, ''), raw(port, '')]);
    expect(await status(port, '/small')).toBe(200);
  });

  it('has so many answers that it did not read and no more, on one connection or many; health is answered', async () => {
    const port = await serve({ openANetwork: 2, stallMs: 60_000 });
    await raw(port, get('/large') + get('/large'));
    await expect.poll(() => status(port, '/small')).toBe(429);
    expect(await status(port, '/healthz')).toBe(200);
    sockets[0]?.destroy();
    await expect.poll(() => status(port, '/small')).toBe(200);
  });

  it('cannot ask for health too often, but for what does not exist', async () => {
    const port = await serve({ anonymousPerMinute: 3 });
    for (let i = 0; i < 20; i++) expect(await status(port, '/healthz')).toBe(200);
    const found = [];
    for (const path of ['/a', '/b', '/healthz/c', '/d']) found.push(await status(port, path));
    expect(found).toEqual([404, 404, 404, 429]);
    expect(await status(port, '/healthz')).toBe(200);
  });
});

describe('a method that a path does not take', () => {
  it.each(['OPTIONS', 'TRACE', 'PATCH', 'DELETE', 'PROPFIND'])('is refused: %s', async (method) => {
    const port = await serve();
    expect(await status(port, '/small', method)).toBe(405);
    expect(await status(port, '/nothing', method)).toBe(404);
  });

  it('is named as such, with those that it takes, and no web page is let in', async () => {
    const port = await serve();
    const preflight = { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'GET' };
    const response = await fetch(`http://127.0.0.1:${port}/small`, { method: 'OPTIONS', headers: preflight });
    expect([response.headers.get('allow'), response.headers.get('access-control-allow-origin')]).toEqual([
      'GET, HEAD',
      null,
    ]);
    expect(await response.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', status: 405 });
  });

  it('may ask to upgrade or to tunnel, and gets neither', async () => {
    const port = await serve();
    const upgrade = await raw(
      port,
      'GET /small HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    upgrade.resume();
    expect(String((await once(upgrade, 'data'))[0])).toMatch(/^HTTP\/1.1 200 /);
    const tunnel = await raw(port, 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n');
    tunnel.resume();
    await once(tunnel, 'close');
    expect(tunnel.bytesRead).toBe(0);
  });
});

describe('a server that stops', () => {
  const NEVER = Number.MAX_SAFE_INTEGER;
  const HEAD = 'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n';

  it('waits for nobody who asks nothing, whether it asked before or never said a word', async () => {
    const port = await serve();
    const kept = await raw(port, 'GET /small HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(kept.resume(), 'data');
    const silent = connect(port, '127.0.0.1');
    sockets.push(silent);
    await Promise.all([once(server, 'connection'), once(silent, 'connect')]);
    let isCut = false;
    await stopServer(server, NEVER, () => {
      isCut = true;
    });
    expect(isCut).toBe(false);
  });

  it('answers what is under way, however long it may wait for that', async () => {
    const port = await serve();
    const socket = await raw(port, HEAD);
    await once(server, 'request');
    let isCut = false;
    const stopped = stopServer(server, NEVER, () => {
      isCut = true;
    });
    socket.write('{}');
    expect(String((await once(socket.resume(), 'data'))[0])).toMatch(/^HTTP\/1.1 200 /);
    await stopped;
    expect(isCut).toBe(false);
  });

  it('cuts off what does not end within its grace', async () => {
    const port = await serve();
    const socket = await raw(port, HEAD);
    await once(server, 'request');
    const gone = once(socket.resume(), 'close');
    let isCut = false;
    await stopServer(server, 100, () => {
      isCut = true;
    });
    await gone;
    expect(isCut).toBe(true);
  });
});

describe('health, readiness and metrics', () => {
  it('can be served at an address of their own, and are then served there alone', async () => {
    server = createBoundedServer(() => undefined, LIMITS);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await using consortium = await withOperations(port);
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      // Which is 503 as long as the chain has not said how much of the log it has.
      await expect.poll(() => status(port, path), { timeout: 20_000 }).toBe(200);
      expect([path, (await fetch(consortium.endpoint + path)).status]).toEqual([path, 404]);
    }
    expect(await status(port, '/v1/ledger')).toBe(404);
  });

  async function withOperations(port: number) {
    const consortium = await foundConsortium({ patients: 1, operations: { host: '127.0.0.1', port } });
    return { endpoint: consortium.endpoint, [Symbol.asyncDispose]: () => consortium.close() };
  }
});
