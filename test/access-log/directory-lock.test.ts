import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockDirectory } from '../../src/access-log/directory-lock.ts';
import { lockNode } from '../../src/cli/node-lock.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-lock-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true, force: true });
});

describe.each([
  ['a log', lockDirectory, /runs the log in/],
  ['a node', lockNode, /runs the node in/],
] as const)('the lock of %s', (_, lock, held) => {
  it('has one holder at a time', async () => {
    const release = await lock(directory);
    await expect(lock(directory)).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringMatching(held),
    });
    await release();
    await (await lock(directory))();
  });

  it.each(['CURRENT', 'MANIFEST-000002'])('is not said to be held by another where its %s is damaged', async (file) => {
    await (await lock(directory))();
    await writeFile(join(directory, 'lock', file), 'nonsense');
    await expect(lock(directory)).rejects.toMatchObject({
      code: 'DATA_DIR_INVALID',
      message: expect.stringMatching(/lock is damaged.*remove that directory/),
    });
    await rm(join(directory, 'lock'), { recursive: true });
    await (await lock(directory))();
  });

  it('is not said to be damaged where the disk is full', async () => {
    const cause = new Error(`IO error: ${join(directory, 'lock')}/MANIFEST-000004: No space left on device`);
    vi.spyOn(Level.prototype, 'open').mockRejectedValue(new Error('Database failed to open', { cause }));
    await expect(lock(directory)).rejects.toMatchObject({
      code: 'STORAGE_FULL',
      message: expect.stringMatching(/is full\. Free some space/),
    });
    vi.restoreAllMocks();
    await (await lock(directory))();
  });
});
