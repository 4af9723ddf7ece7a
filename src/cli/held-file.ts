import { open, rm } from 'node:fs/promises';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';

/** Does the work while nobody else who asks so may write the file: a second one would undo what the first wrote. CONFLICT
 *  where somebody has it, or was killed while it had it. */
export async function holdingFile<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  const lock = `${path}.lock`;
  const file = await open(lock, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EEXIST' ? held(path, lock) : unwritable(lock, cause);
  });
  await file.close();
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

function held(path: string, lock: string): CustosError {
  return new CustosError(
    'CONFLICT',
    `Another command writes ${path}, or was stopped while it did. Wait for it to end; where none runs, remove ${lock} and try again.`,
  );
}

function unwritable(lock: string, cause: unknown): CustosError {
  return new CustosError('IO_FAILED', `${lock} cannot be written: ${fileTrouble(cause)}.`, { cause });
}
