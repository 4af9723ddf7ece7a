import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  consortium,
  content,
  drain,
  durableEntries,
  entries,
  firstItem,
  inFaultyWorld,
  interruption,
  item,
  limits,
  setPolicy,
} from './faulty-world.ts';

inFaultyWorld();

describe('a client', () => {
  const streams = { 'a list of items': content, 'one item': async () => item(await firstItem()) };
  const names = Object.keys(streams) as (keyof typeof streams)[];

  it.each(names)('that goes away from %s is logged as disconnected', async (name) => {
    const before = (await entries()).length;
    const response = await streams[name]();
    await response.body?.cancel();
    expect(await interruption(before)).toMatchObject({ kind: 'release', reason: 'disconnected', of: before });
  });

  it.each(names)('that takes nothing of %s is cut off, and logged as disconnected', async (name) => {
    const before = (await entries()).length;
    const response = await streams[name]();
    expect(await interruption(before)).toMatchObject({ kind: 'release', reason: 'disconnected', of: before });
    expect((await drain(response)).cut).toBe(true);
  });

  it('that is too slow is cut off when a release has lasted as long as it may', async () => {
    setPolicy({ maxRelease: 1 });
    const before = (await entries()).length;
    const reader = ((await content()).body as ReadableStream<Uint8Array>).getReader();
    const slowly = (async () => {
      for (;;) {
        const { done } = await reader.read();
        if (done) return 'all of it';
        await sleep(100);
      }
    })();
    expect(await slowly.catch(() => 'cut off')).toBe('cut off');
    expect(await interruption(before)).toMatchObject({ kind: 'release', reason: 'overdue', of: before });
    setPolicy({ maxRelease: 86_400 });
    expect(await drain(await content())).toMatchObject({ cut: false });
  });

  it('that is being served when the gateway stops is cut off, and logged', async () => {
    limits.stallMs = 60_000;
    await consortium.restart();
    const response = await content();
    const before = await durableEntries();
    await consortium.restart();
    expect((await drain(response)).cut).toBe(true);
    expect(await interruption(before)).toMatchObject({ kind: 'release', reason: 'failed', of: before - 1 });
  });
});
