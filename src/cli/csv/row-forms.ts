import { formDigest } from '../../client/digests.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { keepScan } from '../../client/paper.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import { scanDigest } from '../../core/paper-form.ts';
import { readScanBeside } from '../scan-file.ts';
import type { TableRow } from './csv-table.ts';
import { cellFault, type RowResults } from './row-report.ts';

/** The form of a row: by its reference, or by the name of the file that is its scan. */
export type TypedForm = Digest | { readonly scan: string };

/** A row's form, and the name of its scan where it has one: read again when it is sent, so that a thousand of them fill no memory. */
export type WithForm<Row extends { readonly form: TypedForm }> = Omit<Row, 'form'> & {
  readonly line: number;
  readonly form: Digest;
  readonly scan?: string | undefined;
};

/** INPUT_INVALID, with the column, where a row has neither a reference nor a scan, or both. `standard` counts without either column. */
export function typedForm(row: TableRow<'form' | 'scan'>, standard: string | undefined): TypedForm {
  const [form, scan] = [row.cell('form'), row.cell('scan')];
  if (scan === undefined) {
    const reference = form ?? standard ?? '';
    if (reference !== '') return formDigest(reference);
    throw cellFault('form', 'The cell is empty. Give the reference of the form or call.');
  }
  if (form) throw cellFault('form', 'The row names a scan, and a scan is the form: leave this cell empty.');
  if (scan !== '') return { scan };
  throw cellFault('scan', 'The cell is empty. Name the file beside this list that is the scan of the form.');
}

/** The rows with the digests of their forms; those of which there is no scan are refused. */
export async function withForms<Row extends { readonly line: number; readonly form: TypedForm }>(
  list: string,
  rows: readonly Row[],
  results: RowResults<string>,
): Promise<WithForm<Row>[]> {
  const found: WithForm<Row>[] = [];
  for (const { form, ...row } of rows) {
    try {
      if (typeof form === 'string') found.push({ ...row, form });
      else found.push({ ...row, form: scanDigest(await readScanBeside(list, form.scan)), scan: form.scan });
    } catch (error) {
      if (!isCustosError(error)) throw error;
      results.refuse(row.line, new CustosError(error.code, error.message, { details: { column: 'scan' } }));
    }
  }
  return found;
}

interface OfForm {
  readonly subject: Pseudonym;
  readonly form: Digest;
  readonly scan?: string | undefined;
}

/** Hands the scan of a row over, where it has one. INPUT_INVALID where the file is another one than it was. */
export async function keepRowScan(
  gateway: GatewayClient,
  list: string,
  { subject, form, scan }: OfForm,
): Promise<void> {
  if (scan === undefined) return;
  const bytes = await readScanBeside(list, scan);
  if (scanDigest(bytes) !== form) {
    throw new CustosError(
      'INPUT_INVALID',
      `The scan ${scan} was changed while the list was read. Give the command again.`,
    );
  }
  await keepScan(gateway, subject, bytes);
}

/** As `keepRowScan` after what was withheld counts: what keeps a scan from being kept takes nothing back, and is said. */
export async function scanFacts(
  gateway: GatewayClient,
  list: string,
  row: OfForm,
): Promise<{ readonly scanProblem?: string }> {
  try {
    await keepRowScan(gateway, list, row);
    return {};
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return { scanProblem: error.message };
  }
}

/** Sentences on scans that were not kept. */
export function scanProblems({ all }: Pick<RowResults<string>, 'all'>): string[] {
  return all.flatMap(({ line, scanProblem }) =>
    typeof scanProblem === 'string' ? [`line ${line}: it counts, but its scan was not kept: ${scanProblem}`] : [],
  );
}
