import { readFile } from 'node:fs/promises';
import { CustosError } from '../core/errors.ts';

/** The first line of a passphrase file; undefined where no file is named. */
export async function readPassphrase(file: string): Promise<string | undefined> {
  if (file === '') return undefined;
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new CustosError('KEY_MISSING', `The passphrase file ${file} cannot be read.`, { cause });
  }
}
