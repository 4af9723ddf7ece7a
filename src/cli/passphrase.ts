import type { Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { CustosError } from '../core/errors.ts';

/** What a passphrase file holds, without its last line end; undefined where no file is named. KEY_WRONG where others may
 *  read it. */
export async function readPassphrase(file: string): Promise<string | undefined> {
  if (file === '') return undefined;
  const [status, text] = await readWithStatus(file).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('KEY_MISSING', `The passphrase file ${file} cannot be read (${cause.code}).`, { cause });
  });
  // A pipe is there for its two ends alone.
  if (status.isFile() && (status.mode & 0o077) !== 0) {
    throw new CustosError('KEY_WRONG', `Others may read the passphrase file ${file}. Run: chmod 600 ${file}`);
  }
  const passphrase = text.replace(/\r?\n$/, '');
  if (passphrase !== '') return passphrase;
  throw new CustosError('KEY_MISSING', `The passphrase file ${file} is empty. Write the passphrase into it.`);
}

async function readWithStatus(file: string): Promise<[Stats, string]> {
  const handle = await open(file, 'r');
  try {
    return [await handle.stat(), await handle.readFile('utf8')];
  } finally {
    await handle.close();
  }
}
