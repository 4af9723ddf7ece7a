import { defineConfig } from 'vitest/config';
import { asSources } from './test/as-sources.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/contracts/build.ts', 'test/gateway/deployed-chain.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A second, vitest's own bound, is less than a transaction takes on a machine that is busy with other tests.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    // Many tests wait for a ledger or a clock more than they compute.
    maxWorkers: 3,
    ...asSources(),
  },
});
