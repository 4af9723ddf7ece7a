import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDirectory } from '../access-log/directory-lock.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';

/** As `lockDirectory` names it. */
export const LOCK = 'lock';

/** Locks a directory that is made for a while, and gives what lets go of it: it leaves nothing behind, unless something is in it
 *  still. DATA_DIR_IN_USE where somebody works in it; whoever was killed does not. `what` is said of that one, `otherwise` what
 *  to do where the directory cannot be made. */
export async function lockPassing(path: string, what: string, otherwise: string): Promise<() => Promise<void>> {
  await makeOwn(path, otherwise);
  const release = await lockDirectory(path, what);
  return async () => {
    // While it is held, and at once: who comes next makes a lock of its own.
    const left = `${join(path, LOCK)}-${randomUUID()}`;
    await rename(join(path, LOCK), left).catch(() => undefined);
    await rm(left, { recursive: true, force: true });
    await release();
    await rmdir(path).catch(() => undefined);
  };
}

/** A link would lead into a directory that is somebody else's. */
async function makeOwn(path: string, otherwise: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    const isOwn = (await lstat(path).catch(() => undefined))?.isDirectory() === true;
    if (isOwn) return;
    const { code } = cause as NodeJS.ErrnoException;
    const trouble = code === 'EEXIST' ? 'something else is there' : fileTrouble(cause);
    throw new CustosError('IO_FAILED', `${path} cannot be made: ${trouble}. ${otherwise}`, { cause });
  }
}
