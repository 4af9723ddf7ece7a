import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { MAX_SCAN_BYTES, scanType } from '../core/paper-form.ts';
import { readFileWithin } from './bounded-file.ts';

/** The bytes of a scan. INPUT_INVALID for what cannot be read, is too large, or is no scan by its bytes. */
export async function readScanFile(file: string): Promise<Uint8Array> {
  const about = await stat(file).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  // Another end of a pipe need not answer.
  if (!about.isFile()) throw new CustosError('INPUT_INVALID', `The scan ${file} is no file.`);
  const bytes = await readFileWithin(file, MAX_SCAN_BYTES).catch((cause: unknown) => {
    throw unreadable(file, cause);
  });
  if (bytes === undefined) {
    throw new CustosError('INPUT_INVALID', `The scan ${file} has more than ${MAX_SCAN_BYTES / 1024 / 1024} MiB.`);
  }
  if (scanType(bytes) !== undefined) return bytes;
  throw new CustosError('INPUT_INVALID', `${file} is no PDF, PNG, JPEG or TIFF, by what its bytes are.`);
}

/** The same of a file that a list names, which lies in the list's directory or below it: a list of others must not make anybody hand
 *  over another file, not by a link either. */
export async function readScanBeside(list: string, name: string): Promise<Uint8Array> {
  const directory = dirname(list);
  if (name.includes('\0') || isOutside(name)) throw outside(name);
  const [within, file] = await Promise.all([realpath(directory), realpath(join(directory, name))]).catch(
    (cause: unknown) => {
      throw unreadable(name, cause);
    },
  );
  if (isOutside(relative(within, file))) throw outside(name);
  return readScanFile(file);
}

function unreadable(file: string, cause: unknown): CustosError {
  return new CustosError('INPUT_INVALID', `The scan ${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
}

function isOutside(path: string): boolean {
  return isAbsolute(path) || path.split(/[/\\]/).includes('..') || path.startsWith(`..${sep}`);
}

function outside(name: string): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    `“${name.slice(0, 200)}” does not lie beside the list or below it. Put the scan there, and name it from there.`,
  );
}
