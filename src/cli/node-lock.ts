import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';
import { CustosError } from '../core/errors.ts';

/** Keeps a second process away from a data directory, and makes the directory. Level's lock is one that the kernel
 *  drops when its holder dies, however it dies. Gives what lets go of it. */
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
  const lock = new Level(join(directory, 'lock'));
  try {
    await lock.open();
  } catch (cause) {
    const held = (cause as { cause?: { code?: string } }).cause?.code === 'LEVEL_LOCKED';
    throw held
      ? new CustosError('DATA_DIR_IN_USE', `Another process runs the node in ${directory}. Stop that first.`, { cause })
      : new CustosError('DATA_DIR_INVALID', `${directory} cannot be written. Choose another directory.`, { cause });
  }
  return () => lock.close();
}
