import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { readWithin } from './bounded-file.ts';

const MAX_BYTES = 64 * 1024;

/** What a passphrase file holds, without its last line end; undefined where no file is named. KEY_WRONG where others may
 *  read it. */
export async function readPassphrase(file: string): Promise<string | undefined> {
  return file === '' ? undefined : readSecret(file, 'passphrase');
}

/** As `readPassphrase`, of whatever the file holds alone. */
export async function readSecret(file: string, what: 'passphrase' | 'password' | 'client secret'): Promise<string> {
  const [status, text] = await readWithStatus(file).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('KEY_MISSING', `The ${what} file ${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  // A pipe is there for its two ends alone.
  if (status.isFile() && (status.mode & 0o077) !== 0) {
    throw new CustosError('KEY_WRONG', `Others may read the ${what} file ${file}. Run: chmod 600 ${file}`);
  }
  if (text === undefined) {
    throw new CustosError('KEY_WRONG', `The ${what} file ${file} is too long. Write the ${what} alone into it.`);
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  throw new CustosError('KEY_MISSING', `The ${what} file ${file} is empty. Write the ${what} into it.`);
}

async function readWithStatus(file: string): Promise<[Stats, string | undefined]> {
  const handle = await open(file, 'r');
  try {
    const status = await handle.stat();
    const bytes = await readWithin(handle.createReadStream({ autoClose: false }), MAX_BYTES);
    return [status, bytes?.toString('utf8')];
  } finally {
    await handle.close();
  }
}
