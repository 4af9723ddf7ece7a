import { randomUUID } from 'node:crypto';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import type { Bytes } from '../core/bytes.ts';
import { isAbsent } from '../core/file-trouble.ts';

/** What file systems without hard links, of memory sticks for example, say of one. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Writes a file whole or not at all, on stable storage when it resolves; nobody else may open it before it has its
 *  mode. */
export async function writeWhole(path: string, content: Bytes | string, mode: number): Promise<void> {
  await rename(await writeBeside(path, content, mode), path);
}

/** As `writeWhole`, but never in the place of another: false where something is there already. */
export async function createWhole(path: string, content: Bytes | string, mode: number): Promise<boolean> {
  const part = await writeBeside(path, content, mode);
  try {
    await link(part, path);
    return true;
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw cause;
    const isFree = await lstat(path).then(() => false, isAbsent);
    if (isFree) await rename(part, path);
    return isFree;
  } finally {
    await rm(part, { force: true });
  }
}

/** By a name of its own: two that write the same file at once do not meet, and no link is followed. */
async function writeBeside(path: string, content: Bytes | string, mode: number): Promise<string> {
  const part = `${path}.${randomUUID()}.part`;
  const file = await open(part, 'wx', mode);
  try {
    await file.writeFile(content).then(() => file.sync());
    return part;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
