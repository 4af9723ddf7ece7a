import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { restartWorld, type World } from './restart-world.ts';

const MAIN = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const ROUNDS = 3;
/** After which the gateway has written its snapshot. */
const SETTLE_MS = 15_000;

/** Measure P9: a node with 10^5 grants and 10^6 entries of its log is killed, and is ready again, chain and all: with
 *  its snapshot, and without one, when the projections are built anew from the chain. */
export async function run(): Promise<{ id: 'P9'; metrics: Record<'ready_ms' | 'rebuild_ms_1e5_grants', number> }> {
  const world = await restartWorld(say);
  await started(world, SETTLE_MS);
  const ready: number[] = [];
  for (let round = 0; round < ROUNDS; round++) ready.push(await started(world, 1_000));
  const rebuilt: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await rm(join(world.directory, 'snapshot'), { recursive: true, force: true });
    rebuilt.push(await started(world, 0));
  }
  return { id: 'P9', metrics: { ready_ms: median(ready), rebuild_ms_1e5_grants: median(rebuilt) } };
}

/** Milliseconds from the start of the process to the first answer that says it is ready; then it is killed. */
async function started({ directory, config }: World, waitMs: number): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve', '--data', directory], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  while (!(await isReady(config.endpoint))) {
    if (child.exitCode !== null) throw new Error(`the node ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const ms = Math.round(performance.now() - began);
  say(`ready after ${ms} ms`);
  await new Promise((resolve) => setTimeout(resolve, waitMs));
  child.kill('SIGKILL');
  await ended;
  return ms;
}

async function isReady(endpoint: string): Promise<boolean> {
  const answer = await fetch(`${endpoint}/readyz`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function say(text: string): void {
  process.stderr.write(`P9 ${text}\n`);
}
