import { CustosError } from '../../core/errors.ts';
import type { CsvTable } from './csv-table.ts';

/** INPUT_INVALID for columns that the file has not, with the option that says the same for all rows where there is one. `needed`
 *  holds these by column. Said once, before any row is read: otherwise each row would say it. */
export function requireColumns<Column extends string>(
  file: string,
  { rows: [first] }: CsvTable<Column>,
  needed: Readonly<Partial<Record<Column, string | undefined>>>,
): void {
  const missing = (Object.entries(needed) as [Column, string | undefined][]).filter(
    ([column]) => first?.cell(column) === undefined,
  );
  if (missing.length === 0) return;
  const ways = missing.map(([column, option]) => `the column “${column}”${option ? ` or ${option}` : ''}`);
  throw new CustosError(
    'INPUT_INVALID',
    `${file} is not enough. Needed as well: ${ways.join('; ')}. Nothing was done.`,
  );
}
