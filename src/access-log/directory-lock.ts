import { join } from 'node:path';
import { Level } from 'level';
import { isDiskFull } from '../core/disk-full.ts';
import { CustosError } from '../core/errors.ts';
import { barrier } from '../core/file-trouble.ts';

/** Keeps a second process, and a second user in this one, away from a directory. Node has no lock on files; Level's is
 *  one that the kernel drops when its holder dies, however it dies. `what` names what is there: “the log in DIR”. Gives
 *  what lets go of it. DATA_DIR_IN_USE only where somebody has it; STORAGE_FULL where there is no room to
 *  take it; DATA_DIR_INVALID where the lock itself is damaged, or cannot be written. */
export async function lockDirectory(directory: string, what = `the log in ${directory}`): Promise<() => Promise<void>> {
  const path = join(directory, 'lock');
  const lock = new Level(path);
  try {
    await lock.open();
  } catch (cause) {
    throw lockError(path, what, cause);
  }
  return () => lock.close();
}

function lockError(path: string, what: string, cause: unknown): CustosError {
  const reason = cause instanceof Error ? cause.cause : undefined;
  const { code, message } = (reason ?? {}) as { code?: unknown; message?: unknown };
  if (code === 'LEVEL_LOCKED') {
    return new CustosError('DATA_DIR_IN_USE', `Another process runs ${what}. Stop that first.`, { cause });
  }
  if (isDiskFull(cause)) {
    return new CustosError('STORAGE_FULL', `The disk of ${path} is full. Free some space and start again.`, { cause });
  }
  const obstacle = barrier(String(message));
  if (obstacle === 'read-only') {
    const advice = `The lock ${path} cannot be written: its disk is read-only. Mount it for writing, or use another directory.`;
    return new CustosError('DATA_DIR_INVALID', advice, { cause });
  }
  const isDamaged =
    code === 'LEVEL_CORRUPTION' || /corrupt|CURRENT|MANIFEST|does not exist|No such file/i.test(String(message));
  const advice =
    isDamaged && obstacle === undefined
      ? `The lock ${path} is damaged. It holds no data: remove that directory while nothing runs, and start again.`
      : `The lock ${path} cannot be written. Give its directory to the user who runs this.`;
  return new CustosError('DATA_DIR_INVALID', advice, { cause });
}
