import { join } from 'node:path';
import { Level } from 'level';
import { CustosError } from '../core/errors.ts';

/** Keeps a second process, or a second log in this one, from appending to the same journal: two heads of one size
 *  would be a fork. Node has no lock on files; Level's is one that the kernel drops when its holder dies. */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const lock = new Level(join(directory, 'lock'));
  try {
    await lock.open();
  } catch (cause) {
    throw new CustosError('DATA_DIR_IN_USE', `The log in ${directory} is in use by another process. Stop that first.`, {
      cause,
    });
  }
  return () => lock.close();
}
