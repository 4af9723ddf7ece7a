import type { GatewayClient } from '../../client/gateway-client.ts';
import { checkEnrolments, type EnrolledRow, enrollSubjects } from '../../client/subjects.ts';
import { CustosError } from '../../core/errors.ts';
import { normalIdentifier } from '../../core/patient-identifier.ts';
import { alikeAmong, spelledAlike } from '../../import/alike-numbers.ts';
import type { Context } from '../context.ts';
import { readCsvTable, type TableRow } from '../csv/csv-table.ts';
import { requireColumns } from '../csv/needed-columns.ts';
import { cellFault, inColumn, RowResults, showRows, withProgress } from '../csv/row-report.ts';
import type { RowsOptions } from '../csv/rows-command.ts';
import { watchRowsStop } from '../csv/rows-stop.ts';
import { yesOrNo } from '../csv/yes-or-no.ts';
import type { ExitCode } from '../run.ts';

interface EnrollRowsOptions extends RowsOptions {
  readonly acceptAlike?: boolean;
}

interface EnrolmentRow {
  readonly line: number;
  /** As it is typed. */
  readonly identifier: string;
  /** By which two spellings of it are one. */
  readonly normal: string;
  readonly acceptAlike: boolean;
}

const COLUMNS = ['identifier', 'accept-alike'] as const;
const BATCH = 200;

/** Enrols the patient of each row of a file. Whoever is enrolled keeps the pseudonym, so that the same file given again, after a
 *  crash as well, adds nothing. */
export async function enrollRows(context: Context, options: EnrollRowsOptions): Promise<ExitCode> {
  const table = await readCsvTable(options.csv, COLUMNS);
  requireColumns(options.csv, table, { identifier: '' });
  const results = new RowResults<(typeof COLUMNS)[number]>(table);
  const read = results.read((row) => enrolmentOf(row, options.acceptAlike === true));
  const rows = onceEach(
    read.map(({ line, read }) => ({ line, ...read })),
    results,
  );
  const gateway = await context.client();
  const isDry = options.dryRun === true;
  const outcome = isDry ? asIfInTurn() : (_: EnrolmentRow, row: EnrolledRow) => row;
  using stop = watchRowsStop(context.output);
  for (let from = 0; from < rows.length && !stop.isAsked; from += BATCH) {
    const batch = rows.slice(from, from + BATCH);
    const enrolled = await send(gateway, batch, isDry).catch((error) => {
      throw withProgress(error, results);
    });
    for (const [i, row] of batch.entries()) take(row, outcome(row, enrolled[i] as EnrolledRow), results);
    context.output.progress(results.progress);
  }
  context.output.done();
  return showRows(context, results, {
    done: isDry ? 'would be enrolled' : 'enrolled',
    stood: 'enrolled already',
    refusedTo: options.refused,
  });
}

function enrolmentOf(row: TableRow<(typeof COLUMNS)[number]>, standard: boolean): Omit<EnrolmentRow, 'line'> {
  const typed = row.cell('identifier') ?? '';
  if (typed === '') throw cellFault('identifier', 'The row names no patient. Give system|value.');
  const normal = inColumn('identifier', () => normalIdentifier(typed));
  const alike = row.cell('accept-alike');
  if (alike === '') throw cellFault('accept-alike', 'The cell is empty. Write yes or no.');
  return { identifier: typed, normal, acceptAlike: alike === undefined ? standard : yesOrNo('accept-alike', alike) };
}

/** The first row of each patient. */
function onceEach(rows: readonly EnrolmentRow[], results: RowResults<string>): EnrolmentRow[] {
  const lines = new Map<string, number>();
  return rows.filter(({ line, normal }) => {
    const sameAs = lines.get(normal);
    if (sameAs === undefined) lines.set(normal, line);
    else results.set(line, { outcome: 'repeated', sameAs });
    return sameAs === undefined;
  });
}

async function send(gateway: GatewayClient, batch: readonly EnrolmentRow[], isDry: boolean): Promise<EnrolledRow[]> {
  const wanted = batch.map(({ identifier, acceptAlike }) => ({ identifier, acceptAlike }));
  return isDry ? checkEnrolments(gateway, wanted) : enrollSubjects(gateway, wanted);
}

/** What a check of one part comes to once the parts before it are enrolled: the gateway, which enrols nobody meanwhile, does not
 *  see those. */
function asIfInTurn(): (row: EnrolmentRow, checked: EnrolledRow) => EnrolledRow {
  const among = alikeAmong();
  return ({ normal, acceptAlike }, checked) => {
    if (checked.code !== undefined || checked.stood) return checked;
    const known = acceptAlike ? undefined : among.find(normal);
    if (known === undefined) {
      among.add(normal);
      return checked;
    }
    const { code, message: detail } = spelledAlike(known);
    return { code, detail };
  };
}

function take({ line }: EnrolmentRow, row: EnrolledRow, results: RowResults<string>): void {
  if (row.code !== undefined) {
    results.refuse(line, new CustosError(row.code, row.detail, { details: { column: 'identifier' } }));
    return;
  }
  const { stood, subject } = row;
  results.set(line, { outcome: stood ? 'stood' : 'done', ...(subject === undefined ? {} : { subject }) });
}
