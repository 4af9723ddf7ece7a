import { defineConfig, defineProject, type TestProjectInlineConfiguration } from 'vitest/config';
import { asSources } from './test/as-sources.ts';

/** Rooms whose tests leave nothing behind in their process. A worker reads the program once for many of their files, and not once for
 *  each, which took a fifth of a run. */
const SHARED = 'access-log|architecture|audit|client|consent|console|core|import|interop|ledger|vault';

const project = (name: string, include: string[], isolate: boolean): TestProjectInlineConfiguration =>
  defineProject({
    test: {
      name,
      include,
      isolate,
      testTimeout: 60_000,
      hookTimeout: 120_000,
      // A second, vitest's own bound, is less than a transaction takes on a machine that is busy with other tests.
      expect: { poll: { timeout: 20_000 } },
      pool: 'forks',
      restoreMocks: !isolate,
      ...asSources(),
    },
  });

export default defineConfig({
  test: {
    globalSetup: ['test/contracts/build.ts', 'test/gateway/deployed-chain.ts'],
    // Many tests wait for a ledger or a clock more than they compute.
    maxWorkers: 3,
    projects: [
      project('alone', [`test/!(${SHARED})/**/*.test.ts`], true),
      project('shared', [`test/@(${SHARED})/**/*.test.ts`], false),
    ],
  },
});
