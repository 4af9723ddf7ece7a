import { readFile } from 'node:fs/promises';
import { CustosError } from '../core/errors.ts';

/** What a passphrase file holds, without its last line end; undefined where no file is named. */
export async function readPassphrase(file: string): Promise<string | undefined> {
  if (file === '') return undefined;
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('KEY_MISSING', `The passphrase file ${file} cannot be read (${cause.code}).`, { cause });
  });
  const passphrase = text.replace(/\r?\n$/, '');
  if (passphrase !== '') return passphrase;
  throw new CustosError('KEY_MISSING', `The passphrase file ${file} is empty. Write the passphrase into it.`);
}
