// Runs the contracts' fuzz and invariant tests: `npm run test:solidity [-- --runs N] [--seed HEX]`. Each invariant is
// held against N random sequences of 64 calls. The seed is fixed, so that a failure fails again.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import config from '../hardhat.config.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DEPTH = 64;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '16' }, seed: { type: 'string', default: '0x437573746f73' } },
});
const runs = Number(values.runs);
if (!Number.isSafeInteger(runs) || runs < 1) throw new Error(`--runs takes a number, not ${values.runs}`);

process.chdir(ROOT);
const hre = await createHardhatRuntimeEnvironment(
  {
    ...config,
    paths: { ...config.paths, tests: 'test/solidity' },
    // The tests are compiled apart, so that the contracts under test are the artifacts that everything else runs.
    solidity: { ...Object(config.solidity), splitTestsCompilation: true },
    test: {
      solidity: {
        fuzz: { seed: values.seed, runs: runs * 16 },
        invariant: { runs, depth: DEPTH, failOnRevert: true },
      },
    },
  },
  {},
  ROOT,
);
const result = await hre.tasks.getTask(['test', 'solidity']).run({});
if (!result.success) {
  process.stderr.write(`failed with --runs ${runs} --seed ${values.seed}\n`);
  process.exitCode = 1;
}
