import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { report } from '../../src/cli/run.ts';
import { leafOf, readContent } from '../../src/client/content-reader.ts';
import { checkAccess } from '../../src/client/download.ts';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { toHex, utf8 } from '../../src/core/bytes.ts';
import type { LeafJson } from '../../src/core/content.ts';
import { type Entry, encodeEntry } from '../../src/core/entry.ts';
import type { CustosError } from '../../src/core/errors.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { Address, DatasetId, Digest, LogId } from '../../src/core/ids.ts';
import { itemLeafHash, releaseRow } from '../../src/core/item.ts';
import { leafHash } from '../../src/core/merkle.ts';
import type { AccessRequest } from '../../src/core/request.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function gateway(answer: RequestListener, timeoutMs = 5_000): Promise<GatewayClient> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new GatewayClient({ endpoint: `http://127.0.0.1:${port}`, timeoutMs });
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
    ['no ranges', {}],
    ['more items than there can be', { ranges: [[0, Number.MAX_SAFE_INTEGER]], withheld: {} }],
    [
      'an item twice',
      {
        ranges: [
          [0, 3],
          [3, 4],
        ],
        withheld: {},
      },
    ],
    ['a range backwards', { ranges: [[4, 3]], withheld: {} }],
    ['half an item', { ranges: [[0.5, 1]], withheld: {} }],
    ['no reasons', { ranges: [[0, 3]], withheld: null }],
  ])('is not counted up where it names %s', async (_, answer) => {
    const client = await gateway(always(answer));
    await expect(checkAccess(client, request)).rejects.toMatchObject(NO_GATEWAY);
  });
});

describe('content', () => {
  const hex = `0x${'00'.repeat(32)}`;
  const leaf = { salt: hex, digest: hex, size: 1, mediaType: 'text/plain', categories: 0, owner: hex, source: hex };
  const place = { position: 0, index: 0, name: 'a', manifestPath: [], manifestSize: 1, binding: hex, rowPath: [] };

  it.each([
    ['a release of nothing', { release: null }],
    ['a release whose count is below zero', { release: { receipt: '', seq: 0, count: -1 } }],
    ['a release whose receipt is no text', { release: { receipt: {}, seq: 0, count: 1 } }],
    ['an item without a leaf', { item: { ...place } }],
    ['an item with a path of no hashes', { item: { ...place, leaf, manifestPath: [7] } }],
    ['an item whose number is text', { item: { ...place, leaf, index: '0' } }],
    ['data that is no text', { data: 7 }],
    ['an end of nothing', { end: null }],
    ['an end that counts in words', { end: { releases: 0, items: 0, withheld: { why: 'many' } } }],
    ['a line with two members', { data: '', end: {} }],
    ['a member of every object', JSON.parse('{"__proto__":{"end":1}}')],
    ['a list', []],
    ['null', null],
  ])('with %s does not verify', async (_, line) => {
    const chunks = (async function* () {
      yield utf8(`${JSON.stringify(line)}\n`);
    })();
    const openReceipt = () => new Uint8Array();
    const read = async () => {
      for await (const event of readContent(chunks, { manifestRoot: new Uint8Array(32), openReceipt })) {
        expect(event).toBeUndefined();
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'PROOF_INVALID', message: expect.stringContaining('verify') });
  });
});

describe('an item', () => {
  const hex = `0x${'00'.repeat(32)}` as const;
  const bytes = utf8('four');
  const leaf: LeafJson = {
    ...{ salt: hex, digest: toHex(sha256(bytes)), size: bytes.length, mediaType: 'text/plain', categories: 0 },
    ...{ owner: hex, source: hex },
  };
  const manifestRoot = itemLeafHash(leafOf(leaf));
  const root = toHex(leafHash(releaseRow(manifestRoot, new Uint8Array(32)))) as Digest;
  const entry = encodeEntry({
    ...{ v: 1, ledger: `eip155:7:0x${'0a'.repeat(20)}`, logId: `0x${'0c'.repeat(32)}` as LogId, seq: 3, time: 1 },
    ...{ block: { height: 1, hash: hex }, kind: 'release', outcome: 'self', evidence: hex },
    ...{ dataset: `0x${'0b'.repeat(32)}` as DatasetId, version: 1, delivery: 'download', rows: { root, count: 1 } },
  } as Entry);
  const place = { position: 0, index: 0, name: 'a', manifestPath: [], manifestSize: 1, binding: hex, rowPath: [] };

  /** Bytes that were handed over before the reader gave up, and why it did; `data` is sent for ever. */
  async function take(data: Uint8Array): Promise<{ taken: number; code: string }> {
    const lines = async function* () {
      yield utf8(`${JSON.stringify({ release: { receipt: '', seq: 3, count: 1 } })}\n`);
      yield utf8(`${JSON.stringify({ item: { ...place, leaf } })}\n`);
      for (let i = 0; i < 1_000; i++) yield utf8(`${JSON.stringify({ data: Buffer.from(data).toString('base64') })}\n`);
    };
    let taken = 0;
    try {
      for await (const event of readContent(lines(), { manifestRoot, openReceipt: () => entry })) {
        if (event.type === 'data') taken += event.bytes.length;
      }
    } catch (error) {
      return { taken, code: (error as CustosError).code };
    }
    return { taken, code: 'none' };
  }

  it.each([1, 3, 4, 5])('of which %i bytes come again and again is no longer than the chain says', async (length) => {
    const { taken, code } = await take(new Uint8Array(length));
    expect(code).toBe('ITEM_CORRUPT');
    expect(taken).toBeLessThanOrEqual(bytes.length);
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
