import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { utf8 } from '../../src/core/bytes.ts';
import { importFhir } from '../../src/import/fhir-import.ts';
import { importFiles } from '../../src/import/files-import.ts';
import { Database } from '../../src/vault/database.ts';
import { LevelBlobStore } from '../../src/vault/level-blob-store.ts';
import { storageError } from '../../src/vault/storage-error.ts';
import type { Vault } from '../../src/vault/vault.ts';
import { afterTest, collect, newDataset, newVault, openVault, temporaryDirectory } from './workspace.ts';

afterEach(() => vi.restoreAllMocks());

async function sources(): Promise<{ fhir: string; files: string }> {
  const directory = await temporaryDirectory();
  const [fhir, files] = [join(directory, 'fhir'), join(directory, 'files')];
  await mkdir(fhir);
  await mkdir(files);
  const note = { resourceType: 'DocumentReference', subject: { reference: 'Patient/a' }, x: 'n'.repeat(3_000_000) };
  const lines = [{ resourceType: 'Patient', id: 'a' }, ...['1', '2'].map((id) => ({ ...note, id }))];
  await writeFile(join(fhir, 'all.ndjson'), lines.map((line) => JSON.stringify(line)).join('\n'));
  for (const name of ['a.bin', 'b.bin']) await writeFile(join(files, name), randomBytes(3_000_000));
  return { fhir, files };
}

/** All writes of the vault's databases fail from the one of this number on, until the mock is restored. */
function fullFrom(write: number): { readonly writes: () => number } {
  let count = 0;
  const original = Database.prototype.write;
  const room = async <T>(action: () => Promise<T>): Promise<T> => {
    if (++count >= write) throw storageError(new Error('IO error: 000012.log: No space left on device'), 'writing');
    return action();
  };
  const clear = Database.prototype.clear;
  vi.spyOn(Database.prototype, 'write').mockImplementation(function (this: Database, writes) {
    return room(() => original.call(this, writes));
  });
  vi.spyOn(Database.prototype, 'clear').mockImplementation(function (this: Database, from, to) {
    return room(() => clear.call(this, from, to));
  });
  return { writes: () => count };
}

async function volumesOnDisk(directory: string): Promise<number[]> {
  const blobs = await LevelBlobStore.open(join(directory, 'store', 'blobs'));
  return blobs.volumes().finally(() => blobs.close());
}

describe('a disk that is full', () => {
  for (const kind of ['fhir', 'files'] as const) {
    test(`at any write of an import of ${kind} leaves nothing of a version, and the import can be repeated`, async () => {
      const paths = await sources();
      const run = async (vault: Vault) => {
        const common = { path: paths[kind], dataset: newDataset() };
        const { draft } = await (kind === 'fhir'
          ? importFhir(vault, { ...common, hasSay: () => false })
          : importFiles(vault, { ...common, shareOthers: true }));
        return vault.seal(draft).catch(async (error: unknown) => {
          await vault.discard(draft);
          throw error;
        });
      };
      let failed = 0;
      for (let write = 1; ; write++) {
        const { vault, options } = await newVault();
        const { writes } = fullFrom(write);
        const outcome = await run(vault).then(
          () => 'done',
          (error: unknown) => error,
        );
        const all = writes();
        vi.restoreAllMocks();
        if (outcome === 'done') {
          expect(all).toBe(write - 1);
          break;
        }
        failed++;
        expect(outcome).toMatchObject({ code: 'STORAGE_FULL', message: expect.stringContaining('while writing') });
        expect(vault.versions.list()).toEqual([]);
        const { summary } = await run(vault);
        await vault.close();
        expect(await volumesOnDisk(options.directory)).toEqual([summary.volume]);
      }
      expect(failed).toBeGreaterThanOrEqual(6);
    });
  }

  test('on which a draft could not be removed holds none after the next start', async () => {
    const { files } = await sources();
    const { vault, options } = await newVault();
    const { draft } = await importFiles(vault, { path: files, dataset: newDataset(), shareOthers: true });
    fullFrom(1);
    await vault.discard(draft);
    await vault.close();
    vi.restoreAllMocks();
    expect(await volumesOnDisk(options.directory)).toHaveLength(1);
    await (await openVault(options)).close();
    expect(await volumesOnDisk(options.directory)).toEqual([]);
  });
});

describe('a database whose write failed', () => {
  test('takes writes again when the disk does, and keeps what it acknowledged', async () => {
    const directory = join(await temporaryDirectory(), 'db');
    const database = await Database.open(directory);
    afterTest(() => database.close().catch(() => undefined));
    const put = (key: string, bytes: number) => database.write([{ key: utf8(key), value: randomBytes(bytes) }]);
    await put('before', 10);
    // Without its directory Level cannot begin a new file, as on a full disk.
    await rename(directory, `${directory}.away`);
    const failing = async (): Promise<void> => {
      for (let i = 0; i < 8; i++) await put(`big${i}`, 2_000_000);
    };
    await expect(failing()).rejects.toMatchObject({ code: 'IO_FAILED' });
    await expect(put('still', 10)).rejects.toMatchObject({ code: 'IO_FAILED' });
    await rename(`${directory}.away`, directory);
    await put('after', 10);
    expect(await database.get(utf8('before'))).toHaveLength(10);
    expect(await database.get(utf8('after'))).toHaveLength(10);
    expect(await collect(database.keys(utf8('a'), utf8('b')))).toEqual(Buffer.from('after'));
    await database.close();
    await expect(database.get(utf8('after'))).rejects.toMatchObject({ code: 'IO_FAILED' });
  });
});
