import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayClient } from '../../src/client/gateway-client.ts';
import { openKeyFile } from '../../src/client/key-file.ts';
import { samplePeople } from '../../src/client/sample.ts';
import { standingAt } from '../../src/client/standing.ts';
import { freePort } from '../free-port.ts';
import { type Running, serving } from './processes.ts';

let directory: string;
let running: Running;
let environment: Record<string, string>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos steps-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  running = await serving(['quickstart'], environment);
});
afterAll(async () => {
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

const told = () => running.output().split('What to do next')[1] ?? '';
const commands = () => [...told().matchAll(/^ {2}(node \S+main\.ts .*)$/gm)].map(([, command = '']) => command);

it('the quickstart ends with commands of each role that work as they stand', { timeout: 300_000 }, async () => {
  expect(commands()).toHaveLength(12);
  // A shell of its own, somewhere else: nothing of the first one's environment, as in another terminal.
  const env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: directory };
  for (const command of commands()) {
    const here = command.replace('--out data', `--out '${join(directory, 'data')}'`);
    const ended = await promisify(execFile)('sh', ['-c', here], { env }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stderr }) => ({ code, stderr }),
    );
    const shows = command.includes('policy show') ? /^how old the ledger.* 1 minute +maxLag$/m : /\S/;
    expect({ command, ...ended }).toEqual({ command, code: 0, stdout: expect.stringMatching(shows) });
  }
});

it('it names each key that one can act with, and the page to open', async () => {
  expect(told()).toMatch(/^ {2}administrator, auditor, gateway, holder, patient-01, .*patient-09, researcher$/m);
  expect(told()).toContain(`open ${running.url}/ in a browser`);
});

it('it gives its pages to a browser, and JSON to all others', async () => {
  const browser = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
  const page = await fetch(running.url, { headers: browser });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const html = await page.text();
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|javascript:/i);
  for (const [, path = ''] of html.matchAll(/\s(?:src|href)="([^"]+)"/g)) {
    expect((await fetch(new URL(path, running.url))).status).toBe(200);
  }
  for (const accept of ['*/*', 'application/json', 'text/plain, */*']) {
    const said = await fetch(running.url, { headers: { Accept: accept } });
    expect(await said.json()).toMatchObject({
      name: 'Custos gateway',
      organisation: 'Sample Hospital',
      provider: false,
      sample: true,
      codes: false,
    });
  }
});

it('it lets anybody act as its invented people, from its own pages alone', async () => {
  const gateway = new GatewayClient({ endpoint: running.url });
  const people = await samplePeople(gateway);
  const named = (role: string) => people.filter((one) => one.role === role);
  expect(named('patient').map(({ name }) => name)).toEqual(Array.from({ length: 9 }, (_, i) => `patient-0${i + 1}`));
  for (const role of ['holder', 'requester', 'auditor']) {
    const [one] = named(role);
    const account = await openKeyFile(one?.key ?? '');
    expect((await standingAt(new GatewayClient({ endpoint: running.url, account }))).roles).toContain(role);
  }
  const account = await openKeyFile(named('patient')[1]?.key ?? '');
  expect(await standingAt(new GatewayClient({ endpoint: running.url, account }))).toMatchObject({
    roles: expect.arrayContaining(['subject']),
  });
  const { port } = new URL(running.url);
  const elsewhere = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { Host: 'evil.example' };
    get({ host: '127.0.0.1', port, path: '/v1/sample', headers }, ({ statusCode }) => resolve(statusCode)).on(
      'error',
      reject,
    );
  });
  expect(elsewhere).toBe(403);
});
