import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchInto } from '../../src/cli/commands/get.ts';
import { formWords } from '../../src/cli/download-form.ts';
import { DownloadStore } from '../../src/cli/download-store.ts';
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
const fetching = (signal: AbortSignal, prune = false, split = false) => {
  const how = { output: createOutput(true), signal, prune, split };
  return fetchInto(join(directory, 'out'), {} as GatewayClient, REQUEST, {} as never, how);
};
const unended = () => new AbortController().signal;

function* itemEvents(index: number): Generator<DownloadEvent> {
  yield* eventsOf(index, Buffer.from(`item ${index}`), 'text/plain');
}

function* eventsOf(index: number, bytes: Buffer<ArrayBuffer>, mediaType: string): Generator<DownloadEvent> {
  const digest = `0x${createHash('sha256').update(bytes).digest('hex')}`;
  const item = { index, name: 'x', leaf: { digest, size: bytes.length, mediaType } } as never;
  yield { type: 'item', item };
  yield { type: 'data', bytes };
  yield { type: 'verified', item };
}

function* resourceEvents(index: number): Generator<DownloadEvent> {
  yield* eventsOf(index, Buffer.from(`{"resourceType":"Condition","n":${index}}\n`), 'application/fhir+ndjson');
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

describe('a directory whose FHIR lies in one form', () => {
  const there = async () => (await readdir(join(directory, 'out'))).sort();
  const giving = (...indices: readonly number[]) => {
    events.permitted = async () => ({ ranges: [[1, 3]], count: 3, bytes: 0, withheld: {} });
    events.give = async function* () {
      for (const index of indices) yield* resourceEvents(index);
    };
  };
  const never = () => {
    events.give = () => {
      throw new Error('it was asked for');
    };
  };

  it.each([
    [false, 'one file for each FHIR type', 'with'],
    [true, 'one file for each item', 'without'],
  ])('takes nothing in the other one, and says what to do (--split: %s)', async (split, wanted, option) => {
    giving(1, 2);
    await fetching(unended(), false, !split);
    const before = await there();
    never();
    const error = await fetching(unended(), true, split).catch((refusal) => refusal);
    expect(error).toMatchObject({ code: 'INPUT_INVALID' });
    expect(error.message).toMatch(
      new RegExp(`holds 2 items .*, give the same command ${option} --split\\. For ${wanted}, .*--out\\. Nothing was`),
    );
    expect(await there()).toEqual(before);
    giving(3);
    const forms = split ? { merged: 3, alone: 0 } : { merged: 0, alone: 3 };
    expect(await fetching(unended(), false, !split)).toMatchObject({ items: 1, kept: 2, forms });
  });

  it('takes the other one where nothing of that is there any more', async () => {
    giving(1);
    await fetching(unended(), false, true);
    await rm(join(directory, 'out', 'Condition-1.ndjson'));
    expect(await fetching(unended())).toMatchObject({ items: 1, forms: { merged: 1, alone: 0 } });
  });

  it('is told from one that holds both, which is gone on with', async () => {
    const store = await DownloadStore.open(join(directory, 'out'), REQUEST, { split: true });
    for (const event of resourceEvents(1)) await store.take(event);
    await store.close();
    const merging = await DownloadStore.open(join(directory, 'out'), REQUEST);
    for (const event of resourceEvents(2)) await merging.take(event);
    await merging.close();
    giving(3);
    const { forms } = await fetching(unended());
    expect(forms).toEqual({ merged: 2, alone: 1 });
    expect(formWords(forms, 'out')).toEqual([
      expect.stringMatching(/^out holds FHIR in two forms: 2 items in .*, 1 item in/),
    ]);
    expect(formWords({ merged: 2, alone: 0 }, 'out')).toEqual([]);
  });
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
