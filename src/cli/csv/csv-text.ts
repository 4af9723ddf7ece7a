import { MARK } from '../../core/csv-cells.ts';
import { CustosError } from '../../core/errors.ts';
import { fileTrouble } from '../../core/file-trouble.ts';
import { readFileWithin } from '../bounded-file.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The text of a file in UTF-8, and whether it began with the mark of its encoding, which is no part of the text.
 *  INPUT_INVALID for another encoding, with the line. */
export async function readCsvText(file: string): Promise<{ readonly text: string; readonly isMarked: boolean }> {
  const bytes = await readFileWithin(file, MAX_BYTES).catch((cause: unknown) => {
    throw new CustosError('INPUT_INVALID', `${file} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  if (bytes === undefined) throw new CustosError('INPUT_INVALID', `${file} has more than 64 MiB. Split it.`);
  if (isUtf16(bytes)) throw encoded(file, 'is in UTF-16');
  const text = decoded(bytes);
  if (text !== undefined) return { text, isMarked: Buffer.from(MARK).equals(bytes.subarray(0, 3)) };
  throw encoded(file, `is not UTF-8 from line ${firstBad(bytes)} on, perhaps Latin-1 or Windows-1252`);
}

function encoded(file: string, how: string): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    `${file} ${how}. Nothing was sent. Save it as “CSV UTF-8”, so that no name or number is misread.`,
  );
}

function isUtf16([first, second, third, fourth]: Uint8Array): boolean {
  const isMarked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMarked || (second === 0 && fourth === 0) || (first === 0 && third === 0);
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A line end is a byte of its own in UTF-8 and in what is mistaken for it. */
function firstBad(bytes: Uint8Array): number {
  for (let line = 1, at = 0; ; line++) {
    const end = bytes.indexOf(NEWLINE, at);
    if (end === -1 || decoded(bytes.subarray(at, end)) === undefined) return line;
    at = end + 1;
  }
}
