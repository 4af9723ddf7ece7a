import { CustosError } from '../../core/errors.ts';
import { type CsvRow, csvRows } from '../../import/csv-rows.ts';
import { MARK, readCsvText } from './csv-text.ts';

export interface TableRow<Column extends string> extends CsvRow {
  /** What stands in a column; undefined where the file has no such column. */
  cell(column: Column): string | undefined;
  /** Whether it has more cells than the heading. */
  readonly isTooLong: boolean;
}

export interface CsvTable<Column extends string> {
  readonly delimiter: string;
  /** Whether the file began with the mark of its encoding. */
  readonly isMarked: boolean;
  /** As the file spells it. */
  readonly heading: readonly string[];
  readonly rows: readonly TableRow<Column>[];
}

const DELIMITERS = [',', ';', '\t'];
/** What a list of refused rows has besides: it is taken again as it is. */
const PROBLEM = 'problem';
/** Where a spreadsheet may see a formula begin, with the quotes before it: one that parts the file by another character
 *  than it was written with sees cells begin within cells, and takes a mark of quotation there for a letter. */
const FORMULAS = /(?<=^|[,;\t\r\n"])'*(?=[=+\-@\t\r＝＋－＠])/g;
const GUARDED = /(?<=^|[,;\t\r\n"])'('*)(?=[=+\-@\t\r＝＋－＠])/g;

/** Reads a file whose first row names its columns, in any order and case, parted by commas, semicolons or tabs.
 *  INPUT_INVALID for a column that is unknown or stands twice: what is left out silently would be missed too late. */
export async function readCsvTable<Column extends string>(
  file: string,
  columns: readonly Column[],
): Promise<CsvTable<Column>> {
  const { text, isMarked } = await readCsvText(file);
  const delimiter = delimiterOf(text, columns);
  const [head, ...rows] = within(file, () => csvRows(text, delimiter));
  if (head === undefined || rows.length === 0) {
    throw new CustosError(
      'INPUT_INVALID',
      `${file} has no rows. The first one names the columns, each other a patient.`,
    );
  }
  const places = placesOf(file, head.cells, columns);
  return {
    delimiter,
    isMarked,
    heading: head.cells,
    rows: rows.map((row) => {
      const cells = row.cells.map(unguarded);
      return {
        ...row,
        cells,
        isTooLong: cells.length > head.cells.length,
        cell: (column) => {
          const place = places.get(column);
          return place === undefined ? undefined : (cells[place] ?? '');
        },
      };
    }),
  };
}

/** Rows of a table as a file that reads like the one that they come from: its mark, delimiter and column names; with a column
 *  `problem` more. Cells beyond the heading stand behind that one. */
export function problemFile<Column extends string>(
  { delimiter, isMarked, heading }: CsvTable<Column>,
  rows: readonly { readonly cells: readonly string[]; readonly problem: string }[],
): string {
  const kept = heading.flatMap((title, place) => (plainName(title) === PROBLEM ? [] : [place]));
  const line = (cells: readonly string[], last: readonly string[]) =>
    csvLine([...kept.map((place) => cells[place] ?? ''), ...last], delimiter);
  const lines = rows.map(({ cells, problem }) => line(cells, [problem, ...cells.slice(heading.length)]));
  return [isMarked ? MARK : '', line(heading, [PROBLEM]), ...lines].join('');
}

/** A row as it is written to a file that may be opened in a spreadsheet, also in one that parts it by another of the
 *  delimiters. `readCsvTable` gives the cells back as they were. */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  const written = cells.map((cell) => {
    const guarded = cell.replace(FORMULAS, "'$&");
    const isPlain = !/[,;\t"\r\n]|^\s|\s$/.test(guarded);
    return isPlain ? guarded : `"${guarded.replaceAll('"', '""')}"`;
  });
  return `${written.join(delimiter)}\r\n`;
}

function unguarded(cell: string): string {
  return cell.replace(GUARDED, '$1');
}

/** That by which the first line has most columns that are known. */
function delimiterOf(text: string, columns: readonly string[]): string {
  const [first = ''] = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const known = (delimiter: string) =>
    first.split(delimiter).filter((name) => columns.includes(plainName(name.replaceAll('"', '')))).length;
  return DELIMITERS.reduce((best, one) => (known(one) > known(best) ? one : best));
}

function placesOf<Column extends string>(
  file: string,
  heading: readonly string[],
  columns: readonly Column[],
): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>();
  for (const [place, title] of heading.entries()) {
    const name = plainName(title);
    if (name === PROBLEM) continue;
    const column = columns.find((one) => one === name);
    if (column === undefined) throw unknownColumn(file, title, columns);
    if (places.has(column)) throw new CustosError('INPUT_INVALID', `${file} has the column ${column} twice.`);
    places.set(column, place);
  }
  return places;
}

function unknownColumn(file: string, title: string, columns: readonly string[]): CustosError {
  const what = title === '' ? 'a column without a name' : `the column “${title.slice(0, 80)}”, which is not known`;
  return new CustosError(
    'INPUT_INVALID',
    `${file} has ${what}. Take it out, or name it as one of: ${columns.join(', ')}.`,
  );
}

/** `Identified By`, `identified_by` and `identified-by` are one. */
function plainName(title: string): string {
  return title
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-');
}

function within<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CustosError)) throw error;
    throw new CustosError(error.code, `${file}: ${error.message}`, { cause: error, details: error.details });
  }
}
