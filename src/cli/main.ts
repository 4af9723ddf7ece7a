import { enableCompileCache } from 'node:module';

// Half of what a command takes is reading the program; the cache outlives it. Without a place for one it does nothing.
enableCompileCache();
const { runProgram } = await import('./program.ts');
await runProgram();
