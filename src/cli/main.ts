#!/usr/bin/env node
const OLDEST_NODE = 24;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(`Custos needs Node.js ${OLDEST_NODE} or newer, and this is ${process.version}.`);
  process.exitCode = 2;
} else {
  const { enableCompileCache } = await import('node:module');
  // Half of what a command takes is reading the program; the cache outlives it. Without a place for one it does nothing.
  enableCompileCache();
  const { runProgram } = await import('./program.ts');
  await runProgram();
}

// What awaits must be a module.
export {};
