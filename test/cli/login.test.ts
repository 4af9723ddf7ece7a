import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendOwnCall } from '../../src/client/own-transaction.ts';
import { StatementSigner } from '../../src/gateway/auth/statement-signer.ts';
import { ledgerCalls } from '../../src/ledger/calls.ts';
import { start } from '../e2e/processes.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { CLIENT, type OpenIdProvider, startProvider } from '../gateway/openid-provider.ts';
import { custos } from './kept-program.ts';

const SEED = randomBytes(32);
let directory: string;
let provider: OpenIdProvider;
let consortium: Consortium;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-login-'));
  provider = await startProvider();
  provider.accounts.set('ana', { name: 'Ana Souza', groups: ['data'] });
  const roles = { rolesClaim: ['groups'], roles: { data: ['data-manager' as const] }, redirectUris: [] };
  const oidc = { ...CLIENT, issuer: provider.issuer, scopes: ['profile', 'roles'], ...roles };
  consortium = await foundConsortium({ patients: 1, oidc, sessionSeed: SEED });
  const { holder } = consortium.keys;
  const client = consortium.client(holder);
  const { contracts } = await client.identity();
  const ledger = { chainId: 1, membership: contracts.membership };
  const { key } = new StatementSigner({ ledger, member: holder.address, seed: SEED });
  const until = Math.floor(Date.now() / 1000) + 86_400;
  await sendOwnCall(client, ledgerCalls(contracts).membership.addSessionKey(key, until));
}, 120_000);
afterAll(async () => {
  await consortium?.close();
  await provider?.stop();
  await rm(directory, { recursive: true, force: true });
});

const options = () => ['--gateway', consortium.endpoint, '--data', directory];
const run = (...command: string[]) => custos([...command, ...options()]);
const FILE = () => join(directory, 'person.json');

/** Runs `login`, with a browser that goes where it says; gives what it ended with. */
async function login(subject: string) {
  const command = start(['login', '--json', ...options()], {});
  let [out, said] = ['', ''];
  command.stdout?.on('data', (bytes) => {
    out += String(bytes);
  });
  const ended = new Promise<number | null>((resolve) => command.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    void ended.then(() => reject(new Error(said)));
    command.stderr?.on('data', (bytes) => {
      said += String(bytes);
      const [found] = /http:\/\/\S+\/auth\?\S+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  const back = await provider.signIn(subject, url);
  expect((await fetch(new URL('/elsewhere', back))).status).toBe(404);
  const page = await fetch(back);
  expect(await page.text()).toContain('This window can be closed');
  return { code: await ended, out };
}

it('a command needs somebody who signed in', async () => {
  const refused = await run('subject', 'list', '--as-person');
  expect(refused).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /Nobody has signed in here\. Sign in: `.* login --gateway URL[^`]*`, at your organisation’s own node/,
    ),
  });
  expect((await run('logout')).code).toBe(0);
});

it('somebody signs in with a browser, for the commands that follow, in a file of its own', async () => {
  const { code, out } = await login('ana');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    node: consortium.endpoint,
    name: 'Ana Souza',
    duties: ['data-manager'],
    person: expect.stringMatching(/^0x[0-9a-f]{64}$/),
  });
  expect((await stat(FILE())).mode & 0o777).toBe(0o600);
  const kept = await readFile(FILE(), 'utf8');
  for (const text of provider.tokens) {
    const { id_token: token, access_token: access } = JSON.parse(text) as Record<string, string>;
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(access);
  }
  for (let i = 0; i < 2; i++) expect(await run('subject', 'list', '--as-person')).toMatchObject({ code: 0 });
});

it('nobody is sent to a browser where the session could not be kept', async () => {
  const file = join(directory, 'a-file');
  await writeFile(file, '');
  const refused = await custos(['login', '--gateway', consortium.endpoint, '--data', join(file, 'home')]);
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).not.toContain('Open this address');
  expect(refused.stderr).toMatch(/--data|no directory/);
});

it('a person signs no transaction, and is not an account besides', async () => {
  const forbidden = await run('member', 'session-key', 'list', '--as-person');
  expect(forbidden).toMatchObject({ code: 2, stderr: expect.stringContaining('no account to sign with') });
  const both = await run('subject', 'list', '--as-person', '--as', 'holder');
  expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('Say once who you are') });
});

it('a person who is refused has signed in to nothing, and the session before stays', async () => {
  const before = await readFile(FILE(), 'utf8');
  const { code, out } = await login('nobody');
  expect(code).not.toBe(0);
  const { message } = JSON.parse(out).error as { message: string };
  expect(message).toMatch(/did not let you in.*Sign in again and agree/);
  expect(message).not.toContain('access_denied');
  expect(await readFile(FILE(), 'utf8')).toBe(before);
});

it('a file that was damaged is told of, and one whose session has ended', async () => {
  const whole = await readFile(FILE(), 'utf8');
  await writeFile(FILE(), whole.slice(0, 100));
  expect((await run('subject', 'list', '--as-person')).stderr).toContain('cannot be understood');
  await writeFile(FILE(), JSON.stringify({ ...JSON.parse(whole), expires: Date.now() - 1 }));
  expect((await run('subject', 'list', '--as-person')).stderr).toContain('The session has ended');
  await writeFile(FILE(), whole);
});

it('who signs out is signed out at the node, too', async () => {
  const kept = await readFile(FILE(), 'utf8');
  expect(await run('logout')).toMatchObject({ code: 0, stdout: 'Nobody is signed in here any more.\n' });
  await writeFile(FILE(), kept, { mode: 0o600 });
  expect((await run('subject', 'list', '--as-person')).stderr).toContain('The session has ended');
});
