import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { CustosError, isCustosError } from '../core/errors.ts';
import { fileTrouble, isAbsent } from '../core/file-trouble.ts';
import { readFileWithin } from './bounded-file.ts';
import { makeDirectory } from './make-directory.ts';

const MAX_BYTES = 64 * 1024;

/** A fact that a file holds, undefined where there is no file. `damaged` makes the error where it cannot be understood:
 *  what is believed must never be guessed. */
export async function readFact<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  damaged: (path: string, cause: unknown) => CustosError,
): Promise<z.output<Schema> | undefined> {
  const bytes = await readFileWithin(path, MAX_BYTES).catch(whereAbsent('absent' as const));
  if (bytes === 'absent') return undefined;
  try {
    if (bytes === undefined) throw new CustosError('INPUT_TOO_LARGE', `It has more than ${MAX_BYTES} bytes.`);
    return schema.parse(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw damaged(path, cause);
  }
}

/** What stands for a file or directory that is not there; what else keeps it from being read is IO_FAILED. */
export function whereAbsent<Value>(value: Value): (cause: NodeJS.ErrnoException) => Value {
  return (cause) => {
    if (isAbsent(cause)) return value;
    throw new CustosError('IO_FAILED', `${cause.path ?? 'A file'} cannot be read: ${fileTrouble(cause)}.`, { cause });
  };
}

/** Whether the file was made now; false where it was there already. It is whole or absent, whatever happens. */
export async function createFact(directory: string, name: string, fact: object): Promise<boolean> {
  const path = await writeBeside(directory, name, fact);
  try {
    await link(path, join(directory, name));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  } finally {
    await rm(path, { force: true });
  }
}

/** Puts a fact in the place of the one that a file holds: it holds the one or the other, whatever happens. */
export async function replaceFact(directory: string, name: string, fact: object): Promise<void> {
  await rename(await writeBeside(directory, name, fact), join(directory, name));
}

/** IO_FAILED where no fact can be kept in the directory: for those who must know before they do something for it. */
export async function requireKeepable(directory: string, name: string): Promise<void> {
  try {
    await rm(await writeBeside(directory, name, {}), { force: true });
  } catch (cause) {
    if (isCustosError(cause)) throw cause;
    const trouble = fileTrouble(cause as NodeJS.ErrnoException);
    throw new CustosError('IO_FAILED', `Nothing can be kept in ${directory}: ${trouble}. Name another with --data.`, {
      cause,
    });
  }
}

async function writeBeside(directory: string, name: string, fact: object): Promise<string> {
  await makeDirectory(directory, 0o700);
  const path = join(directory, `.${name}.${randomUUID()}`);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(fact, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}
