import type { GatewayClient } from '../../client/gateway-client.ts';
import { CustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import { foundPatients, nobody } from '../find-subject.ts';
import type { TableRow } from './csv-table.ts';
import { cellFault, type RowResults } from './row-report.ts';

/** Whom a row is about, as it was typed. */
export function patientOf(row: TableRow<'identifier'>): string {
  const typed = row.cell('identifier') ?? '';
  if (typed === '')
    throw cellFault(
      'identifier',
      'The row names no patient. Give system|value, the pseudonym, or a beginning of it from 0x on.',
    );
  return typed;
}

/** The rows with the pseudonyms of their patients; those of nobody are refused. */
export async function withPatients<Row extends { readonly line: number; readonly patient: string }>(
  gateway: GatewayClient,
  rows: readonly Row[],
  results: RowResults<string>,
): Promise<(Row & { readonly subject: Pseudonym })[]> {
  const named = rows.map(({ patient }) => patient);
  const found = await foundPatients(gateway, named);
  return rows.flatMap((row) => {
    const subject = found.get(row.patient) ?? nobody(undefined);
    if (!(subject instanceof CustosError)) return [{ ...row, subject }];
    results.refuse(row.line, new CustosError(subject.code, subject.message, { details: { column: 'identifier' } }));
    return [];
  });
}
