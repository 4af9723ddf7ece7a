import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sessionKeyFault } from '../../src/cli/ledger-check.ts';
import { ensureNextSessionSeed, sessionSeedReader } from '../../src/cli/session-key-files.ts';
import type { SessionKey } from '../../src/client/session-keys.ts';
import { toHex } from '../../src/core/bytes.ts';
import { StatementSigner } from '../../src/gateway/auth/statement-signer.ts';
import { createKey } from '../../src/ledger/keystore.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { keyOptions } from './holder-world.ts';
import { custos } from './kept-program.ts';

let directory: string;
let consortium: Consortium;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-session-keys-'));
  const keys = {
    holder: await createKey(join(directory, 'holder.key')),
    gateway: await createKey(join(directory, 'gateway.key')),
    requester: await createKey(join(directory, 'requester.key')),
    auditor: await createKey(join(directory, 'auditor.key')),
  };
  consortium = await foundConsortium({ patients: 1, keys });
}, 120_000);
afterAll(async () => {
  await consortium?.close();
  await rm(directory, { recursive: true, force: true });
});

const run = (who: string, ...command: string[]) =>
  custos(['member', 'session-key', ...command, ...keyOptions(directory, who, consortium.endpoint)]);

async function said(who: string, ...command: string[]): Promise<string> {
  const ended = await run(who, ...command);
  expect({ command, ...ended }).toMatchObject({ code: 0 });
  return ended.stdout;
}

async function listed(who: string, ...of: string[]): Promise<SessionKey[]> {
  return JSON.parse(await said(who, 'list', ...of, '--json')) as SessionKey[];
}

const file = (name: string) => join(directory, 'keys', name);
const readSeed = () => sessionSeedReader(directory)();

it('is made for the node and named on the ledger, in a file of its owner’s', async () => {
  expect(await listed('holder')).toEqual([]);
  const words = await said('holder', 'renew', '--until', '400d');
  expect(words).toMatch(
    /^The node vouches for the persons of .* until 20\d\d-.*, by the key 0x[0-9a-f]{8} \(.*session\.key\)\.\n$/,
  );
  expect((await stat(file('session.key'))).mode & 0o777).toBe(0o600);
  const [only, ...others] = await listed('holder');
  expect([only?.state, others]).toEqual(['counts', []]);
  const ledger = { chainId: 1, membership: consortium.deployment.membership };
  const signer = new StatementSigner({
    ledger,
    member: consortium.keys.holder.address,
    seed: (await readSeed()) as Uint8Array,
  });
  expect(only?.key).toBe(signer.key);
  expect(await said('holder', 'list')).toMatch(/counts +yes/);
});

it('is replaced by a renewal, by a gateway of the organisation too, and the one before is ended then', async () => {
  const [before] = await listed('holder');
  const seed = await readSeed();
  const words = await said('gateway', 'renew');
  const id = before?.keyHash.slice(0, 10) ?? '';
  expect(words).toContain(`The key before, ${id}, counts until`);
  expect(toHex((await readSeed()) as Uint8Array)).not.toBe(toHex(seed as Uint8Array));
  expect((await listed('holder')).map(({ state }) => state)).toEqual(['counts', 'counts']);
  expect(await said('holder', 'end', id)).toMatch(new RegExp(`^The key ${id} has ended, with the sessions of `));
  expect((await listed('requester', consortium.keys.holder.address)).map(({ state }) => state)).toEqual([
    'removed',
    'counts',
  ]);
  expect(await run('holder', 'end', id)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('has ended already'),
  });
});

it('is the same one where a renewal was interrupted, before or after the ledger had it', async () => {
  const waiting = await ensureNextSessionSeed(directory);
  await said('holder', 'renew');
  expect(await readSeed()).toEqual(waiting);
  const keys = await listed('holder');
  // Killed between the ledger and the file's new name.
  await rename(file('session.key'), file('session-next.key'));
  await said('holder', 'renew');
  expect(await readSeed()).toEqual(waiting);
  expect(await listed('holder')).toEqual(keys);
});

it('that ended while its renewal was interrupted is not taken up', async () => {
  const last = (await listed('holder')).at(-1);
  const words = await said('holder', 'end', last?.keyHash ?? '');
  expect(words).toContain('It was this node’s: nobody signs in');
  await rename(file('session.key'), file('session-next.key'));
  const refused = await run('holder', 'renew');
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Remove keys/session-next.key') });
  await rm(file('session-next.key'));
});

it('of another organisation cannot be ended, nor is one made by nobody, or for longer than two years', async () => {
  await said('holder', 'renew');
  const own = (await listed('holder')).at(-1)?.keyHash ?? '';
  expect(await run('requester', 'end', own)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no session key'),
  });
  const [before, keys] = [await readFile(file('session.key'), 'utf8'), await listed('holder')];
  expect((await run('holder', 'renew', '--until', '800d')).code).toBe(1);
  await createKey(join(directory, 'stranger.key'));
  expect((await run('stranger', 'renew')).code).toBe(1);
  expect(await readFile(file('session.key'), 'utf8')).toBe(before);
  expect(await listed('holder')).toEqual(keys);
});

it('is told of at the start of the node where it counts no more, or not for long', async () => {
  const { keys, chain, deployment } = consortium;
  const reader = await openLedger({ url: chain.url, membership: deployment.membership });
  const fault = async (seed: Uint8Array | undefined) => sessionKeyFault(reader, keys.holder.address, seed);
  expect(await fault(undefined)).toBeUndefined();
  expect(await fault(await readSeed())).toBeUndefined();
  expect(await fault(new Uint8Array(32).fill(7))).toMatch(/^Nobody can sign in .* does not count\. Renew it: /);
  await rm(file('session-next.key'), { force: true });
  await said('holder', 'renew', '--until', '20d');
  expect(await fault(await readSeed())).toMatch(/^The session key counts until 20\d\d-.*Renew it: /);
  reader.close();
});

it('is read anew where its file is another one, and not where others may open it', async () => {
  const other = await mkdtemp(join(tmpdir(), 'custos-session-seed-'));
  const read = sessionSeedReader(other);
  expect(await read()).toBeUndefined();
  await mkdir(join(other, 'keys'));
  const path = join(other, 'keys', 'session.key');
  for (const byte of ['11', '22']) {
    await rm(path, { force: true });
    await writeFile(path, byte.repeat(32), { mode: 0o600 });
    expect(toHex((await read()) as Uint8Array)).toBe(`0x${byte.repeat(32)}`);
  }
  await rm(path);
  expect(await read()).toBeUndefined();
  await writeFile(path, '33'.repeat(32), { mode: 0o644 });
  await expect(read()).rejects.toMatchObject({ code: 'KEY_WRONG' });
  await rm(other, { recursive: true });
});
