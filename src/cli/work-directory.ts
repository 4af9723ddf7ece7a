import { randomUUID } from 'node:crypto';
import { lstat, mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDirectory } from '../access-log/directory-lock.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';

const NAME = '.custos-get';
/** As `lockDirectory` names it. */
const LOCK = 'lock';

/** Where a download keeps what has no place yet: all that is in it is ours, which cannot be said of the directory around. */
export function workDirectory(directory: string): string {
  return join(directory, NAME);
}

/** Where a file stands that has no place yet. */
export function workPath(directory: string, file: string): string {
  return join(directory, NAME, file);
}

/** Where an item is written before it was verified. */
export function partPath(directory: string, item: number): string {
  return workPath(directory, `item-${item}.part`);
}

/** Keeps every other download away from a directory. DATA_DIR_IN_USE where one is at work there; one that was killed is
 *  not. What lets go of it leaves nothing behind, unless something is in it still. */
export async function lockDownload(directory: string): Promise<() => Promise<void>> {
  const path = workDirectory(directory);
  await makeOwn(path);
  const release = await lockDirectory(path, `a download into ${directory}`);
  return async () => {
    // While it is held, and at once: who comes next makes a lock of its own.
    const left = `${join(path, LOCK)}-${randomUUID()}`;
    await rename(join(path, LOCK), left).catch(() => undefined);
    await rm(left, { recursive: true, force: true });
    await release();
    await rmdir(path).catch(() => undefined);
  };
}

/** Whether a name of the work directory is that of the lock. */
export function isHeldLock(name: string): boolean {
  return name === LOCK;
}

/** A link would lead into a directory that is somebody else's. */
async function makeOwn(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    const isOwn = (await lstat(path).catch(() => undefined))?.isDirectory() === true;
    if (isOwn) return;
    const { code } = cause as NodeJS.ErrnoException;
    const trouble = code === 'EEXIST' ? 'something else is there' : fileTrouble(cause);
    throw new CustosError('IO_FAILED', `${path} cannot be made: ${trouble}. Choose another --out.`, { cause });
  }
}
