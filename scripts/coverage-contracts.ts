// Runs the contract tests on instrumented contracts and fails unless every line and statement ran.
// Hardhat measures statements; a branch counts through the statements that it guards.
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

process.env.HARDHAT_CONFIG = 'hardhat.coverage.config.ts';
process.env.HARDHAT_COVERAGE = 'true';
process.chdir(ROOT);
const { default: hre } = await import('hardhat');

// The instrumentation is known only to the process that compiles, so nothing may come from a cache.
await hre.tasks.getTask('build').run({ quiet: true, force: true });
await hre.hooks.runHandlerChain('test', 'onTestRunStart', ['contracts'], async () => {});
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const run = spawnSync(process.execPath, [vitest, 'run', '--config', 'test/contracts/coverage.config.ts'], {
  stdio: 'inherit',
});
await hre.hooks.runHandlerChain('test', 'onTestRunDone', ['contracts'], async () => {});

const report = await readFile(new URL('../coverage/lcov.info', import.meta.url), 'utf8');
const missed = report
  .split('end_of_record')
  .flatMap((file) => {
    const name = /SF:(.*)/.exec(file)?.[1] ?? '';
    return [...file.matchAll(/DA:(\d+),0/g)].map((line) => `${name}:${line[1]}`);
  })
  .sort();
for (const line of missed) process.stderr.write(`never ran: ${line}\n`);
process.exitCode = run.status !== 0 || missed.length > 0 ? 1 : 0;
