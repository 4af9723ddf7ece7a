import { csvLine, MARK, PROBLEM, partedText, plainName, unguarded } from '../../core/csv-cells.ts';
import { CustosError } from '../../core/errors.ts';
import { type CsvRow, csvRows } from '../../import/csv-rows.ts';
import { readCsvText } from './csv-text.ts';

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

/** Reads a file whose first row names its columns, in any order and case, parted by commas, semicolons or tabs.
 *  INPUT_INVALID for a column that is unknown or stands twice: what is left out silently would be missed too late. */
export async function readCsvTable<Column extends string>(
  file: string,
  columns: readonly Column[],
): Promise<CsvTable<Column>> {
  const { text: whole, isMarked } = await readCsvText(file);
  const { text, delimiter } = partedText(whole, columns);
  const [head, ...rows] = within(file, () => csvRows(text, delimiter));
  if (head === undefined || rows.length === 0) {
    throw new CustosError(
      'INPUT_INVALID',
      `${file} has no rows. The first one names the columns, each other a patient.`,
    );
  }
  const isEmpty = (place: number) => rows.every(({ cells }) => (cells[place] ?? '').trim() === '');
  const places = placesOf(file, head.cells, columns, isEmpty);
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

function placesOf<Column extends string>(
  file: string,
  heading: readonly string[],
  columns: readonly Column[],
  isEmpty: (place: number) => boolean,
): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>();
  for (const [place, title] of heading.entries()) {
    const name = plainName(title);
    // Spreadsheets write columns that were emptied once.
    if (name === PROBLEM || (name === '' && isEmpty(place))) continue;
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

function within<Result>(file: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CustosError)) throw error;
    throw new CustosError(error.code, `${file}: ${error.message}`, { cause: error, details: error.details });
  }
}
