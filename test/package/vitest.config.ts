import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/package/*.suite.ts'], testTimeout: 180_000, hookTimeout: 600_000, pool: 'forks' },
});
