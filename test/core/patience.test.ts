import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { backoff, pause, retried, within } from '../../src/core/patience.ts';

const LONG_MS = 60_000;

function failing(times: number) {
  let calls = 0;
  const work = async () => {
    if (++calls <= times) throw new Error(`failure ${calls}`);
    return calls;
  };
  return { work, calls: () => calls };
}

describe('a pause', () => {
  it('ends when the signal is aborted, and at once where it was before', async () => {
    const stop = new AbortController();
    const paused = pause(LONG_MS, stop.signal);
    stop.abort();
    await paused;
    await pause(LONG_MS, stop.signal);
  });
});

describe('work that has a time', () => {
  it('gives its outcome, also where that is an error', async () => {
    expect(await within(LONG_MS, Promise.resolve(7))).toBe(7);
    await expect(within(LONG_MS, Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  it('gives nothing where it is late, or what is said for that', async () => {
    const never = new Promise<number>(() => undefined);
    expect(await within(1, never)).toBeUndefined();
    expect(await within(1, never, { late: () => 'late' })).toBe('late');
    const late = () => {
      throw new Error('too late');
    };
    await expect(within(1, never, { late })).rejects.toThrow('too late');
  });

  it('is not waited for once the signal is aborted', async () => {
    const never = new Promise<number>(() => undefined);
    const stop = new AbortController();
    const waiting = within(LONG_MS, never, { signal: stop.signal });
    stop.abort();
    expect(await waiting).toBeUndefined();
    expect(await within(LONG_MS, never, { signal: stop.signal })).toBeUndefined();
  });

  it('keeps a process for as long as it is waited for, where it is said not to be idle', async () => {
    const patience = fileURLToPath(new URL('../../src/core/patience.ts', import.meta.url));
    const program = (options: string) =>
      `import { within } from ${JSON.stringify(patience)}; console.log(await within(50, new Promise(() => {}), ${options}));`;
    const run = async (options: string) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program(options)], { stdio: 'pipe' });
      return (await text(child.stdout)).trim();
    };
    expect(await run('{ late: () => "late", isIdle: false }')).toBe('late');
    expect(await run('{ late: () => "late" }')).toBe('');
  });

  it('may fail when nobody waits for it any more', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { promise, reject } = Promise.withResolvers<never>();
    await within(1, promise);
    reject(new Error('nobody waits'));
    await sleep(1);
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('what is tried again', () => {
  it('waits twice as long after each failure, up to a longest time', () => {
    const waits = (pauses: Parameters<typeof backoff>[1]) => [0, 1, 2, 3, 5_000].map((one) => backoff(one, pauses));
    expect(waits({})).toEqual([100, 200, 400, 800, 5_000]);
    expect(waits({ first: 500, longest: 1_500 })).toEqual([500, 1_000, 1_500, 1_500, 1_500]);
  });

  it('ends with the first success', async () => {
    const { work, calls } = failing(3);
    expect(await retried(work, () => true, { first: 0 })).toBe(4);
    expect(calls()).toBe(4);
  });

  it('ends with the error that is not worth another attempt, and counts the failures before it', async () => {
    const { work } = failing(9);
    await expect(retried(work, (_, failures) => failures < 2, { first: 0 })).rejects.toThrow('failure 3');
  });

  it('ends with the last error once the signal is aborted, without another attempt', async () => {
    const stop = new AbortController();
    const { work, calls } = failing(Number.POSITIVE_INFINITY);
    const waiting = retried(work, () => true, { first: LONG_MS, signal: stop.signal });
    await sleep(1);
    stop.abort();
    await expect(waiting).rejects.toThrow('failure 1');
    expect(calls()).toBe(1);
  });
});
