import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { get, type RequestOptions, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayClient, logState } from '../../src/client/index.ts';
import { type Running, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { custos } from './kept-program.ts';

const run = promisify(execFile);
const CHANGED = new URL('changed-content.ts', import.meta.url).href;
const CURL = ['/usr/bin/curl', '/bin/curl', '/usr/local/bin/curl'].find(existsSync);
const USE = ['Outpatient clinic', '--purpose', 'biomedical research', '--no-commercial', '--as', 'researcher'];

let directory: string;
let environment: Record<string, string>;
let node: Running;
let proxy: Running;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-proxy-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  node = await serving(['quickstart'], environment);
  proxy = await serving(['proxy', ...USE], environment);
}, 120_000);
afterAll(async () => {
  await proxy?.stop();
  await node?.stop();
  await rm(directory, { recursive: true, force: true });
});

const logged = async () => (await logState(new GatewayClient({ endpoint: node.url }))).size;

async function numbers(): Promise<number[]> {
  const lines = (await (await fetch(`${proxy.url}/items`)).text()).trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { item: number }).item);
}

/** Files of an archive, by their names. */
async function unpacked(archive: Uint8Array, name: string): Promise<Map<string, Buffer>> {
  const into = join(directory, name);
  await mkdir(into);
  const tar = run('tar', ['-x', '-f', '-', '-C', into]);
  tar.child.stdin?.end(archive);
  await tar;
  const names = (await readdir(into)).sort();
  return new Map(await Promise.all(names.map(async (one) => [one, await readFile(join(into, one))] as const)));
}

/** What is answered to a request that `fetch` would not make. */
async function answered(options: RequestOptions): Promise<{ status: number | undefined; code: string }> {
  const sent = request({ host: '127.0.0.1', port: new URL(proxy.url).port, path: '/items', agent: false, ...options });
  sent.end();
  const [response] = await once(sent, 'response');
  const { error } = JSON.parse(Buffer.concat(await Array.fromAsync(response)).toString());
  return { status: response.statusCode, code: error.code };
}

