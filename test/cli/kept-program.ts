import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Ended } from '../e2e/processes.ts';

const PROGRAM = fileURLToPath(new URL('program-process.ts', import.meta.url));

/** A command, as its process is told. */
export interface Typed {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What the process says of it. */
export type Heard = { readonly stream: 'stdout' | 'stderr'; readonly text: string } | { readonly code: number };

/** Those that have read the program and run nothing. */
const idle: ChildProcess[] = [];

/** Runs a command of the real program to its end, in a process of its own that read the program for the one before: reading it
 *  is most of what a command takes. The environment holds nothing but what is given. Whatever a process must end for, or is
 *  killed at, takes `custos` of `e2e/processes.ts`. */
export async function custos(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = idle.pop() ?? fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.ref();
  child.channel?.ref();
  const said = { stdout: '', stderr: '' };
  const ended = Promise.withResolvers<Ended>();
  const hear = (heard: Heard) => {
    if ('stream' in heard) said[heard.stream] += heard.text;
    else ended.resolve({ ...said, code: heard.code, signal: null });
  };
  const exit = (code: number | null, signal: string | null) => ended.resolve({ ...said, code, signal });
  child.on('message', hear).once('exit', exit);
  child.send({
    args,
    environment: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
  });
  const result = await ended.promise;
  child.off('message', hear).off('exit', exit);
  if (child.connected) {
    child.unref();
    child.channel?.unref();
    idle.push(child);
  }
  return result;
}
