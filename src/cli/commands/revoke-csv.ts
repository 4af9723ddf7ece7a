import type { Consent } from '../../client/consent-shape.ts';
import { listConsents } from '../../client/consents.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { recordedWithdrawal, withdrawRecorded } from '../../client/withdrawals.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { type GrantId, isDigest, type Pseudonym } from '../../core/ids.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { readCsvTable, type TableRow } from '../csv/csv-table.ts';
import { requireColumns } from '../csv/needed-columns.ts';
import { scanFacts, scanProblems, type TypedForm, typedForm, type WithForm, withForms } from '../csv/row-forms.ts';
import { patientOf, withPatients } from '../csv/row-patients.ts';
import { cellFault, inColumn, RowResults, showRows, withProgress } from '../csv/row-report.ts';
import type { RowsOptions } from '../csv/rows-command.ts';
import { watchRowsStop } from '../csv/rows-stop.ts';
import { grantAmong } from '../find-grant.ts';
import { readGiven } from '../given-text.ts';
import { type KeptWithdrawal, keptWithdrawals } from '../kept-withdrawal.ts';
import { isIdPrefix } from '../pick.ts';
import { keepReceipt } from '../receipt-files.ts';
import type { ExitCode } from '../run.ts';

interface RevokeRowsOptions extends RowsOptions {
  readonly form?: string;
  readonly subject?: string;
}

interface WithdrawalRow {
  readonly patient: string;
  readonly form: TypedForm;
  /** As it was typed; undefined for all of the patient's. */
  readonly typed: string | undefined;
}

type OfPatient = WithForm<WithdrawalRow> & { readonly subject: Pseudonym };
/** With the consent's id; undefined for all of the patient's. */
type Known = OfPatient & { readonly grant: GrantId | undefined };

const COLUMNS = ['identifier', 'form', 'scan', 'grant'] as const;
/** Under way at a time: the log makes one write of several. */
const AT_ONCE = 4;

/** Records a withdrawal for each row of a file. Each counts at once, and its receipt is kept before it is told; a row whose
 *  receipt is kept here, and of which nothing counts any more, is not sent again. */
export async function revokeRows(context: Context, options: RevokeRowsOptions): Promise<ExitCode> {
  if (options.subject !== undefined) throw new CustosError('INPUT_INVALID', 'With --csv the file names the patients.');
  const form = options.form === undefined ? undefined : await readGiven(options.form);
  const table = await readCsvTable(options.csv, COLUMNS);
  const hasForms = form !== undefined || table.rows[0]?.cell('scan') !== undefined;
  requireColumns(options.csv, table, { identifier: '', ...(hasForms ? {} : { form: '--form' }) });
  const results = new RowResults<(typeof COLUMNS)[number]>(table);
  const read = results.read((row) => withdrawalRow(row, form)).map(({ line, read }) => ({ line, ...read }));
  const gateway = await context.client();
  using stop = watchRowsStop(context.output);
  const people = await withPatients(gateway, await withForms(options.csv, read, results), results);
  const given = await givenConsents(gateway, people);
  const rows = onceEach(withGrants(people, given ?? [], results), results);
  const active = given && activeOf(given);
  const fresh = await notWithdrawn(context, gateway, rows, { results, active });
  const done = (row: Known, facts: object) => {
    results.set(row.line, { outcome: 'done', subject: row.subject, ...facts });
    context.output.progress(results.progress);
  };
  const queue = fresh.values();
  let failed = false;
  const work = async () => {
    for (const row of queue) {
      try {
        if (options.dryRun) done(row, {});
        else done(row, { ...(await withdraw(context, gateway, row)), ...(await scanFacts(gateway, options.csv, row)) });
      } catch (error) {
        if (!isCustosError(error, 'NOT_FOUND', 'CONFLICT')) {
          failed = true;
          throw error;
        }
        results.refuse(row.line, error);
      }
      if (stop.isAsked || failed) return;
    }
  };
  if (!stop.isAsked) await allOf(Array.from({ length: AT_ONCE }, work), results);
  context.output.done();
  return showRows(context, results, {
    done: options.dryRun ? 'would be withdrawn' : 'withdrawn, each with its receipt kept',
    stood: 'withdrawn before',
    refusedTo: options.refused,
    more: [
      ...scanProblems(results),
      ...idleWords(
        fresh.filter(({ line }) => results.has(line)),
        active,
      ),
    ],
  });
}

/** Resolves when none is at work any more: how far it came is known by then alone. */
async function allOf(works: readonly Promise<void>[], results: RowResults<string>): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw withProgress(failed.reason, results);
}

