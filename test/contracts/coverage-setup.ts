import hre from 'hardhat';
import { afterAll } from 'vitest';

// Writes down what ran on the instrumented contracts, for scripts/coverage-contracts.ts.
afterAll(async () => {
  await hre.hooks.runHandlerChain('test', 'onTestWorkerDone', ['contracts'], async () => {});
});
