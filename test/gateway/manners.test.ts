import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { CustosError } from '../../src/core/errors.ts';
import { ContentStream } from '../../src/gateway/http/content-stream.ts';
import { type Route, route } from '../../src/gateway/http/route.ts';
import { type HttpWorld, serveHttp } from './http-world.ts';

const REPLY = { status: 200, description: '', schema: z.object({}) };
const ROUTE = { method: 'get', path: '/any', summary: '', tag: 'test', who: 'anyone', reply: REPLY } as const;
const answering = (more: Partial<Route> = {}): Route => ({ ...route({ ...ROUTE, handle: async () => ({}) }), ...more });

let world: HttpWorld;

afterEach(async () => {
  await world.close();
});

describe('a path that there is', () => {
  it('names the methods that it takes to whoever uses another one', async () => {
    const members: Route['who'] = ['member'];
    const other: Partial<Route> = { path: '/v1/things', who: members };
    const more = [answering({ ...other }), answering({ ...other, method: 'put' })];
    world = await serveHttp({ routes: [answering(), ...more] });
    for (const [path, method, allow] of [
      ['/any', 'POST', 'GET, HEAD'],
      ['/any', 'OPTIONS', 'GET, HEAD'],
      ['/v1/things', 'DELETE', 'GET, PUT'],
      ['/v1/things', 'HEAD', 'GET, PUT'],
    ] as const) {
      const answer = await fetch(world.url + path, { method });
      expect([path, method, answer.status, answer.headers.get('allow')]).toEqual([path, method, 405, allow]);
    }
    expect((await fetch(`${world.url}/any`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('who reads the log', () => {
  it('has a limit of its own, and neither takes from the general one nor is kept out by it', async () => {
    const limits = { anonymousPerMinute: 2, logReadsPerMinute: 3 };
    const routes = [answering(), answering({ path: '/log/checkpoint', readsLog: true })];
    world = await serveHttp({ limits, routes });
    const statuses = async (path: string, count: number) => {
      const found: number[] = [];
      for (let i = 0; i < count; i++) found.push((await fetch(world.url + path)).status);
      return found;
    };
    expect(await statuses('/any', 3)).toEqual([200, 200, 429]);
    expect(await statuses('/log/checkpoint', 4)).toEqual([200, 200, 200, 429]);
    const refused = await fetch(`${world.url}/log/checkpoint`);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a client that goes away', () => {
  /** Sends, and goes as soon as the gateway has begun with it. */
  async function leaves(text: string, begun: Promise<void>) {
    const socket = connect(world.port, '127.0.0.1');
    socket.write(text);
    await begun;
    socket.resetAndDestroy();
    await vi.waitFor(() => expect(world.logged).toContainEqual(expect.objectContaining({ msg: 'request' })));
    await sleep(20);
  }
  const failures = () => world.logged.filter(({ msg }) => msg !== 'request');
  const get = 'GET /any HTTP/1.1\r\nHost: a\r\n\r\n';

  it('within its request is no failure', async () => {
    world = await serveHttp({ routes: [answering({ method: 'post', body: z.unknown() as Route['body'] & {} })] });
    const head = 'POST /any HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"';
    await leaves(head, sleep(50));
    expect(failures()).toEqual([]);
  });

  /** A route that has begun, and goes on once its client has gone. */
  async function afterwards(rest: (call: Parameters<Route['handle']>[0]) => Promise<unknown>) {
    const begun = Promise.withResolvers<void>();
    const handle: Route['handle'] = async (call) => {
      begun.resolve();
      await new Promise((resolve) => call.response.once('close', resolve));
      return rest(call);
    };
    world = await serveHttp({ routes: [answering({ handle })] });
    await leaves(get, begun.promise);
  }

  it('before its answer is no failure', async () => {
    await afterwards(async () => ({ large: 'x'.repeat(2 ** 20) }));
    expect(failures()).toEqual([]);
  });

  it('before a stream begins is no failure', async () => {
    await afterwards(async ({ response }) => {
      const stream = new ContentStream(response);
      stream.begin(200, {});
      await stream.write('late');
    });
    expect(failures()).toEqual([]);
  });

  it('within a stream is no failure', async () => {
    const begun = Promise.withResolvers<void>();
    const handle: Route['handle'] = async ({ response }) => {
      const stream = new ContentStream(response);
      stream.begin(200, {});
      begun.resolve();
      for (;;) await stream.write('x'.repeat(65_536));
    };
    world = await serveHttp({ routes: [answering({ handle })] });
    await leaves(get, begun.promise);
    expect(failures()).toEqual([]);
  });

  it('before it was told that it was wrong is no failure, and the gateway goes on', async () => {
    await afterwards(async () => {
      throw new CustosError('NOT_FOUND', 'There is none.');
    });
    expect(failures()).toEqual([]);
  });

  it('hides no failure of the gateway’s own', async () => {
    await afterwards(async () => {
      throw new CustosError('STORE_CORRUPT', 'The store is damaged.');
    });
    expect(failures()).toMatchObject([{ msg: 'request failed', code: 'STORE_CORRUPT' }]);
  });
});
