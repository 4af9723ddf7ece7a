import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { CustosError } from '../core/errors.ts';

const MAX_CHARACTERS = 64 * 1024;

/** What a command is given for something that others must not see: arguments stand in the list of processes, and in the
 *  shell's history. `-` reads standard input, `@FILE` a file, without the last line end; anything else is itself. */
export async function readGiven(given: string): Promise<string> {
  if (given !== '-' && !given.startsWith('@')) return given;
  const [from, text] =
    given === '-' ? ['Standard input', await readAll(process.stdin)] : await readNamed(given.slice(1));
  const value = text.replace(/\r?\n$/, '');
  if (value !== '' && value.length <= MAX_CHARACTERS) return value;
  throw new CustosError('INPUT_INVALID', `${from} ${value === '' ? 'is empty' : 'is too long'}. Give the text alone.`);
}

async function readNamed(file: string): Promise<[string, string]> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError('INPUT_INVALID', `The file ${file} cannot be read (${cause.code}).`, { cause });
  });
  return [file, text];
}