describe('`custos proxy`', () => {
  it('gives all that `get` gets, byte for byte and under the same names, in one archive and one entry of the log', async () => {
    const before = await logged();
    const response = await fetch(`${proxy.url}/items.tar`);
    expect(response.headers.get('content-type')).toBe('application/x-tar');
    const files = await unpacked(new Uint8Array(await response.arrayBuffer()), 'archive');
    expect(await logged()).toBe(before + 1);
    const out = join(directory, 'got');
    expect(await custos(['get', ...USE, '--split', '--out', out], environment)).toMatchObject({ code: 0 });
    const got = (await readdir(out)).filter((name) => /-\d+\.ndjson$/.test(name)).sort();
    expect(got.length).toBeGreaterThan(30);
    expect([...files.keys()]).toEqual(got);
    for (const [name, bytes] of files) expect(bytes).toEqual(await readFile(join(out, name)));
  });

  it('lists the items that may be had, which is no entry of the log, and gives each one alone', async () => {
    const before = await logged();
    const about = (await (await fetch(`${proxy.url}/`)).json()) as Record<string, unknown>;
    const items = await numbers();
    expect(about).toMatchObject({
      name: 'Outpatient clinic',
      permit: 1,
      items: items.length,
      facts: { commercial: false },
    });
    expect(await logged()).toBe(before);
    const response = await fetch(`${proxy.url}/items/${items[0]}`);
    const [, name = ''] =
      /^attachment; filename="([A-Z]\w+-\d+\.ndjson)"$/.exec(response.headers.get('content-disposition') ?? '') ?? [];
    expect(response.headers.get('content-type')).toBe('application/fhir+ndjson');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(await readFile(join(directory, 'got', name)));
    expect(response.headers.get('custos-entry')).toBe(String(before));
    expect(await logged()).toBe(before + 1);
  });

  it('keeps the receipt of each release, and shows neither the key nor anything of the session', async () => {
    const [, receipt = ''] = /^entry \d+ of the log: 1 item; its receipt is kept in (\S+)$/m.exec(proxy.output()) ?? [];
    const verified = await custos(['receipt', 'verify', receipt], environment);
    expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/items of a dataset were released/) });
    const key = (await readFile(join(directory, 'node/keys/researcher.key'), 'utf8')).trim();
    for (const secret of [key, key.replace(/^0x/, ''), 'eyJ', 'DPoP']) {
      expect(proxy.output() + proxy.errors()).not.toContain(secret);
    }
  });

  it.each<[string, RequestOptions, number, string]>([
    ['another name of this address', { headers: { host: 'evil.example' } }, 403, 'FORBIDDEN'],
    ['another port in its name', { headers: { host: '127.0.0.1:1' } }, 403, 'FORBIDDEN'],
    ['a page of a browser that sends its origin', { headers: { origin: 'http://127.0.0.1' } }, 403, 'FORBIDDEN'],
    ['a picture in a page', { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'FORBIDDEN'],
    ['a whole address in place of a path', { path: 'http://evil.example/items' }, 404, 'NOT_FOUND'],
    ['the routes of the gateway', { path: '/v1/permits' }, 404, 'NOT_FOUND'],
    ['a path with more behind it', { path: '/items/1?x=1' }, 404, 'NOT_FOUND'],
    ['POST', { method: 'POST' }, 405, 'METHOD_NOT_ALLOWED'],
    ['OPTIONS', { method: 'OPTIONS' }, 405, 'METHOD_NOT_ALLOWED'],
  ])('refuses %s, and asks the gateway for nothing', async (_, options, status, code) => {
    const before = await logged();
    const port = new URL(proxy.url).port;
    const host = `127.0.0.1:${port}`;
    expect(await answered({ ...options, headers: { host, ...options.headers } as Record<string, string> })).toEqual({
      status,
      code,
    });
    expect(await logged()).toBe(before);
  });

  it('answers at localhost and, where the machine has it, at ::1', async () => {
    const { port } = new URL(proxy.url);
    expect((await fetch(`http://localhost:${port}/items`)).status).toBe(200);
    const other = await fetch(`http://[::1]:${port}/items`).catch((error) => error.cause.code);
    expect(other instanceof Response ? other.status : other).toBeOneOf([200, 'EADDRNOTAVAIL']);
  });

  it('gives no item of whoever withdrew meanwhile, alone or among the others', async () => {
    const before = await numbers();
    expect(await custos(['consent', 'revoke', '--all', '--as', 'patient-03'], environment)).toMatchObject({ code: 0 });
    const after = new Set(await numbers());
    const [gone] = before.filter((item) => !after.has(item));
    expect(gone).toBeDefined();
    const refused = await fetch(`${proxy.url}/items/${gone}`);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'ACCESS_REFUSED' } });
    const archive = new Uint8Array(await (await fetch(`${proxy.url}/items.tar`)).arrayBuffer());
    expect((await unpacked(archive, 'after')).size).toBe(after.size);
  });

  it('refuses at its start what the permit does not allow', async () => {
    const other = USE.map((word) => (word === 'biomedical research' ? 'population research' : word));
    const refused = await custos(['proxy', ...other], environment);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/permit is for biomedical/) });
  });

  it('takes no port that another program has, and ends when it is asked to', async () => {
    const taken = await custos(['proxy', ...USE, '--port', new URL(proxy.url).port], environment);
    expect(taken).toMatchObject({ code: 2, stderr: expect.stringMatching(/taken by another program.*--port/) });
    const second = await serving(['proxy', ...USE], environment);
    expect(await second.stop()).toMatchObject({ code: 0, stderr: '' });
    await expect(fetch(second.url)).rejects.toThrow();
  });

  it.skipIf(CURL === undefined)('is used by curl as it says', async () => {
    const lines = [...proxy.output().matchAll(/^ {2}(curl .*?) {2,}/gm)].map(([, line = '']) => line);
    expect(lines).toHaveLength(3);
    const [item = 0] = await numbers();
    const counts: number[] = [];
    for (const [i, line] of lines.entries()) {
      const cwd = join(directory, `curl-${i}`);
      await mkdir(cwd);
      const { stdout } = await run('sh', ['-c', line.replace('NUMBER', String(item))], { cwd });
      counts.push((await readdir(cwd)).length + stdout.split('\n').length - 1);
    }
    const all = (await numbers()).length;
    expect(counts).toEqual([all, all, 1]);
  });
});

describe('of a gateway whose stream somebody changed on the way', () => {
  let behind: Running;
  beforeAll(async () => {
    behind = await serving(['proxy', ...USE], { ...environment, NODE_OPTIONS: `--import=${CHANGED}` });
  }, 60_000);
  afterAll(async () => {
    await behind?.stop();
  });

  it('gives no byte of the item in question, and says why', async () => {
    const [item] = await numbers();
    const refused = await fetch(`${behind.url}/items/${item}`);
    expect(refused.status).toBe(502);
    expect(await refused.json()).toMatchObject({ error: { code: 'ITEM_CORRUPT' } });
  });

  it('breaks an archive off where it is, so that nobody takes it for whole', async () => {
    const { response, bytes, error } = await brokenOff(`${behind.url}/items.tar`);
    expect(response.statusCode).toBe(200);
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    const good = Buffer.from(await (await fetch(`${proxy.url}/items.tar`)).arrayBuffer());
    expect(bytes.length).toBeGreaterThan(0);
    expect(good.subarray(0, bytes.length)).toEqual(bytes);
    await expect.poll(() => behind.errors()).toMatch(/^\/items\.tar was broken off: The bytes of item \d+ are not/m);
  });

  it.skipIf(CURL === undefined)('has curl end with an error', async () => {
    await expect(run(CURL ?? '', ['-fsS', `${behind.url}/items.tar`], { encoding: 'buffer' })).rejects.toMatchObject({
      code: 18,
    });
  });
});

async function brokenOff(url: string) {
  const [response] = await once(get(url), 'response');
  const parts: Buffer[] = [];
  try {
    for await (const part of response) parts.push(part);
  } catch (error) {
    return { response, bytes: Buffer.concat(parts), error };
  }
  throw new Error('It came to an end.');
}
