import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/contracts/**/*.test.ts'],
    exclude: ['test/contracts/**/*.property.test.ts'],
    setupFiles: ['test/contracts/coverage-setup.ts'],
    globalSetup: ['test/contracts/build.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