function withdrawalRow(row: TableRow<(typeof COLUMNS)[number]>, standard: string | undefined): WithdrawalRow {
  const patient = patientOf(row);
  const form = typedForm(row, standard);
  const grant = row.cell('grant') ?? 'all';
  if (grant.toLowerCase() === 'all') return { patient, form, typed: undefined };
  if (!isIdPrefix(grant)) throw cellFault('grant', 'It takes the id of a consent or a beginning of it, or all.');
  return { patient, form, typed: grant };
}

/** The rows with the ids of their consents. A beginning is looked up among the patient's own; where none has it, or several,
 *  the row is refused. */
function withGrants(rows: readonly OfPatient[], given: readonly Consent[], results: RowResults<string>): Known[] {
  const own = Map.groupBy(given, ({ subject }) => subject);
  return rows.flatMap((row) => {
    const { line, typed, subject } = row;
    if (typed === undefined || isDigest(typed)) return [{ ...row, grant: typed as GrantId | undefined }];
    try {
      return [{ ...row, grant: inColumn('grant', () => grantAmong(own.get(subject) ?? [], typed)) }];
    } catch (error) {
      if (!(error instanceof CustosError)) throw error;
      results.refuse(line, error);
      return [];
    }
  });
}

type Active = ReadonlyMap<Pseudonym, readonly Consent[]>;

/** All consents. Undefined where they cannot be had: it is withdrawn all the same, unless a row names one by a beginning of
 *  its id. */
async function givenConsents(gateway: GatewayClient, rows: readonly OfPatient[]): Promise<Consent[] | undefined> {
  try {
    return await listConsents(gateway);
  } catch (error) {
    const isShort = rows.some(({ typed }) => typed !== undefined && !isDigest(typed));
    if (isShort || !isCustosError(error)) throw error;
    return undefined;
  }
}

/** Those that count now, by patient. */
function activeOf(given: readonly Consent[]): Active {
  return Map.groupBy(
    given.filter((one) => one.active),
    ({ subject }) => subject,
  );
}

/** A number that was mistyped may be another patient's, whose withdrawal of everything looks like any other. */
function idleWords(rows: readonly Known[], active: Active | undefined): string[] {
  const idle = rows.filter(({ grant, subject }) => grant === undefined && active?.has(subject) === false);
  if (idle.length === 0) return [];
  const lines = idle.map(({ line }) => line).join(', ');
  return [
    `Of ${counted(idle.length, 'patient')} no consent counted before (line ${lines}): compare the number with the form.`,
  ];
}

async function withdraw({ dataDir }: Context, gateway: GatewayClient, { subject, form, grant }: Known) {
  const withdrawal = await withdrawRecorded(gateway, subject, form, grant);
  const file = await keepReceipt(dataDir, withdrawal);
  return { seq: withdrawal.seq, receipt: file, remaining: withdrawal.remaining.length };
}

function onceEach(rows: readonly Known[], results: RowResults<string>): Known[] {
  const seen = new Map<string, number>();
  return rows.filter(({ line, subject, form, grant }) => {
    const key = recordedWithdrawal(subject, form, grant);
    const sameAs = seen.get(key);
    if (sameAs === undefined) seen.set(key, line);
    else results.set(line, { outcome: 'repeated', sameAs, subject });
    return sameAs === undefined;
  });
}

/** Those of which no receipt is kept, or which the ledger refused afterwards, so that what they withdrew counts again. What was
 *  withdrawn by the same form before, and consented to since, is for a person to decide. */
async function notWithdrawn(
  { dataDir, known }: Context,
  gateway: GatewayClient,
  rows: readonly Known[],
  { results, active }: { readonly results: RowResults<string>; readonly active: Active | undefined },
): Promise<Known[]> {
  const { contracts } = await gateway.identity();
  const kept = new Map<string, KeptWithdrawal>();
  for await (const one of keptWithdrawals(dataDir, await known.list())) {
    const isLatest = one.entry.time >= (kept.get(one.call.data)?.entry.time ?? 0);
    if (one.call.to === contracts.consents && isLatest) kept.set(one.call.data, one);
  }
  return rows.filter(({ line, subject, form, grant }) => {
    const before = kept.get(recordedWithdrawal(subject, form, grant));
    // Where nobody can say what counts, it is withdrawn once more: that harms nobody.
    if (before === undefined || active === undefined) return true;
    const { file, entry } = before;
    const counting = (active.get(subject) ?? []).filter((one) => grant === undefined || one.grant === grant);
    const since = grant === undefined && counting.some(({ grantedAt }) => grantedAt * 1000 > entry.time);
    if (since) results.refuse(line, usedForm(dateWords(entry.time)));
    else if (counting.length === 0) results.set(line, { outcome: 'stood', subject, seq: entry.seq, receipt: file });
    return !since && counting.length > 0;
  });
}

function usedForm(when: string): CustosError {
  const message = `All was withdrawn by this form ${when}, and the patient consented since. If the patient withdrew once more, give the reference of that form or call.`;
  return new CustosError('CONFLICT', message, { details: { column: 'form' } });
}
