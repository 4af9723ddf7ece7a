import type { GatewayClient } from '../../client/gateway-client.ts';
import { CustosError } from '../../core/errors.ts';
import { isDigest, type Pseudonym } from '../../core/ids.ts';
import { findPatients } from '../find-subject.ts';
import type { TableRow } from './csv-table.ts';
import { cellFault, type RowResults } from './row-report.ts';

/** Whom a row is about, as it was typed. */
export function patientOf(row: TableRow<'identifier'>): string {
  const typed = row.cell('identifier');
  if (typed === undefined) throw cellFault('identifier', 'The file has no column “identifier”. It names each patient.');
  if (typed === '') throw cellFault('identifier', 'The row names no patient. Give system|value, or the pseudonym.');
  return typed;
}

/** The rows with the pseudonyms of their patients; those of nobody are refused. */
export async function withPatients<Row extends { readonly line: number; readonly patient: string }>(
  gateway: GatewayClient,
  rows: readonly Row[],
  results: RowResults<string>,
): Promise<(Row & { readonly subject: Pseudonym })[]> {
  const named = [...new Set(rows.map(({ patient }) => patient).filter((patient) => !isDigest(patient)))];
  const found = await findPatients(gateway, named);
  const people = new Map(named.map((patient, i) => [patient, found[i] ?? {}]));
  return rows.flatMap((row) => {
    if (isDigest(row.patient)) return [{ ...row, subject: row.patient as string as Pseudonym }];
    const { subject, code = 'NOT_FOUND', detail = 'Nobody is enrolled by it.' } = people.get(row.patient) ?? {};
    if (subject) return [{ ...row, subject: subject.subject as Pseudonym }];
    results.refuse(row.line, new CustosError(code, detail, { details: { column: 'identifier' } }));
    return [];
  });
}
