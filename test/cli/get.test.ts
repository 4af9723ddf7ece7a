import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchInto } from '../../src/cli/commands/get.ts';
import { createOutput } from '../../src/cli/output.ts';
import type { DownloadEvent, DownloadOptions } from '../../src/client/download.ts';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { CustosError } from '../../src/core/errors.ts';
import type { AccessRequest } from '../../src/core/request.ts';

const events = vi.hoisted(() => ({
  give: undefined as unknown as (options: DownloadOptions) => unknown,
  permitted: undefined as unknown as () => Promise<unknown>,
}));
vi.mock('../../src/client/download.ts', () => ({
  download: (...[, , , options]: [unknown, unknown, unknown, DownloadOptions]) => events.give(options),
  checkAccess: () => events.permitted(),
}));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-get-'));
  events.permitted = () => Promise.reject(new Error('nothing is asked for any more'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const REQUEST = { dataset: `0x${'ab'.repeat(32)}`, version: 1 } as AccessRequest;
const fetching = (signal: AbortSignal, prune = false) => {
  const how = { output: createOutput(true), signal, prune };
  return fetchInto(join(directory, 'out'), {} as GatewayClient, REQUEST, {} as never, how);
};
const unended = () => new AbortController().signal;

function* itemEvents(index: number): Generator<DownloadEvent> {
  const bytes = Buffer.from(`item ${index}`);
  const digest = `0x${createHash('sha256').update(bytes).digest('hex')}`;
  const item = { index, name: 'x', leaf: { digest, size: bytes.length, mediaType: 'text/plain' } } as never;
  yield { type: 'item', item };
  yield { type: 'data', bytes };
  yield { type: 'verified', item };
}

it('tells of what failed first, and lets go of the directory', async () => {
  events.give = async function* () {
    yield* itemEvents(1);
    await rm(join(directory, 'out'), { recursive: true });
    throw new Error('the gateway is gone');
  };
  await expect(fetching(unended())).rejects.toThrow('the gateway is gone');
  await expect(fetching(unended())).rejects.toThrow('the gateway is gone');
});

describe('what may not be had any more', () => {
  const out = (name: string) => join(directory, 'out', name);
  beforeEach(async () => {
    events.permitted = async () => ({ ranges: [[1, 2]], count: 2, bytes: 12, withheld: {} });
    events.give = async function* () {
      yield* itemEvents(1);
      yield* itemEvents(2);
    };
    await fetching(unended());
    events.permitted = async () => ({ ranges: [[2, 2]], count: 1, bytes: 6, withheld: {} });
    events.give = async function* () {};
  });

  it('is named, and taken out, though its file was changed', async () => {
    await appendFile(out('item-1.txt'), '\n');
    const gone = [{ item: 1, file: 'item-1.txt' }];
    expect(await fetching(unended())).toMatchObject({ kept: 1, noLongerPermitted: gone, pruned: false });
    expect(await fetching(unended(), true)).toMatchObject({ noLongerPermitted: gone, pruned: true });
    expect((await readdir(join(directory, 'out'))).sort()).toEqual(['item-2.txt', 'items.ndjson']);
    expect(await fetching(unended())).toMatchObject({ noLongerPermitted: [] });
  });

  it('is not counted as there once it was taken out', async () => {
    expect(await fetching(unended())).toMatchObject({ kept: 2, pruned: false });
    const gone = [{ item: 1, file: 'item-1.txt' }];
    expect(await fetching(unended(), true)).toMatchObject({ kept: 1, noLongerPermitted: gone, pruned: true });
  });

  const refused = (reason: string) =>
    // biome-ignore lint/correctness/useYield: it is refused before it gives anything
    async function* () {
      throw new CustosError('ACCESS_REFUSED', 'Refused.', { details: { reason, seq: 7 } });
    };

  it.each(['dataset-not-released', 'permit-inactive', 'not-a-member', 'nothing-covered'])(
    'is told, and taken out, where all of it is refused (%s)',
    async (reason) => {
      events.give = refused(reason);
      await expect(fetching(unended())).rejects.toMatchObject({
        code: 'ACCESS_REFUSED',
        message: expect.stringMatching(/^Refused\. 2 items that were got before may not be kept .* --prune /),
        details: { reason, seq: 7, noLongerPermitted: 2, pruned: false },
      });
      expect(await readdir(join(directory, 'out'))).toContain('item-2.txt');
      await expect(fetching(unended(), true)).rejects.toMatchObject({
        message: 'Refused. Taken out: 2 items that were got before.',
        details: { noLongerPermitted: 2, pruned: true },
      });
      expect(await readdir(join(directory, 'out'))).toEqual(['items.ndjson']);
      await expect(fetching(unended(), true)).rejects.toMatchObject({ message: 'Refused.' });
    },
  );

  it.each(['purpose-not-permitted', 'purpose-needs-review', 'no-permit'])(
    'stays where the request asks for what was never given (%s)',
    async (reason) => {
      events.give = refused(reason);
      await expect(fetching(unended(), true)).rejects.toMatchObject({ message: 'Refused.' });
      expect(await readdir(join(directory, 'out'))).toContain('item-1.txt');
    },
  );

  it('is not named once its file is gone', async () => {
    await rm(out('item-1.txt'));
    expect(await fetching(unended(), true)).toMatchObject({ noLongerPermitted: [] });
  });
});

describe('a download that is ended', () => {
  it('keeps what was verified, nothing of the item at hand, and says how many were not fetched', async () => {
    const ending = new AbortController();
    events.give = async function* ({ signal }) {
      yield { type: 'missing', items: 5, bytes: 30 };
      yield* itemEvents(1);
      yield* itemEvents(2);
      yield* [...itemEvents(3)].slice(0, 2);
      const { promise, reject } = Promise.withResolvers<never>();
      signal?.addEventListener('abort', () => reject(new Error('the connection was cut off')));
      ending.abort();
      await promise;
    };
    const fetched = await fetching(ending.signal);
    expect(fetched).toMatchObject({ items: 2, bytes: 12, ended: { missing: 3 }, kept: 0, noLongerPermitted: [] });
    expect((await readdir(fetched.out)).sort()).toEqual(['item-1.txt', 'item-2.txt', 'items.ndjson']);
  });

  it('goes on with what is missing when it is asked for again', async () => {
    events.give = async function* () {
      yield { type: 'missing', items: 1, bytes: 6 };
      yield* itemEvents(1);
      throw new Error('the gateway is gone');
    };
    await expect(fetching(unended())).rejects.toThrow('the gateway is gone');
    const ending = new AbortController();
    const asked: boolean[] = [];
    // biome-ignore lint/correctness/useYield: it is ended before it gives anything
    events.give = async function* ({ held }: DownloadOptions) {
      asked.push(held?.(1) === 6, held?.(2) === 6);
      ending.abort();
      throw new Error('ended');
    };
    expect(await fetching(ending.signal)).toMatchObject({ items: 0, kept: 1, ended: {} });
    expect(asked).toEqual([true, false]);
  });
});
