import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cachePolicy } from '../../src/gateway/http/cache-policy.ts';
import { consolePages, missingPage } from '../../src/gateway/http/console-pages.ts';

const HTML = { Accept: 'text/html' };
const SCRIPT = 'export const said = 1;\n';

let directory: string;
let url: string;
let missingUrl: string;
let close: () => void;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-pages-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Pages</title>');
  await writeFile(join(directory, 'assets/main-a1.js'), SCRIPT);
  await writeFile(join(directory, 'assets/main-a1.js.gz'), gzipSync(SCRIPT));
  await writeFile(join(directory, 'secret.txt'), 'not built');
  const app = express();
  app.use(cachePolicy(), consolePages(directory));
  app.use((_, response) => void response.status(404).json({ code: 'NOT_FOUND' }));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const lost = express();
  lost.use(consolePages(directory), missingPage(directory));
  lost.use((_, response) => void response.status(404).json({ code: 'NOT_FOUND' }));
  const missing = lost.listen(0, '127.0.0.1');
  await new Promise((resolve) => missing.once('listening', resolve));
  missingUrl = `http://127.0.0.1:${(missing.address() as AddressInfo).port}`;
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.close();
    missing.close();
  };
});
afterAll(async () => {
  close();
  await rm(directory, { recursive: true, force: true });
});

it('gives the document for each address of a page, under a policy that takes nothing from elsewhere', async () => {
  for (const path of ['/', '/patient', '/patient/consents/0x12', '/try/getMe', '/enter/patient?code=A&to=/patient']) {
    const page = await fetch(url + path, { headers: HTML });
    expect([path, page.status, page.headers.get('cache-control')]).toEqual([path, 200, 'no-store']);
    expect(await page.text()).toContain('<title>Pages</title>');
    const policy = page.headers.get('content-security-policy');
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      'trusted-types custos-worker',
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  }
});

it('leaves to the API what no page asks for, and paths that are none', async () => {
  const asked: readonly (readonly [string, RequestInit])[] = [
    ['/', { headers: { Accept: 'application/json' } }],
    ['/patient', { headers: { Accept: '*/*' } }],
    ['/patient', { method: 'POST', headers: HTML }],
    ['/patients', { headers: HTML }],
    ['/v1/me', { headers: HTML }],
    ['/assets/', { headers: HTML }],
    ['/assets/main-a1.js.gz', { headers: HTML }],
    ['/assets/..%2fsecret.txt', { headers: HTML }],
    ['/assets/%2e%2e/secret.txt', { headers: HTML }],
    ['/secret.txt', { headers: HTML }],
  ];
  for (const [path, init] of asked) {
    expect([path, (await fetch(url + path, init)).status]).toEqual([path, 404]);
  }
});

it('tells a person who mistyped an address so by the pages, and a program by the problem', async () => {
  for (const path of ['/anything', '/v1/nothing', '/patients/1']) {
    const page = await fetch(missingUrl + path, { headers: HTML });
    expect([path, page.status, page.headers.get('vary')]).toEqual([path, 404, expect.stringContaining('Accept')]);
    expect(await page.text()).toContain('<title>Pages</title>');
    const problem = await fetch(missingUrl + path, { headers: { Accept: 'application/json' } });
    expect([problem.status, await problem.json()]).toEqual([404, { code: 'NOT_FOUND' }]);
  }
  expect((await fetch(`${missingUrl}/anything`, { method: 'POST', headers: HTML })).status).toBe(404);
});

it('gives files for good, in the coding that the client takes, as they were at the start', async () => {
  await rm(join(directory, 'assets/main-a1.js'));
  const plain = await fetch(`${url}/assets/main-a1.js`, { headers: { 'Accept-Encoding': 'identity' } });
  expect(plain.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.headers.get('vary')).toContain('Accept-Encoding');
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, SCRIPT]);
  const head = await fetch(`${url}/assets/main-a1.js`, { method: 'HEAD', headers: { 'Accept-Encoding': 'gzip' } });
  expect([head.status, head.headers.get('content-encoding')]).toEqual([200, 'gzip']);
});
