import { rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { lockDirectory } from '../access-log/directory-lock.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { makeDirectory } from './make-directory.ts';

/** Keeps a second process away from a data directory, and makes the directory. Gives what lets go of it. */
export async function lockNode(directory: string): Promise<() => Promise<void>> {
  await makeDataDirectory(directory);
  return lockDirectory(directory, `the node in ${directory}`);
}

/** As `lockNode`; `undo` also takes away what was made for it, for a founding that was refused before it began. */
export async function lockNewNode(directory: string): Promise<{ release(): Promise<void>; undo(): Promise<void> }> {
  const made = await makeDataDirectory(directory);
  const release = await lockDirectory(directory, `the node in ${directory}`);
  const undo = async () => {
    // While it is held: who comes next makes a lock of its own.
    await rm(join(directory, 'lock'), { recursive: true, force: true });
    await release();
    if (made !== undefined) await removeEmpty(resolve(directory), resolve(made)).catch(() => undefined);
  };
  return { release, undo };
}

/** Up to `last`; ends at one that somebody has put anything into. */
async function removeEmpty(path: string, last: string): Promise<void> {
  await rmdir(path);
  if (path !== last) await removeEmpty(dirname(path), last);
}

/** Gives the topmost directory that had to be made. */
async function makeDataDirectory(directory: string): Promise<string | undefined> {
  return makeDirectory(directory, 0o700).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError(
      'DATA_DIR_INVALID',
      `${directory} cannot be made: ${fileTrouble(cause)}. Choose another directory.`,
      {
        cause,
      },
    );
  });
}
