import { open, rename, rm } from 'node:fs/promises';
import type { Bytes } from '../core/bytes.ts';

/** Writes a file whole or not at all, on stable storage when it resolves; nobody else may open it before it has its
 *  mode. */
export async function writeWhole(path: string, content: Bytes | string, mode: number): Promise<void> {
  const part = `${path}.part`;
  await rm(part, { force: true });
  const file = await open(part, 'wx', mode);
  await file
    .writeFile(content)
    .then(() => file.sync())
    .finally(() => file.close());
  await rename(part, path);
}
