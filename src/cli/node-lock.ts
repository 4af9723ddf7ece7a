import { mkdir } from 'node:fs/promises';
import { lockDirectory } from '../access-log/directory-lock.ts';
import { CustosError } from '../core/errors.ts';

/** Keeps a second process away from a data directory, and makes the directory. Gives what lets go of it. */
export async function lockNode(directory: string): Promise<() => Promise<void>> {
  await mkdir(directory, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError(
      'DATA_DIR_INVALID',
      `${directory} cannot be made (${cause.code}). Choose another directory.`,
      {
        cause,
      },
    );
  });
  return lockDirectory(directory, `the node in ${directory}`);
}
