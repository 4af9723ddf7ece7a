import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { readFileWithin, readWithin } from './bounded-file.ts';

const MAX_BYTES = 64 * 1024;

/** What a command is given for something that others must not see: arguments stand in the list of processes, and in the
 *  shell's history. `-` reads standard input, `@FILE` a file, without the last line end; anything else is itself. */
export async function readGiven(given: string): Promise<string> {
  if (given !== '-' && !given.startsWith('@')) return given;
  const [from, bytes] =
    given === '-' ? ['Standard input', await readWithin(process.stdin, MAX_BYTES)] : await readNamed(given.slice(1));
  const value = bytes?.toString('utf8').replace(/\r?\n$/, '');
  if (value !== undefined && value !== '') return value;
  throw new CustosError('INPUT_INVALID', `${from} ${value === '' ? 'is empty' : 'is too long'}. Give the text alone.`);
}

async function readNamed(file: string): Promise<[string, Buffer | undefined]> {
  const bytes = await readFileWithin(file, MAX_BYTES).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('INPUT_INVALID', `The file ${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  return [file, bytes];
}
