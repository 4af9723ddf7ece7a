// Runs the contract tests on instrumented contracts and fails unless every line ran and every condition had both
// outcomes; names those that did not.
import { spawnSync } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Branch } from './branch-probes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COVERAGE = new URL('../coverage/', import.meta.url);

process.env.HARDHAT_CONFIG = 'hardhat.coverage.config.ts';
process.env.HARDHAT_COVERAGE = 'true';
process.chdir(ROOT);
await rm(COVERAGE, { recursive: true, force: true });
const { default: hre } = await import('hardhat');

// The instrumentation is known only to the process that compiles, so nothing may come from a cache.
await hre.tasks.getTask('build').run({ quiet: true, force: true });
await hre.hooks.runHandlerChain('test', 'onTestRunStart', ['contracts'], async () => {});
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const run = spawnSync(process.execPath, [vitest, 'run', '--config', 'test/contracts/coverage.config.ts'], {
  stdio: 'inherit',
});
await hre.hooks.runHandlerChain('test', 'onTestRunDone', ['contracts'], async () => {});

/** All files of a directory below coverage/, parsed. */
async function readAll<T>(directory: string): Promise<T[]> {
  const files = await readdir(new URL(directory, COVERAGE));
  return Promise.all(
    files.map(async (file) => JSON.parse(await readFile(new URL(directory + file, COVERAGE), 'utf8'))),
  );
}

const lines = (await readFile(new URL('lcov.info', COVERAGE), 'utf8')).split('end_of_record').flatMap((file) => {
  const name = /SF:(.*)/.exec(file)?.[1] ?? '';
  return [...file.matchAll(/DA:(\d+),(\d+)/g)].map(([, line, hits]) => ({ at: `${name}:${line}`, ran: hits !== '0' }));
});
const branches = (await readAll<Branch[]>('branches/')).flat();
const hits = new Set((await readAll<Record<string, number>>('data/contracts/')).flatMap(Object.keys));

const missed = [
  ...lines.filter(({ ran }) => !ran).map(({ at }) => `${at} never ran`),
  ...branches
    .filter(({ tag }) => !hits.has(tag))
    .map(({ file, line, condition, outcome }) => `${file}:${line} never ${outcome}: ${condition}`),
].sort();
for (const line of missed) process.stderr.write(`${line}\n`);
process.stdout.write(`${lines.length} lines and ${branches.length} branches, ${missed.length} never taken\n`);
process.exitCode = run.status !== 0 || missed.length > 0 || branches.length === 0 ? 1 : 0;
