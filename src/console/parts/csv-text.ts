import { guarded } from '../../core/csv-cells.ts';

/** As a cell of CSV (RFC 4180) that no spreadsheet takes for a formula. */
function csvCell(value: string | number): string {
  const text = typeof value === 'string' ? guarded(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvText(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
