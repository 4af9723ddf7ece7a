import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { report } from '../../src/cli/run.ts';
import { checkAccess } from '../../src/client/download.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import type { Address, DatasetId } from '../../src/core/ids.ts';
import type { AccessRequest } from '../../src/core/request.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function gateway(
  answer: RequestListener,
  timeoutMs = 5_000,
  bounds: { readonly answerMs?: number; readonly maxListBytes?: number } = {},
): Promise<GatewayClient> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new GatewayClient({ endpoint: `http://127.0.0.1:${port}`, timeoutMs, ...bounds });
}

function always(body: unknown, status = 200): RequestListener {
  return (_, response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const NO_GATEWAY = { code: 'GATEWAY_UNREACHABLE' };

describe('an answer', () => {
  it('that stops before its end is not waited for without end', async () => {
    const client = await gateway((_, response) => void response.write('{"members":['), 100);
    await expect(client.json('GET', '/v1/members')).rejects.toMatchObject(NO_GATEWAY);
  });

  it('that comes drop by drop is not waited for without end', async () => {
    let drops: NodeJS.Timeout | undefined;
    const drip: RequestListener = (_, response) => {
      drops = setInterval(() => response.write(' '), 5);
    };
    const client = await gateway(drip, 5_000, { answerMs: 100 });
    const refused = { ...NO_GATEWAY, message: expect.stringContaining('took more than 0.1 s') };
    await expect(client.json('GET', '/v1/members')).rejects.toMatchObject(refused);
    clearInterval(drops);
  });

  it('of a list whose pages never end is read no further than a list may be long', async () => {
    let pages = 0;
    const endless: RequestListener = (request, response) => {
      const from = Number(new URL(request.url ?? '', 'http://gateway.test').searchParams.get('from'));
      pages++;
      response.end(JSON.stringify({ members: ['x'.repeat(1_000)], next: from + 1 }));
    };
    const client = await gateway(endless, 5_000, { maxListBytes: 10_000 });
    await expect(client.list('/v1/members', 'members')).rejects.toMatchObject({
      code: 'INPUT_TOO_LARGE',
      message: expect.stringContaining('does not come to an end'),
    });
    expect(pages).toBe(10);
  });

  it('of refusal that never ends is cut, and is that of no gateway', async () => {
    const fill = (response: ServerResponse) => {
      while (response.writable && response.write('x'.repeat(65_536)));
    };
    const client = await gateway((_, response) => {
      response.writeHead(500);
      response.on('drain', () => fill(response));
      fill(response);
    });
    await expect(client.json('GET', '/v1/members')).rejects.toMatchObject({
      ...NO_GATEWAY,
      message: expect.stringContaining('status 500'),
    });
  });

  it('of refusal says no more than people can read, and nothing that could not be written again', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const problem = `{"code":"FORBIDDEN","detail":${JSON.stringify('\u001b[2J'.repeat(3_000))},"details":{"a":${deep}}}`;
    const client = await gateway(always(problem, 403));
    const error = await client.json('GET', '/v1/members').catch((one: Error) => one);
    expect(error).toMatchObject({ code: 'FORBIDDEN', details: {} });
    expect((error as Error).message.length).toBeLessThan(20_000);
    expect((error as Error).message).not.toContain('\u001b');
    const [out, err] = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockReturnValue(true),
    );
    expect(report(error, true)).toBe(1);
    out?.mockRestore();
    err?.mockRestore();
  });

  it.each([['null'], ['7'], ['"text"'], ['']])('of %j where JSON is due is that of no gateway', async (body) => {
    const client = await gateway(always(body));
    await expect(client.shown()).rejects.toMatchObject(NO_GATEWAY);
  });

  it.each([
    ['without its members', {}],
    ['that begins again', { members: [1], next: 0 }],
    ['that goes on without members', { members: [], next: 1 }],
    ['that goes on nowhere', { members: [1], next: 'x' }],
  ])('of a list %s ends it', async (_, page) => {
    const client = await gateway(always(page));
    await expect(client.list('/v1/members', 'members')).rejects.toMatchObject(NO_GATEWAY);
  });

  it('in very many chunks is put together', async () => {
    const client = await gateway((_, response) => {
      response.write('{"text":"');
      for (let i = 0; i < 150_000; i++) response.write('x');
      response.end('"}');
    });
    expect((await client.json<{ text: string }>('GET', '/v1/members')).text).toHaveLength(150_000);
  });
});

describe('what would be permitted', () => {
  const request: AccessRequest = {
    ...{ v: 1, ledger: `eip155:7:0x${'0a'.repeat(20)}`, gateway: `0x${'0d'.repeat(20)}` as Address },
    ...{ dataset: `0x${'0b'.repeat(32)}` as DatasetId, version: 1, purpose: 7, delivery: 'download' },
  } as unknown as AccessRequest;

  it.each([
    ['no ranges', { bytes: 1, withheld: {} }],
    ['more items than there can be', { ranges: [[0, Number.MAX_SAFE_INTEGER]], bytes: 1, withheld: {} }],
    [
      'an item twice',
      {
        ranges: [
          [0, 3],
          [3, 4],
        ],
        bytes: 1,
        withheld: {},
      },
    ],
    ['a range backwards', { ranges: [[4, 3]], bytes: 1, withheld: {} }],
    ['half an item', { ranges: [[0.5, 1]], bytes: 1, withheld: {} }],
    ['no reasons', { ranges: [[0, 3]], bytes: 1, withheld: null }],
    ['no bytes', { ranges: [[0, 3]], bytes: '7', withheld: {} }],
  ])('is not counted up where it names %s', async (_, answer) => {
    const client = await gateway(always(answer));
    await expect(checkAccess(client, request)).rejects.toMatchObject(NO_GATEWAY);
  });
});

describe('the address of a gateway', () => {
  it.each([
    ['http://LOCALHOST:8340', 'http://localhost:8340'],
    ['HTTP://127.1:8340///', 'http://127.0.0.1:8340'],
    ['https://gateway.example:443/', 'https://gateway.example'],
    ['http://[0:0::1]:8340', 'http://[::1]:8340'],
  ])('%s is %s', (given, written) => {
    expect(new GatewayClient({ endpoint: given }).endpoint).toBe(written);
  });

  it.each([
    ['ftp://gateway.example'],
    ['http://user@gateway.example'],
    ['http://gateway.example/path'],
    ['http://gateway.example?q'],
    ['http://gateway.example#'],
    ['http://gateway.example.'],
  ])('is not %s', (given) => {
    expect(() => new GatewayClient({ endpoint: given })).toThrow(/^The address of a gateway must be/);
  });
});
