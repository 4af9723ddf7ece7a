import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayClient, openKeyFile } from '../../src/client/index.ts';
import { custos, type Running, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { callable, type Described, unproven } from './callable.ts';
import { knownPlaces } from './known-places.ts';
import { type Fuzzing, fuzz, installSchemathesis } from './schemathesis.ts';
import { signingProxy } from './signing-proxy.ts';

/** Cases of each operation and caller, besides those of its limits; and what they are drawn from. */
const EXAMPLES = Number(process.env['CUSTOS_FUZZ_EXAMPLES'] ?? 8);
const SEED = Number(process.env['CUSTOS_FUZZ_SEED'] ?? 1);
/** Several times what the form of continuous integration takes. */
const TIMEOUT_MS = 3_600_000;

/** By key file; the holder last, since it changes most. */
const CALLERS = {
  nobody: undefined,
  patient: 'patient-02',
  requester: 'researcher',
  auditor: 'auditor',
  holder: 'holder',
};

let directory: string;
let environment: Record<string, string>;
let running: Running;
let known: Fuzzing['known'];

beforeAll(async () => {
  await installSchemathesis();
  directory = await mkdtemp(join(tmpdir(), 'custos-fuzz-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  await (await serving(['quickstart'], environment)).stop();
  await trustLoopback(join(directory, 'node', 'config.json'));
  running = await serving(['quickstart'], environment);
  known = await knownPlaces(new GatewayClient({ endpoint: running.url, account: await accountOf('holder') }));
});
afterAll(async () => {
  await running?.stop();
  if (!process.env.KEEP) await rm(directory, { recursive: true, force: true });
});

/** The proxy then says from which network each request comes. */
async function trustLoopback(path: string): Promise<void> {
  const config = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...config, trustedProxies: ['127.0.0.1/32'] }));
}

async function accountOf(name: string) {
  return openKeyFile(await readFile(join(directory, 'node', 'keys', `${name}.key`), 'utf8'));
}

describe('whatever is asked of a gateway, allowed by its document or not', () => {
  const covered = new Set<string>();

  it.each(Object.entries(CALLERS))(
    'is answered as its document says, by %s',
    async (caller, name) => {
      const account = name === undefined ? undefined : await accountOf(name);
      const proxy = await signingProxy(running.url, account);
      const described = (await (await fetch(`${running.url}/openapi.json`)).json()) as Described;
      const operations = callable(described, account === undefined ? [] : await rolesBehind(proxy.url));
      const own = join(directory, caller);
      await mkdir(own);
      const bounds = { url: proxy.url, directory: own, examples: EXAMPLES, seed: SEED, known };
      const asked = { document: unproven(described), ...bounds };
      // What an operation takes at its limits is the same for whoever may call it.
      const fresh = operations.filter((one) => !covered.has(one));
      for (const one of fresh) covered.add(one);
      const found = [
        await fuzz({ ...asked, operations: fresh, phases: ['examples', 'coverage'] }),
        await fuzz({ ...asked, operations, phases: ['fuzzing'] }),
      ].filter((said) => said !== '');
      proxy.close();
      expect(found.length === 0 ? [] : [...found, running.errors()]).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('leaves a log in which the auditor finds nothing', async () => {
    const { code, stdout, stderr } = await custos(['audit', '--as', 'auditor'], environment);
    expect(code === 0 ? '' : stdout + stderr).toBe('');
  });
});

async function rolesBehind(url: string): Promise<readonly string[]> {
  return ((await (await fetch(`${url}/v1/me`)).json()) as { roles: string[] }).roles;
}
