import { setTimeout as sleep } from 'node:timers/promises';

/** The outcome; undefined where it takes longer than `ms`, and the work goes on. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const stop = new AbortController();
  const late = sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  return await Promise.race([work, late]).finally(() => stop.abort());
}
