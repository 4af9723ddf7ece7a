import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayClient, openKeyFile } from '../../src/client/index.ts';
import { Turns } from '../../src/core/turns.ts';
import { custos, type Running, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { callable, type Described, unproven } from './callable.ts';
import { knownPlaces } from './known-places.ts';
import { type Fuzzing, fuzz, installSchemathesis } from './schemathesis.ts';
import { type SigningProxy, signingProxy } from './signing-proxy.ts';

/** Cases of each operation and caller, besides those at the limits of what it takes; and what they are drawn from. */
const EXAMPLES = Number(process.env['CUSTOS_FUZZ_EXAMPLES'] ?? 5);
const SEED = Number(process.env['CUSTOS_FUZZ_SEED'] ?? 1);
/** Operations that one program asks, of which some run at once. */
const PART = 30;
const turns = new Turns(availableParallelism() + 1);
/** For the form that somebody wants to take long. */
const TIMEOUT_MS = 36_000_000;

/** By key file. The holder comes last: it ends what others ask for. */
const CALLERS = {
  nobody: undefined,
  patient: 'patient-02',
  requester: 'researcher',
  auditor: 'auditor',
  holder: 'holder',
};
type CallerName = keyof typeof CALLERS;

interface Caller {
  readonly proxy: SigningProxy;
  /** Ids of the operations that it may call, and of those that nobody before it may. */
  readonly operations: readonly string[];
  readonly fresh: readonly string[];
}

let directory: string;
let environment: Record<string, string>;
let running: Running;
let described: Described;
let known: Fuzzing['known'];
const callers = new Map<string, Caller>();

beforeAll(async () => {
  await installSchemathesis();
  directory = await mkdtemp(join(tmpdir(), 'custos-fuzz-'));
  environment = {
    CUSTOS_DATA: join(directory, 'node'),
    CUSTOS_PORT: String(await freePort()),
    NODE_OPTIONS: '--trace-uncaught',
  };
  await (await serving(['quickstart'], environment)).stop();
  await trustLoopback(join(directory, 'node', 'config.json'));
  running = await serving(['quickstart'], environment);
  described = (await (await fetch(`${running.url}/openapi.json`)).json()) as Described;
  known = await knownPlaces(new GatewayClient({ endpoint: running.url, account: await accountOf('holder') }));
  await openCallers();
});
afterAll(async () => {
  for (const { proxy } of callers.values()) proxy.close();
  await running?.stop();
  await rm(directory, { recursive: true, force: true });
});

/** The proxies then say from which network each request comes. */
async function trustLoopback(path: string): Promise<void> {
  const config = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...config, trustedProxies: ['127.0.0.1/32'] }));
}

async function accountOf(key: string) {
  return openKeyFile(await readFile(join(directory, 'node', 'keys', `${key}.key`), 'utf8'));
}

async function openCallers(): Promise<void> {
  const covered = new Set<string>();
  for (const [name, key] of Object.entries(CALLERS)) {
    const proxy = await signingProxy(running.url, key === undefined ? undefined : await accountOf(key));
    const operations = callable(described, key === undefined ? [] : await rolesBehind(proxy));
    callers.set(name, { proxy, operations, fresh: operations.filter((one) => !covered.has(one)) });
    for (const one of operations) covered.add(one);
  }
}

async function rolesBehind({ url }: SigningProxy): Promise<readonly string[]> {
  return ((await (await fetch(`${url}/v1/me`)).json()) as { roles: string[] }).roles;
}

/** What is wrong with what it is answered. */
async function faultsOf(name: CallerName): Promise<string[]> {
  const caller = callers.get(name);
  if (caller === undefined) throw new Error(`There is no caller ${name}.`);
  const { proxy, operations, fresh } = caller;
  const asked = {
    document: unproven(described),
    url: proxy.url,
    examples: EXAMPLES,
    seed: SEED,
    known,
  };
  // What an operation does at the limits of what it takes is the same for whoever may call it.
  const parts = [
    ...partsOf(fresh).map((part) => ({ operations: part, phases: ['examples', 'coverage'] as const })),
    ...partsOf(operations).map((part) => ({ operations: part, phases: ['fuzzing'] as const })),
  ];
  const said = await Promise.all(
    parts.map(async (part, index) => {
      const own = join(directory, name, String(index));
      await mkdir(own, { recursive: true });
      const since = performance.now();
      const one = await turns.take(() => fuzz({ ...asked, ...part, directory: own }));
      process.stdout.write(
        `${name} ${part.phases} ${part.operations.length} ${Math.round((performance.now() - since) / 1000)}\n`,
      );
      return one;
    }),
  );
  process.stdout.write(`${name} ${JSON.stringify([...proxy.answered])} ${proxy.cutOff}\n`);
  const faults = said.filter((one) => one !== '');
  return faults.length === 0 ? [] : [...faults, nodeSays()];
}

/** Much the same work each. */
function partsOf(operations: readonly string[]): string[][] {
  const count = Math.ceil(operations.length / PART);
  return Array.from({ length: count }, (_, part) => operations.filter((__, index) => index % count === part));
}

/** What the node said on its way, and whether it is still there. */
function nodeSays(): string {
  const { process: node, errors, output } = running;
  const ended = node.signalCode ?? node.exitCode;
  return `The node ${ended === null ? 'still runs' : `ended with ${ended}`}, and said:\n${errors()}${output()}`;
}

describe('whatever is asked of a gateway, allowed by its document or not', () => {
  const together = ['nobody', 'patient', 'requester', 'auditor'] as const;
  it.concurrent.each(together)(
    'is answered as its document says, by %s',
    async (name) => {
      expect(await faultsOf(name)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'is answered as its document says, by the holder',
    async () => {
      expect(await faultsOf('holder')).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it('leaves a log in which the auditor finds nothing', async () => {
    const { code, stdout, stderr } = await custos(['audit', '--as', 'auditor'], environment);
    expect(code === 0 ? '' : stdout + stderr).toBe('');
  });
});
