import { CsvError, parse } from 'csv-parse/browser/esm/sync';
import { PROBLEM, partedText, plainName, unguarded } from '../../core/csv-cells.ts';

export interface CsvRow {
  /** Number of its first line in the file, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvTable {
  readonly heading: readonly string[];
  readonly rows: readonly CsvRow[];
  /** What stands in a column; undefined where the file has no such column. */
  readonly cell: (row: CsvRow, column: string) => string | undefined;
}

/** Why a file is no table that can be taken. */
export type CsvFault =
  | { readonly fault: 'broken'; readonly line: number }
  | { readonly fault: 'empty' }
  | { readonly fault: 'encoding' | 'unread' }
  | { readonly fault: 'unknown' | 'missing'; readonly columns: readonly string[] }
  | { readonly fault: 'twice'; readonly column: string };

/** Reads a file whose first row names its columns, in any order and case. A column that is not known is refused: what is left out
 *  silently would be missed too late. */
export function readTable(
  bytes: Uint8Array<ArrayBuffer>,
  columns: readonly string[],
  needed: (given: readonly string[]) => readonly string[],
): CsvTable | CsvFault {
  const whole = decoded(bytes);
  if (whole === undefined) return { fault: 'encoding' };
  const { text, delimiter } = partedText(whole, columns);
  const parsed = rowsOf(text, delimiter);
  if ('fault' in parsed) return parsed;
  const [head, ...rows] = parsed.rows;
  if (head === undefined || rows.length === 0) return { fault: 'empty' };
  const names = head.cells.map(plainName);
  // Spreadsheets write columns that were emptied once.
  const isEmpty = (i: number) => names[i] === '' && rows.every(({ cells }) => (cells[i] ?? '') === '');
  const isKnown = (i: number) => names[i] === PROBLEM || columns.includes(names[i] ?? '') || isEmpty(i);
  const unknown = head.cells.filter((_, i) => !isKnown(i));
  if (unknown.length > 0) return { fault: 'unknown', columns: unknown };
  const twice = names.find((name, i) => name !== '' && names.indexOf(name) !== i);
  if (twice !== undefined) return { fault: 'twice', column: twice };
  const missing = needed(names).filter((name) => !names.includes(name));
  if (missing.length > 0) return { fault: 'missing', columns: missing };
  return {
    heading: head.cells,
    rows,
    cell: ({ cells }, column) => {
      const place = names.indexOf(column);
      return place === -1 ? undefined : (cells[place] ?? '');
    },
  };
}

/** The rows as they were, with what is wrong with each in one column more. */
export function problemRows(
  { heading }: CsvTable,
  refused: readonly { readonly row: CsvRow; readonly words: string }[],
): string[][] {
  const kept = heading.flatMap((title, place) => (plainName(title) === PROBLEM ? [] : [place]));
  const only = (cells: readonly string[]) => kept.map((place) => cells[place] ?? '');
  return [[...only(heading), PROBLEM], ...refused.map(({ row, words }) => [...only(row.cells), words])];
}

function rowsOf(text: string, delimiter: string): { readonly rows: CsvRow[] } | CsvFault {
  try {
    const found = parse(text, {
      ...{ delimiter, info: true, trim: true, relax_column_count: true, skip_empty_lines: true },
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as readonly { record: string[]; info: { lines: number } }[];
    const rows = found.map(({ record, info }) => {
      const breaks = record.join('').match(/\r\n|\n|\r/g)?.length ?? 0;
      return { line: info.lines - breaks, cells: record.map((cell) => unguarded(cell.trim())) };
    });
    return { rows: rows.filter(({ cells }) => cells.some((cell) => cell !== '')) };
  } catch (error) {
    if (error instanceof CsvError) return { fault: 'broken', line: Number(error['lines'] ?? 1) };
    throw error;
  }
}

function decoded(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
