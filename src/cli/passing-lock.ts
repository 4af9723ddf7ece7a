import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDirectory } from '../access-log/directory-lock.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { retried } from '../core/patience.ts';

/** As `lockDirectory` names it. */
export const LOCK = 'lock';

/** Locks a directory that is made for a while, and gives what lets go of it: it leaves nothing behind, unless something is in it
 *  still. DATA_DIR_IN_USE where somebody works in it; whoever was killed does not. `what` is said of that one, `otherwise` what
 *  to do where the directory cannot be made. */
export async function lockPassing(path: string, what: string, otherwise: string): Promise<() => Promise<void>> {
  const take = async () => {
    await makeOwn(path, otherwise);
    return lockDirectory(path, what);
  };
  // While another one lets go of it, all kinds of halves are there.
  const isPassing = (error: unknown, failures: number) =>
    failures < ATTEMPTS && isCustosError(error, 'DATA_DIR_INVALID', 'IO_FAILED');
  const release = await retried(take, isPassing, { first: 20, longest: 100 });
  return async () => {
    // While it is held, and at once: who comes next makes a lock of its own.
    const left = `${join(path, LOCK)}-${randomUUID()}`;
    await rename(join(path, LOCK), left).catch(() => undefined);
    await rm(left, { recursive: true, force: true });
    await release();
    await rmdir(path).catch(() => undefined);
  };
}

const ATTEMPTS = 5;
/** What Level makes of a lock. */
const OF_LEVEL = /^(?:CURRENT|LOCK|LOG(?:\.old)?|MANIFEST-\d+|\d+\.(?:log|dbtmp))$/;

/** A link would lead into a directory that is somebody else's; what somebody else made could hold one. What is in a lock goes
 *  with it: nothing may be there but what Level makes. */
async function makeOwn(path: string, otherwise: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (cause) {
    if (await isOurs(path)) return;
    const { code } = cause as NodeJS.ErrnoException;
    const trouble = code === 'EEXIST' ? 'something else is there' : fileTrouble(cause);
    throw new CustosError('IO_FAILED', `${path} cannot be made: ${trouble}. ${otherwise}`, { cause });
  }
}

async function isOurs(path: string): Promise<boolean> {
  if (!(await isOwn(path))) return false;
  const lock = join(path, LOCK);
  if ((await lstat(lock).catch(() => undefined)) === undefined) return true;
  return (await isOwn(lock)) && (await readdir(lock).catch(() => [])).every((name) => OF_LEVEL.test(name));
}

/** A directory of this user's alone. */
async function isOwn(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  const user = process.getuid?.();
  return found?.isDirectory() === true && (user === undefined || (found.uid === user && (found.mode & 0o022) === 0));
}
