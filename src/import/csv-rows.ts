import { CsvError, parse } from 'csv-parse/sync';
import { CustosError } from '../core/errors.ts';

export interface CsvRow {
  /** Number of its first line in the file, from 1. */
  readonly line: number;
  /** Without blanks around them, quotes taken off. */
  readonly cells: readonly string[];
}

/** Reads CSV (RFC 4180, any line ends). Lines without any text are passed over. INPUT_INVALID names the line of a
 *  quotation mark that is out of place, or never closed. */
export function csvRows(text: string, delimiter: string): CsvRow[] {
  const found = parsed(text, delimiter).map(({ record, info }) => {
    const breaks = record.join('').match(/\r\n|\n|\r/g)?.length ?? 0;
    return { line: info.lines - breaks, cells: record.map((cell) => cell.trim()) };
  });
  return found.filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function parsed(text: string, delimiter: string): { record: string[]; info: { lines: number } }[] {
  try {
    return parse(text, {
      delimiter,
      info: true,
      trim: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
    }) as never;
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = Number(cause['lines'] ?? 1);
    const message = `Line ${line} is no CSV: a quotation mark is out of place or never closed. Within quotes, one is written twice.`;
    throw new CustosError('INPUT_INVALID', message, { cause, details: { line } });
  }
}
