import { type FileHandle, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { writeFully } from '../../src/access-log/full-write.ts';

/** The file, of which each write takes some of the bytes alone. */
function shortened(file: FileHandle, most: number): FileHandle {
  const writev = (parts: readonly Uint8Array[], at: number) =>
    file.writev([Buffer.concat(parts).subarray(0, most)], at);
  return { writev } as unknown as FileHandle;
}

it('writes all bytes in their order, however few a write takes', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'custos-write-'));
  const path = join(directory, 'file');
  const parts = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(parts, fc.integer({ min: 1, max: 12 }), async (wanted, most) => {
      const file = await open(path, 'w');
      await file.writeFile('ab');
      await writeFully(shortened(file, most), wanted, 2);
      await file.close();
      expect(await readFile(path)).toEqual(Buffer.concat([Buffer.from('ab'), ...wanted]));
    }),
  );
  const full = { writev: async () => ({ bytesWritten: 0 }) } as unknown as FileHandle;
  await expect(writeFully(full, [Buffer.from('x')], 0)).rejects.toMatchObject({ code: 'IO_FAILED' });
  await rm(directory, { recursive: true });
});
