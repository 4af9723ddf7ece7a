import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const READY_MS = 90_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `custos` that keeps running. */
export interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  readonly output: () => string;
  readonly errors: () => string;
  readonly ended: Promise<Ended>;
  /** SIGTERM, and what it ended with. */
  stop(): Promise<Ended>;
  kill(): Promise<void>;
}

/** Runs a command of the real program to its end. The environment holds nothing but what is given. */
export async function custos(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  return gather(start(args, environment));
}

/** Starts the real program and waits until it says that it is ready; rejects with what it said instead. */
export async function serving(
  args: readonly string[],
  environment: Record<string, string> = {},
  readyMs = READY_MS,
): Promise<Running> {
  const process = start(args, environment);
  let output = '';
  let errors = '';
  process.stderr?.on('data', (bytes) => {
    errors += String(bytes);
  });
  const ready = Promise.withResolvers<string>();
  process.stdout?.on('data', (bytes) => {
    output += String(bytes);
    const [, url] = /^ready on (\S+)$/m.exec(output) ?? [];
    if (url !== undefined) ready.resolve(url);
  });
  const ended = gather(process);
  const timer = setTimeout(() => ready.reject(new Error(`It is not ready in time: ${output}`)), readyMs);
  void ended.then(({ stderr, code, signal }) =>
    ready.reject(new Error(`It ended with ${signal ?? code}: ${output}${stderr}`)),
  );
  const url = await ready.promise.finally(() => clearTimeout(timer));
  return {
    process,
    url,
    output: () => output,
    errors: () => errors,
    ended,
    stop: async () => {
      process.kill('SIGTERM');
      return ended;
    },
    kill: async () => {
      process.kill('SIGKILL');
      await ended;
    },
  };
}

/** Starts the real program and kills it after a while, whatever it is at by then. */
export async function killedAfter(
  ms: number,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  const process = start(args, environment);
  const timer = setTimeout(() => process.kill('SIGKILL'), ms);
  return gather(process).finally(() => clearTimeout(timer));
}

export function start(args: readonly string[], environment: Record<string, string>): ChildProcess {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...environment };
  return spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function gather(process: ChildProcess): Promise<Ended> {
  const [out, err] = [process.stdout, process.stderr].map(async (stream) => {
    const parts: Buffer[] = [];
    for await (const part of stream ?? []) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  });
  const [code, signal] = (await once(process, 'close')) as [number | null, string | null];
  return { code, signal, stdout: (await out) ?? '', stderr: (await err) ?? '' };
}
