import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  byStaffPasskey,
  DUTIES,
  enrollStaff,
  GatewayClient,
  type GatewayClientOptions,
  inviteStaff,
  openKeyFile,
  standingAt,
} from '../../src/client/index.ts';
import { Turns } from '../../src/core/turns.ts';
import { custos, type Running, serving } from '../e2e/processes.ts';
import { freePort } from '../free-port.ts';
import { Authenticator } from '../gateway/authenticator.ts';
import { callable, type Described, idsOf, pathsOf, unproven } from './callable.ts';
import { knownPlaces } from './known-places.ts';
import { type Fuzzing, fuzz, installSchemathesis } from './schemathesis.ts';
import { type SigningProxy, signingProxy } from './signing-proxy.ts';

/** Cases of each operation and caller, besides those at the limits of what it takes; and what they are drawn from. */
const EXAMPLES = Number(process.env['CUSTOS_FUZZ_EXAMPLES'] ?? 3);
const SEED = Number(process.env['CUSTOS_FUZZ_SEED'] ?? 1);
/** One operation of so many is asked at its limits, which are most of the work; which of them, the seed says. */
const SLICES = Number(process.env['CUSTOS_FUZZ_SLICES'] ?? 3);
/** Operations that one program asks, at most, of which some run at once. */
const PART = 60;
const turns = new Turns(availableParallelism() + 1);
/** Of a busy machine. */
const READY_MS = 300_000;
/** For the form that somebody wants to take long. */
const TIMEOUT_MS = 36_000_000;

/** By key file. The holder comes last: it ends what others ask for, and others themselves. */
const CALLERS = {
  nobody: undefined,
  patient: 'patient-02',
  requester: 'researcher',
  auditor: 'auditor',
  holder: 'holder',
} as const;
type CallerName = keyof typeof CALLERS | 'person';
type Account = GatewayClientOptions['account'];

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
const callers = new Map<CallerName, Caller>();

beforeAll(async () => {
  await installSchemathesis();
  directory = await mkdtemp(join(tmpdir(), 'custos-fuzz-'));
  environment = { CUSTOS_DATA: join(directory, 'node'), CUSTOS_PORT: String(await freePort()) };
  await (await serving(['quickstart'], environment, READY_MS)).stop();
  await trustLoopback(join(directory, 'node', 'config.json'));
  // What it dies of, if it does, must be said with where it was thrown.
  running = await serving(['quickstart'], { ...environment, NODE_OPTIONS: '--trace-uncaught' }, READY_MS);
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

/** One of the holder's own people, who does everything there is to do. */
async function person(): Promise<Account> {
  const node = new GatewayClient({ endpoint: running.url });
  const holder = new GatewayClient({ endpoint: running.url, account: await accountOf('holder') });
  const device = new Authenticator(running.url);
  const renewed = await custos(['member', 'session-key', 'renew', '--as', 'holder'], environment);
  expect(renewed).toMatchObject({ code: 0 });
  const { code } = await inviteStaff(holder, { name: 'Ana', duties: DUTIES });
  await enrollStaff(node, { code, device, name: 'telephone' });
  return byStaffPasskey(node, device);
}

async function openCallers(): Promise<void> {
  const covered = new Set<string>();
  for (const [name, key] of Object.entries(CALLERS)) {
    const { proxy, operations } = await opened(key === undefined ? undefined : await accountOf(key));
    callers.set(name as CallerName, { proxy, operations, fresh: operations.filter((one) => !covered.has(one)) });
    for (const one of operations) covered.add(one);
  }
  // All else it calls as the holder does.
  const { proxy, operations } = await opened(await person());
  const own = operations.filter((one) => !covered.has(one));
  callers.set('person', { proxy, operations: own, fresh: own });
}

async function opened(account: Account): Promise<Pick<Caller, 'proxy' | 'operations'>> {
  const roles = account && (await standingAt(new GatewayClient({ endpoint: running.url, account }))).roles;
  return { proxy: await signingProxy(running.url, account), operations: callable(described, roles ?? []) };
}

/** What is wrong with what it is answered. */
async function faultsOf(name: CallerName): Promise<string[]> {
  const caller = callers.get(name);
  if (caller === undefined) throw new Error(`There is no caller ${name}.`);
  const { proxy, operations, fresh } = caller;
  // What an operation does at the limits of what it takes is the same for whoever may call it.
  const atLimits = fresh.filter((_, index) => index % SLICES === SEED % SLICES);
  const said = await Promise.all(
    partsOf(operations).map(async (part, index) => {
      const own = join(directory, name, String(index));
      await mkdir(own, { recursive: true });
      const document = pathsOf(unproven(described), part);
      const asked = { document, url: proxy.url, directory: own, examples: EXAMPLES, seed: SEED, known };
      return turns.take(() => fuzz({ ...asked, operations: part, atLimits }));
    }),
  );
  const faults = [...said, ...hidden(proxy)].filter((one) => one !== '');
  const again = `CUSTOS_FUZZ_SEED=${SEED} CUSTOS_FUZZ_SLICES=${SLICES} CUSTOS_FUZZ_EXAMPLES=${EXAMPLES} asks the same again.`;
  return faults.length === 0 ? [] : [...faults, nodeSays(), again];
}

/** Much the same work each. */
function partsOf(operations: readonly string[]): string[][] {
  const count = Math.ceil(operations.length / PART);
  return Array.from({ length: count }, (_, part) => operations.filter((__, index) => index % count === part));
}

/** What kept it from what it would else be answered. */
function hidden({ answered, cutOff }: SigningProxy): string[] {
  const tooMany = answered.get(429) ?? 0;
  return [...cutOff, ...(tooMany === 0 ? [] : [`${tooMany} requests were refused since they were too many.`])];
}

/** What the node said on its way, and whether it is still there. */
function nodeSays(): string {
  const { process: node, errors, output } = running;
  const ended = node.signalCode ?? node.exitCode;
  return `The node ${ended === null ? 'still runs' : `ended with ${ended}`}, and said:\n${errors()}${output()}`;
}

describe('whatever is asked of a gateway, allowed by its document or not', () => {
  const together = ['nobody', 'patient', 'requester', 'auditor', 'person'] as const;
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

  it('is asked of each of its operations by somebody', () => {
    const asked = new Set([...callers.values()].flatMap(({ operations }) => operations));
    expect(idsOf(described).filter((one) => !asked.has(one))).toEqual([]);
  });

  it('leaves a node that still runs, and ends in order when it is told to', async () => {
    expect(running.process.exitCode ?? running.process.signalCode, nodeSays()).toBeNull();
    const { code, signal } = await running.stop();
    const said = nodeSays();
    running = await serving(['quickstart'], environment, READY_MS);
    expect([code, signal], said).toEqual([0, null]);
  });

  it('leaves a log in which the auditor finds nothing', async () => {
    const { code, stdout, stderr } = await custos(['audit', '--as', 'auditor'], environment);
    expect(code === 0 ? '' : stdout + stderr).toBe('');
  });
});
