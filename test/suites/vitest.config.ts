import { defineConfig } from 'vitest/config';
import { asSources } from '../as-sources.ts';

/** Suites that need another program or the network, each run by a script of its own. */
export default defineConfig({
  test: {
    include: ['test/suites/*.suite.ts'],
    globalSetup: ['test/suites/told-sample.ts'],
    testTimeout: 180_000,
    hookTimeout: 600_000,
    pool: 'forks',
    maxWorkers: 2,
    ...asSources(),
  },
});
