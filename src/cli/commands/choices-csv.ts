import { type OptOut, recordedNarrowing, recordNarrowing } from '../../client/choices.ts';
import { listSubjects, type Subject } from '../../client/subjects.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import type { Context } from '../context.ts';
import { readCsvTable, type TableRow } from '../csv/csv-table.ts';
import { requireColumns } from '../csv/needed-columns.ts';
import { scanFacts, scanProblems, typedForm, withForms } from '../csv/row-forms.ts';
import { patientOf, withPatients } from '../csv/row-patients.ts';
import { cellFault, inColumn, RowResults, showRows, withProgress } from '../csv/row-report.ts';
import type { RowsOptions } from '../csv/rows-command.ts';
import { watchRowsStop } from '../csv/rows-stop.ts';
import { yesOrNo } from '../csv/yes-or-no.ts';
import { readGiven } from '../given-text.ts';
import { type KeptWithdrawal, keptWithdrawals } from '../kept-withdrawal.ts';
import { keepReceipt } from '../receipt-files.ts';
import type { ExitCode } from '../run.ts';
import { lastSecondOf } from '../time.ts';

interface NarrowingRowsOptions extends RowsOptions {
  readonly form?: string;
  readonly emergencies?: boolean;
  readonly until?: string;
}

type What = { readonly level: Exclude<OptOut, 'none'> } | { readonly until: number };

interface NarrowingRow {
  readonly line: number;
  readonly subject: Pseudonym;
  readonly form: Digest;
  readonly scan?: string | undefined;
  readonly what: What;
}

const COLUMNS = ['identifier', 'form', 'scan', 'emergencies', 'until'] as const;
type Row = TableRow<(typeof COLUMNS)[number]>;

/** Records an opt-out, or a pause, for each row of a file. Each counts at once, and its receipt is kept before it is told; a row
 *  whose receipt is kept here, and that is in force, is not sent again. */
export async function narrowingRows(
  context: Context,
  options: NarrowingRowsOptions,
  kind: 'opt-out' | 'pause',
): Promise<ExitCode> {
  const form = options.form === undefined ? undefined : await readGiven(options.form);
  const table = await readCsvTable(options.csv, COLUMNS);
  requireColumns(options.csv, table, {
    identifier: '',
    ...(form === undefined && table.rows[0]?.cell('scan') === undefined ? { form: '--form' } : {}),
    ...(kind === 'pause' && options.until === undefined ? { until: '--until' } : {}),
  });
  const results = new RowResults<(typeof COLUMNS)[number]>(table);
  const until = options.until === undefined ? undefined : lastSecondOf(options.until);
  const standard = { form, until, emergencies: options.emergencies === true };
  const read = results.read((row) => rowOf(row, kind, standard)).map(({ line, read }) => ({ line, ...read }));
  const gateway = await context.client();
  using stop = watchRowsStop(context.output);
  const formed = await withForms(options.csv, read, results);
  const rows = onceEach(await withPatients(gateway, formed, results), results);
  for (const row of await notInForce(context, rows, results)) {
    if (stop.isAsked) break;
    const { line, subject } = row;
    try {
      const facts = options.dryRun
        ? {}
        : { ...(await record(context, row)), ...(await scanFacts(gateway, options.csv, row)) };
      results.set(line, { outcome: 'done', subject, ...facts });
    } catch (error) {
      if (!isCustosError(error, 'NOT_FOUND', 'CONFLICT', 'INPUT_INVALID')) throw withProgress(error, results);
      results.refuse(line, error);
    }
    context.output.progress(results.progress);
  }
  context.output.done();
  return showRows(context, results, {
    done: options.dryRun ? 'would be recorded' : 'recorded, each with its receipt kept',
    stood: 'recorded before',
    refusedTo: options.refused,
    more: scanProblems(results),
  });
}

interface Standard {
  readonly form: string | undefined;
  readonly until: number | undefined;
  readonly emergencies: boolean;
}

function rowOf(row: Row, kind: 'opt-out' | 'pause', standard: Standard) {
  const patient = patientOf(row);
  const form = typedForm(row, standard.form);
  const what = kind === 'opt-out' ? { level: levelOf(row, standard) } : { until: untilOf(row, standard) };
  return { patient, form, what };
}

function levelOf(row: Row, { emergencies }: Standard): Exclude<OptOut, 'none'> {
  const cell = row.cell('emergencies');
  if (cell === '')
    throw cellFault('emergencies', 'The cell is empty. Write yes or no: whether emergencies are withheld too.');
  return (cell === undefined ? emergencies : yesOrNo('emergencies', cell)) ? 'all' : 'research';
}

function untilOf(row: Row, { until }: Standard): number {
  const cell = row.cell('until');
  if (cell !== undefined) return inColumn('until', () => lastSecondOf(cell));
  if (until !== undefined) return until;
  throw cellFault('until', 'The row names no day. Write it as YYYY-MM-DD.');
}

async function record({ dataDir, client }: Context, { subject, form, what }: NarrowingRow) {
  const answer = await recordNarrowing(await client(), subject, form, what);
  return { seq: answer.seq, receipt: await keepReceipt(dataDir, answer) };
}

function onceEach<Found extends NarrowingRow>(rows: readonly Found[], results: RowResults<string>): Found[] {
  const seen = new Map<string, number>();
  return rows.filter(({ line, subject, form, what }) => {
    const key = recordedNarrowing(subject, form, what);
    const sameAs = seen.get(key);
    if (sameAs === undefined) seen.set(key, line);
    else results.set(line, { outcome: 'repeated', sameAs, subject });
    return sameAs === undefined;
  });
}

/** Those of which no receipt is kept. What was recorded by the same form before, and taken back since, is for a person to
 *  decide. */
async function notInForce<Found extends NarrowingRow>(
  { dataDir, known, client }: Context,
  rows: readonly Found[],
  results: RowResults<string>,
): Promise<Found[]> {
  const { contracts } = await (await client()).identity();
  const kept = new Map<string, KeptWithdrawal>();
  for await (const one of keptWithdrawals(dataDir, await known.list())) {
    if (one.call.to === contracts.consents) kept.set(one.call.data, one);
  }
  const before = rows.map((row) => kept.get(recordedNarrowing(row.subject, row.form, row.what)));
  if (before.every((one) => one === undefined)) return [...rows];
  const now = new Map((await listSubjects(await client())).map((one) => [one.subject, one]));
  return rows.filter(({ line, subject, what }, i) => {
    const one = before[i];
    if (one === undefined) return true;
    const { entry, file } = one;
    if (isInForce(now.get(subject), what))
      results.set(line, { outcome: 'stood', subject, seq: entry.seq, receipt: file });
    else results.refuse(line, takenBack(dateWords(entry.time)));
    return false;
  });
}

const LEVELS: readonly OptOut[] = ['none', 'research', 'all'];

function isInForce(subject: Subject | undefined, what: What): boolean {
  if (subject === undefined) return false;
  const { optOut, pausedUntil = 0, pending } = subject;
  if ('level' in what) return pending.includes('opt-out') || LEVELS.indexOf(optOut) >= LEVELS.indexOf(what.level);
  return pending.includes('pause') || pausedUntil >= what.until;
}

function takenBack(when: string): CustosError {
  const message = `It was recorded by this form ${when}, and taken back since. If the patient wants it once more, give the reference of that form or call.`;
  return new CustosError('CONFLICT', message, { details: { column: 'form' } });
}
