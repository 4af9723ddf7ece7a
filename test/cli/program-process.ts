import { fileURLToPath } from 'node:url';
import { runProgram } from '../../src/cli/program.ts';
import type { Heard, Typed } from './kept-program.ts';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const STREAMS = ['stdout', 'stderr'] as const;

const say = (heard: Heard) => void process.send?.(heard);

for (const stream of STREAMS) {
  process[stream].write = (part: string | Uint8Array, ...rest: unknown[]) => {
    say({ stream, text: typeof part === 'string' ? part : Buffer.from(part).toString() });
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(done as () => void);
    return true;
  };
}

// One command at a time, each as the first one of its process.
process.on('message', async ({ args, environment }: Typed) => {
  process.argv = [process.execPath, MAIN, ...args];
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  process.exitCode = undefined;
  await runProgram();
  for (const stream of STREAMS) process[stream].removeAllListeners('error');
  say({ code: Number(process.exitCode ?? 0) });
});
