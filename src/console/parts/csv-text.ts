import { guarded, MARK } from '../../core/csv-cells.ts';

/** As a cell of CSV (RFC 4180) that no spreadsheet takes for a formula. */
function csvCell(value: string | number): string {
  const text = typeof value === 'string' ? guarded(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

type Rows = readonly (readonly (string | number)[])[];

/** As a file, with the mark by which spreadsheets tell its encoding: without it they misread names. */
export function csvText(rows: Rows): string {
  return `${MARK}${csvLines(rows)}`;
}

/** More lines of such a file. */
export function csvLines(rows: Rows): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
