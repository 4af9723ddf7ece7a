// Tries mutants one after another: compiles what a mutant changes, writes it into artifacts of its own, and runs the
// contract tests on them until the first failure.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { type Compiled, compile, type Sources } from './compiler.ts';
import { concernsOf } from './concerns.ts';
import { type Mutant, mutate } from './mutants.ts';

/** `untried`: it does not compile, or gives the bytecode that stands already. */
export type Outcome = 'killed' | 'survived' | 'untried';

export interface Trial {
  readonly key: string;
  readonly outcome: Outcome;
  /** The test file that failed, or why it was not tried. */
  readonly by: string;
}

interface Setup {
  readonly sources: Sources;
  readonly slot: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MINUTE = 60_000;

const { sources, slot } = workerData as Setup;
const standing = new Map<string, Compiled>();

function begin(): void {
  rmSync(slot, { recursive: true, force: true });
  mkdirSync(slot, { recursive: true });
  const wanted = (path: string) => !path.includes('build-info');
  cpSync(`${ROOT}artifacts`, `${slot}/artifacts`, { recursive: true, filter: wanted });
}

/** Compiled once a contract, when it is first needed. */
function standingOf(contract: string): Compiled {
  const known = standing.get(contract) ?? compile(sources, contract);
  if (known === undefined) throw new Error(`${contract} does not compile without a mutant`);
  standing.set(contract, known);
  return known;
}

function install(contract: string, { creation, runtime }: Compiled): void {
  const path = `${slot}/artifacts/contracts/${contract}.sol/${contract}.json`;
  const artifact = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, JSON.stringify({ ...artifact, bytecode: `0x${creation}`, deployedBytecode: `0x${runtime}` }));
}

async function attempt(mutant: Mutant): Promise<Trial> {
  const { key } = mutant;
  const [contracts, tests] = concernsOf(mutant.path);
  const changed = mutate(sources, mutant);
  const compiled = contracts.map((contract) => [contract, standingOf(contract), compile(changed, contract)] as const);
  if (compiled.some(([, , made]) => made === undefined)) return { key, outcome: 'untried', by: 'does not compile' };
  if (compiled.every(([, before, made]) => made?.creation === before.creation)) {
    return { key, outcome: 'untried', by: 'gives the same bytecode' };
  }
  // test/ledger/abi.test.ts holds the ABI.
  if (compiled.some(([, before, made]) => made?.abi !== before.abi)) return { key, outcome: 'killed', by: 'the ABI' };
  for (const [contract, , made] of compiled) if (made !== undefined) install(contract, made);
  try {
    const failed = await firstFailure(tests);
    return failed === undefined ? { key, outcome: 'survived', by: '' } : { key, outcome: 'killed', by: failed };
  } finally {
    for (const [contract, before] of compiled) install(contract, before);
  }
}

/** A file at a time, so that most mutants cost one. */
async function firstFailure(tests: readonly string[]): Promise<string | undefined> {
  for (const test of tests) if (!(await passes(test))) return `${test}.test.ts`;
  return undefined;
}

async function passes(test: string): Promise<boolean> {
  const vitest = `${ROOT}node_modules/vitest/vitest.mjs`;
  const config = ['--config', 'test/contracts/mutation.config.ts', '--bail', '1'];
  const child = spawn(process.execPath, [vitest, 'run', ...config, `test/contracts/${test}.test.ts`], {
    cwd: ROOT,
    stdio: 'ignore',
    env: { ...process.env, HARDHAT_CONFIG: 'hardhat.mutation.config.ts', CUSTOS_MUTATION_SLOT: slot },
  });
  // A mutant that loops for ever is found as well.
  const timer = setTimeout(() => child.kill('SIGKILL'), 2 * MINUTE);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('exit', resolve);
  const code = await promise;
  clearTimeout(timer);
  return code === 0;
}

begin();
for (const contract of ['Membership', 'AccessLog', 'DatasetRegistry', 'PermitRegistry']) {
  install(contract, standingOf(contract));
}
parentPort?.on('message', async (message: Mutant | readonly string[] | 'end') => {
  if (message === 'end') return parentPort?.close();
  if ('key' in message) return parentPort?.postMessage(await attempt(message));
  return parentPort?.postMessage({ failed: await firstFailure(message as readonly string[]) });
});
parentPort?.postMessage('ready');
