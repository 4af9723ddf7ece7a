import { defineConfig } from 'vitest/config';

// One file at a time on the artifacts of a mutant; nothing is built.
export default defineConfig({
  test: {
    include: ['test/contracts/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
