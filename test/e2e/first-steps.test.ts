import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

it('its page says the same to a browser, without scripts, and JSON to all others', async () => {
  const browser = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
  const page = await fetch(running.url, { headers: browser });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none';style-src 'sha256-[\w+/]+='/);
  expect(page.headers.get('vary')).toMatch(/\bAccept\b/);
  const html = await page.text();
  expect(html).not.toMatch(/<script|\son\w+=|\sstyle=|javascript:/i);
  const verbs = commands().map((command) => /main\.ts ([a-z]+(?: [a-z]+)?)/.exec(command)?.[1] ?? '?');
  for (const text of [
    ...verbs,
    'Sample Hospital',
    'href="/docs"',
    'href="/openapi.json"',
    'href="/log/checkpoint"',
    'Auditor',
  ]) {
    expect(html).toContain(text);
  }
  for (const accept of ['*/*', 'application/json', 'text/plain, */*']) {
    const said = await fetch(running.url, { headers: { Accept: accept } });
    expect(await said.json()).toMatchObject({ name: 'Custos gateway', documentation: '/docs' });
  }
});
