import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LevelBlobStore } from '../../src/vault/level-blob-store.ts';
import { blobStoreSuite } from './blob-store.suite.ts';
import { afterTest, temporaryDirectory } from './workspace.ts';

async function openLevel(directory: string): Promise<LevelBlobStore> {
  const store = await LevelBlobStore.open(directory);
  afterTest(() => store.close());
  return store;
}

describe('Level blob store', () => {
  blobStoreSuite(async () => {
    const directory = join(await temporaryDirectory(), 'blobs');
    const store = await openLevel(directory);
    const reopen = async (): Promise<LevelBlobStore> => {
      await store.close();
      return openLevel(directory);
    };
    return { store, reopen };
  });

  test('refuses a directory that is open already', async () => {
    const directory = await temporaryDirectory();
    await openLevel(directory);
    await expect(LevelBlobStore.open(directory)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
  });
});
