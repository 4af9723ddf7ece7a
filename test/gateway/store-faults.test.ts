import { Level } from 'level';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { checkAccess } from '../../src/client/download.ts';
import type { DatasetId, Pseudonym } from '../../src/core/ids.ts';
import {
  BLOB_KEY_BYTES,
  consortium,
  content,
  dataset,
  drain,
  entries,
  exportFiles,
  firstItem,
  holder,
  inFaultyWorld,
  interruption,
  item,
  type Patient,
  patients,
  requester,
  until,
} from './faulty-world.ts';
import { accessRequest, bindSigner, giveGrant, issuePermit, publishDraft } from './publisher.ts';

inFaultyWorld();

describe('a store that fails while a release is sent', () => {
  const failing = {
    'cannot be read': () => {
      throw new Error('IO error: 000005.ldb: Input/output error');
    },
    'has a flipped bit': (value: Buffer) => {
      const flipped = Buffer.from(value);
      flipped[100] = (flipped[100] ?? 0) ^ 1;
      return flipped;
    },
  };

  it.each(Object.keys(failing) as (keyof typeof failing)[])(
    'because it %s cuts the stream off, and logs that',
    async (kind) => {
      const { getMany } = Level.prototype;
      vi.spyOn(Level.prototype, 'getMany').mockImplementation(async function (
        this: Level<Buffer, Buffer>,
        ...args: [Buffer[]]
      ) {
        const values: (Buffer | undefined)[] = await Reflect.apply(getMany, this, args);
        return values.map((value, i) => {
          const key = args[0][i];
          const isPart = key?.length === BLOB_KEY_BYTES && key.readUInt32BE(10) === 4;
          return isPart && value !== undefined ? failing[kind](value) : value;
        });
      } as never);
      const number = await firstItem();
      for (const call of [content, () => item(number)]) {
        const before = (await entries()).length;
        const { bytes, cut } = await drain(await call());
        expect([cut, bytes.includes('"end"')]).toEqual([true, false]);
        const [released, interrupted] = [
          (await entries()).slice(before).find(({ kind }) => kind === 'release'),
          await interruption(before),
        ];
        expect(released).toMatchObject({ outcome: 'released' });
        expect(interrupted).toMatchObject({ reason: 'failed', of: released?.seq });
      }
    },
  );
});

describe('a store whose disk is full', () => {
  afterEach(async () => {
    vi.restoreAllMocks();
    await consortium.restart();
  });

  /** No write of such a key succeeds. */
  function fill(concerns: (key: Buffer) => boolean): void {
    const batch = Level.prototype.batch;
    vi.spyOn(Level.prototype, 'batch').mockImplementation(function (
      this: Level<Buffer, Buffer>,
      ...args: [{ key: Buffer }[]]
    ) {
      if (!args[0].some(({ key }) => concerns(Buffer.from(key)))) return Reflect.apply(batch, this, args);
      return Promise.reject(new Error('IO error: 000003.log: No space left on device'));
    } as never);
  }
  const begins = (text: string) => (key: Buffer) => key.subarray(0, text.length).toString('latin1') === text;

  async function importInto(
    into: DatasetId,
    files: object,
  ): Promise<{ import: string; state: string; error?: object }> {
    const json = { kind: 'files', ...files };
    const { import: id } = await holder.json<{ import: string }>('POST', `/v1/datasets/${into}/imports`, { json });
    return until(async () => {
      const job = await holder.json<{ import: string; state: string }>('GET', `/v1/imports/${id}`);
      return job.state !== 'running' && job;
    });
  }
  const versions = async (of: DatasetId) =>
    (await holder.json<{ versions: { version: number; items?: number }[] }>('GET', `/v1/datasets/${of}`)).versions;

  it('fails an import, of which nothing is left', async () => {
    const files = await exportFiles('more', ['c']);
    fill((key) => key.length === BLOB_KEY_BYTES);
    const job = await importInto(dataset, files);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'STORAGE_FULL' } });
    const publication = { import: job.import, permission: 'GRU', identifiable: true };
    await expect(holder.json('POST', `/v1/datasets/${dataset}/versions`, { json: publication })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await versions(dataset)).toHaveLength(1);
    vi.restoreAllMocks();
    expect(await importInto(dataset, files)).toMatchObject({ state: 'ready' });
  });

  it('begins nothing whose answer could not be kept', async () => {
    const count = async () => (await holder.json<{ datasets: object[] }>('GET', '/v1/datasets')).datasets.length;
    const before = await count();
    fill(begins('roperation\0answer/'));
    const created = holder.json('POST', '/v1/datasets', { json: { name: 'Second' }, idempotencyKey: 'a-key-of-mine' });
    await expect(created).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await count()).toBe(before);
  });

  it('takes no grant whose terms could not be kept', async () => {
    const [{ key }] = patients as [Patient];
    const granted = async () =>
      (await consortium.client(key).json<{ consents: object[] }>('GET', '/v1/consents')).consents.length;
    const before = await granted();
    fill(begins('rterms\0'));
    await expect(giveGrant(consortium, key)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await granted()).toBe(before);
    vi.restoreAllMocks();
    await giveGrant(consortium, key);
    expect(await granted()).toBe(before + 1);
  });

  it('that does not learn of a publication takes it from the chain, whole and once', async () => {
    const { dataset: fresh } = await holder.json<{ dataset: DatasetId }>('POST', '/v1/datasets', {
      json: { name: 'Third' },
    });
    const job = await importInto(fresh, await exportFiles('third', ['d']));
    const publication = {
      import: job.import,
      permission: 'GRU',
      identifiable: true,
      parameters: { homeCountry: 'CH' },
    };
    const publishIt = () => publishDraft(holder, fresh, publication);
    fill((key) => key.length === 7 && key.subarray(0, 1).toString() === 'v');
    await expect(publishIt()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await expect(publishIt()).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    vi.restoreAllMocks();
    await consortium.restart();
    expect(await publishIt()).toMatchObject({ version: 1 });
    expect(await versions(fresh)).toMatchObject([{ version: 1, items: 1 }]);
    const { subjects } = await holder.json<{ subjects: { subject: Pseudonym; bound: boolean }[] }>(
      'GET',
      '/v1/subjects',
    );
    const key = await bindSigner(holder, subjects.find(({ bound }) => !bound)?.subject as Pseudonym);
    await giveGrant(consortium, key, { modifiers: ['NTX'] });
    const permit = await issuePermit(consortium, fresh, { attested: ['NTX'] });
    const asked = { ...(await accessRequest(requester, fresh, permit)), facts: { country: 'CH' } };
    expect(await checkAccess(requester, asked)).toMatchObject({ count: 1 });
  });
});
