import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileBytes } from '../../../src/console/parts/file-bytes.ts';

it('gives what is in a file, and says of none that is too large, or was changed since it was chosen', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'custos-file-'));
  try {
    const path = join(directory, 'list.csv');
    await writeFile(path, 'identifier');
    const file = (await openAsBlob(path)) as File;
    expect(new TextDecoder().decode(await fileBytes(file, 10))).toBe('identifier');
    expect(await fileBytes(file, 9)).toBeUndefined();
    expect(await fileBytes(undefined, 9)).toBeUndefined();
    await truncate(path, 3);
    expect(await fileBytes(file, 10)).toBeUndefined();
  } finally {
    await rm(directory, { recursive: true });
  }
});
