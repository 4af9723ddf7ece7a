import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireOwnCaller } from '../../src/cli/proxy/caller.ts';
import { ownerOf, TELLS_OWNERS } from '../../src/cli/proxy/connection-owner.ts';
import { LoopbackServer } from '../../src/cli/proxy/loopback.ts';
import { tarEnd, tarFill, tarHeader } from '../../src/cli/proxy/tar.ts';
import { verifiedItems } from '../../src/cli/proxy/verified-items.ts';
import type { DownloadEvent } from '../../src/client/download.ts';
import { unprivileged } from '../unprivileged.ts';

const IS_ROOT = process.geteuid?.() === 0;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-proxy-parts-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe.skipIf(!TELLS_OWNERS)('of a connection to this machine', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['another address of its own', '127.0.0.1', '127.0.0.9'],
    ['IPv4 by a socket of IPv6', '::ffff:127.0.0.1'],
    ['::1', '::1'],
  ])('tells whose it is, from %s', async (_, host, localAddress?: string) => {
    const { request, end } = await connected(host, localAddress);
    expect(await ownerOf(request.socket)).toBe(process.geteuid?.());
    await end();
  });

  it.runIf(IS_ROOT)('refuses another user, unless every user is served', async () => {
    let connection: Awaited<ReturnType<typeof connected>> | undefined;
    await unprivileged(async () => {
      connection = await connected('127.0.0.1');
    });
    const { request, port, end } = connection as NonNullable<typeof connection>;
    expect(await ownerOf(request.socket)).toBe(65_534);
    await expect(requireOwnCaller(request, { port, anyUser: false })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(requireOwnCaller(request, { port, anyUser: true })).resolves.toBeUndefined();
    await end();
  });
});

/** A request of this process, as the server has it. */
async function connected(host: string, localAddress?: string) {
  const { promise, resolve } = Promise.withResolvers<IncomingMessage>();
  const server = await LoopbackServer.open(resolve, 0);
  const sent = get({ host, ...(localAddress ? { localAddress } : {}), port: server.port, agent: false });
  sent.on('error', () => undefined);
  const request = await promise;
  return { request, port: server.port, end: () => server[Symbol.asyncDispose]() };
}

describe('items on their way', () => {
  const keeping = () => ({ directory, release: async () => undefined });

  async function* events(parts: readonly Buffer[], ends: boolean): AsyncGenerator<DownloadEvent> {
    const size = parts.reduce((sum, { length }) => sum + length, 0);
    const item = { index: 1, leaf: { size } } as never;
    yield { type: 'item', item };
    for (const part of parts) {
      const bytes = Buffer.from(part);
      yield { type: 'data', bytes };
      // What was handed over is good until the next event.
      bytes.fill(0);
    }
    if (!ends) throw new Error('cut off');
    yield { type: 'verified', item };
  }

  it.each([
    ['in memory', [Buffer.from('one '), Buffer.from('item')]],
    ['in a file without a name', [Buffer.alloc(3 * 2 ** 20, 'a'), Buffer.alloc(3 * 2 ** 20, 'b'), Buffer.from('c')]],
    ['nowhere, since they are empty', []],
  ])('wait %s, and leave nothing behind', async (_, parts) => {
    for await (const { head, bytes } of verifiedItems(events(parts, true), keeping())) {
      const whole = Buffer.concat(await Array.fromAsync(bytes()));
      expect(whole.equals(Buffer.concat(parts))).toBe(true);
      expect(head.equals(whole.subarray(0, 4096))).toBe(true);
      expect(await readdir(directory)).toEqual([]);
    }
    expect(await readdir(directory)).toEqual([]);
  });

  it('are not handed on where they are cut off', async () => {
    const items = verifiedItems(events([Buffer.from('half')], false), keeping());
    await expect(items.next()).rejects.toThrow('cut off');
  });

  it('are not handed on before what follows them was found to be good', async () => {
    async function* badlyEnded(): AsyncGenerator<DownloadEvent> {
      yield* events([Buffer.from('whole')], true);
      throw new Error('its end counts other items');
    }
    await expect(verifiedItems(badlyEnded(), keeping()).next()).rejects.toThrow('its end');
  });
});

describe('an archive', () => {
  it('is one to tar, of files of any size', async () => {
    const [small, exact] = [Buffer.from('small'), Buffer.alloc(512, 'x')];
    const archive = Buffer.concat([
      ...[tarHeader('a.txt', small.length), small, tarFill(small.length)],
      ...[tarHeader('b.bin', exact.length), exact, tarFill(exact.length), tarEnd()],
    ]);
    expect(await listed(archive)).toMatch(/^-rw------- .* 5 1970-.* a\.txt\n-rw------- .* 512 1970-.* b\.bin\n$/);
    expect(await listed(tarHeader('large.dcm', 9 * 2 ** 30))).toMatch(/ 9663676416 1970-.* large\.dcm/);
  });

  async function listed(archive: Buffer): Promise<string> {
    const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C' };
    const tar = promisify(execFile)('tar', ['-t', '-v', '-f', '-'], { env });
    tar.child.stdin?.on('error', () => undefined);
    tar.child.stdin?.end(archive);
    // Of a header alone it says that the file is missing, once it has listed it.
    return (await tar.catch((error) => error)).stdout;
  }
});
