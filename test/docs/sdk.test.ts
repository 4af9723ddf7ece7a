import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as auditor from '../../src/audit/index.ts';
import * as client from '../../src/client/index.ts';
import { formatLedger } from '../../src/core/ids.ts';
import * as ledger from '../../src/ledger/index.ts';
import { type Consortium, foundConsortium } from '../gateway/consortium.ts';
import { vouching } from '../gateway/persons.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT = { maxBuffer: 2 ** 26 };
const SEED = randomBytes(32);

let directory: string;
let consortium: Consortium;
/** The examples as one program, each line where it stands in the document. */
let program: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-sdk-'));
  program = examplesOf(await readFile(join(ROOT, 'docs/sdk.md'), 'utf8'));
  await writeFile(join(directory, 'sdk.mts'), program);
  const created = ['holder', 'requester', 'auditor'].map(async (name) => [
    name,
    await ledger.createKey(join(directory, `${name}.key`)),
  ]);
  consortium = await foundConsortium({
    hostname: 'localhost',
    sessionSeed: SEED,
    keys: Object.fromEntries(await Promise.all(created)),
    notifications: { link: 'https://hospital.example/', outbox: join(directory, 'mail') },
  });
  // So that whoever is taken in makes a passkey.
  await vouching(consortium, consortium.keys.holder, { seed: SEED });
}, 120_000);
afterAll(async () => {
  await consortium?.close();
  await rm(directory, { recursive: true, force: true });
});

function examplesOf(document: string): string {
  let isCode = false;
  const lines = document.split('\n').map((line) => {
    const isFence = line.startsWith('```');
    if (isFence) isCode = line === '```ts';
    return isCode && !isFence ? line : '';
  });
  return lines.join('\n');
}

describe('the examples of docs/sdk.md', () => {
  it('have the types that they claim', async () => {
    const door = (name: string) => [join(ROOT, 'src', name, 'index.ts')];
    const config = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        // As programs of others are compiled.
        ...{ noUncheckedIndexedAccess: false, noUnusedLocals: false, lib: ['esnext', 'dom', 'dom.iterable'] },
        typeRoots: [join(ROOT, 'node_modules/@types')],
        paths: { custos: door('client'), 'custos/ledger': door('ledger'), 'custos/audit': door('audit') },
      },
      include: ['sdk.mts'],
    };
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(config));
    await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
    const tsc = join(ROOT, 'node_modules/.bin/tsc');
    await run(tsc, ['-p', directory], LIMIT).catch((error) => expect.fail(`${error.stdout || error}`));
  });

  it('run in their order, from the founding of a dataset to a clean audit', async () => {
    const env = {
      ...process.env,
      GATEWAY: consortium.endpoint,
      LEDGER: formatLedger({ chainId: consortium.deployment.chainId, membership: consortium.deployment.membership }),
      RPC: consortium.chain.url,
      KEYS: directory,
      EXPORT: join(consortium.directory, 'export'),
    };
    const told = await run(
      process.execPath,
      ['--import', join(ROOT, 'test/docs/browser.ts'), join(directory, 'sdk.mts')],
      { env, ...LIMIT },
    ).catch((error) => expect.fail(`${error.stdout}\n${error.stderr}`));
    for (const line of [
      /^member,holder on chain \d+$/m,
      /^3 accounts$/m,
      /^You decide what your data is used for\.$/m,
      /^1 draft is left$/m,
      /^version 1$/m,
      /^true NOT_FOUND$/m,
      /^undefined recorded$/m,
      /^\[ true, true \]$/m,
      /^1 code is void$/m,
      /^Nobody tries to find out who a patient is\. true$/m,
      /^1 consent was recorded from paper$/m,
      /^true 5 duties$/m,
      /^2 were here function$/m,
      /^8 acts are logged function$/m,
      /^in block \d+ 2$/m,
      /^[1-9]\d* items by 1 receipt$/m,
      /^refused as entry \d+ \S+ [1-9]\d*$/m,
      /^0 consents count; acknowledged$/m,
      /^verified$/m,
      /^on the ledger$/m,
      /^the auditor says clean$/m,
    ]) {
      expect(told.stdout).toMatch(line);
    }
  }, 120_000);

  it.each([
    ['custos', client],
    ['custos/ledger', ledger],
    ['custos/audit', auditor],
  ])('hold each call of %s', (_, door) => {
    const calls = Object.entries(door).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
    expect(calls.length).toBeGreaterThan(3);
    expect(calls.filter((name) => !new RegExp(`\\b${name}(?:<\\w+>)?\\(`).test(program))).toEqual([]);
  });
});
