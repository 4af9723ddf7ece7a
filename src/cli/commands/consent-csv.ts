import {
  checkConsentRows,
  type PaperForm,
  type RecordedRow,
  type RecordedRows,
  recordConsentRows,
} from '../../client/consents.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import { type FormFault, formFaultWords } from '../../core/paper-form.ts';
import { modifierNamed, permissionNamed } from '../../core/purpose-names.ts';
import type { Answer } from '../../core/use-answers.ts';
import { categoryNamed } from '../category-words.ts';
import type { Context } from '../context.ts';
import {
  CONSENT_COLUMNS,
  type ConsentColumn,
  type ConsentDefaults,
  type ConsentRow,
  consentRow,
  dayTyped,
  explainedTyped,
  type Named,
} from '../csv/consent-row.ts';
import { readCsvTable } from '../csv/csv-table.ts';
import { requireColumns } from '../csv/needed-columns.ts';
import { keepRowScan, type WithForm, withForms } from '../csv/row-forms.ts';
import { withPatients } from '../csv/row-patients.ts';
import { RowResults, showRows, withProgress } from '../csv/row-report.ts';
import type { RowsOptions } from '../csv/rows-command.ts';
import { watchRowsStop } from '../csv/rows-stop.ts';
import { datasetId } from '../find-dataset.ts';
import { granteeNamed } from '../find-member.ts';
import { readGiven } from '../given-text.ts';
import { listedNames } from '../listed-names.ts';
import { noticeNamed, typedNotice } from '../notices.ts';
import { given } from '../option-names.ts';
import type { ExitCode } from '../run.ts';
import { consentPeriod, lastSecondOf } from '../time.ts';

interface RecordRowsOptions extends RowsOptions {
  readonly to?: string;
  readonly dataset?: string;
  readonly permission?: string;
  readonly modifier: readonly string[];
  readonly exclude: readonly string[];
  readonly until?: string;
  readonly aiTraining?: Answer;
  readonly commercial?: Answer;
  readonly transferAbroad?: Answer;
  readonly identifiable?: boolean;
  readonly futureMembers?: boolean;
  readonly notice?: string;
  readonly form?: string;
  readonly signed?: Answer;
  readonly signedOn?: string;
  readonly explainedBy?: string;
}

/** A consent that can be sent. */
interface Paper {
  readonly line: number;
  readonly subject: Pseudonym;
  readonly record: PaperForm;
  readonly scan?: string | undefined;
}

/** What the ledger takes in one block or two: so much is done, or shown, at a time. */
const BATCH = 200;

/** Records a consent for each row of a file. What was recorded before is found and named, so that the same file given
 *  again, after a crash as well, adds nothing. */
export async function recordRows(context: Context, options: RecordRowsOptions): Promise<ExitCode> {
  const defaults = await defaultsOf(options);
  const table = await readCsvTable(options.csv, CONSENT_COLUMNS);
  const hasScans = table.rows[0]?.cell('scan') !== undefined;
  requireColumns(options.csv, table, neededBeside(hasScans ? { ...defaults, form: '' } : defaults));
  const results = new RowResults<ConsentColumn>(table);
  const now = Math.floor(Date.now() / 1000);
  const read = results.read((row) => consentRow(row, defaults, now)).map(({ line, read }) => ({ line, ...read }));
  const gateway = await context.client();
  using stop = watchRowsStop(context.output);
  await requireKnown(context, gateway, options);
  const papers = await papersOf(context, gateway, await withForms(options.csv, read, results), results);
  const isChecked = read.some(({ checklist }) => checklist !== undefined);
  const warnings = new Set(manyFor(papers));
  const grants = new Map<string, number>();
  for (let from = 0; from < papers.length && !stop.isAsked; from += BATCH) {
    const batch = papers.slice(from, from + BATCH);
    const { rows, warnings: odd } = await send(gateway, batch, options).catch((error) => {
      throw withProgress(error, results);
    });
    for (const text of odd) warnings.add(text);
    for (const [i, { line, subject }] of batch.entries()) {
      const row = rows[i] as RecordedRow;
      if (row.code !== undefined) {
        results.refuse(line, new CustosError(row.code, row.detail));
        continue;
      }
      if (row.incomplete !== undefined) {
        const { incomplete: reasons, kept, stood } = row;
        const id = kept === undefined ? {} : { kept, stood };
        results.set(line, { outcome: 'incomplete', subject, reasons, ...id, problem: faultWords(reasons) });
        continue;
      }
      const { grant, stood } = row;
      const sameAs = grant === undefined ? undefined : grants.get(grant);
      if (grant !== undefined && sameAs === undefined) grants.set(grant, line);
      if (sameAs !== undefined) results.set(line, { outcome: 'repeated', sameAs, subject, grant });
      else results.set(line, { outcome: stood ? 'stood' : 'done', subject, ...(grant ? { grant } : {}) });
    }
    context.output.progress(results.progress);
  }
  context.output.done();
  return showRows(context, results, {
    done: options.dryRun ? 'would be recorded' : 'recorded',
    stood: 'stood already',
    incomplete: isChecked ? (options.dryRun ? 'would be kept as incomplete' : 'kept as incomplete') : undefined,
    refusedTo: options.refused,
    more: [...warnings].map((text) => `WARNING: ${text}`),
  });
}

/** Why a form is no consent yet. */
export function faultWords(reasons: readonly FormFault[]): string {
  return `The form ${formFaultWords(reasons)}.`;
}

/** What stands for columns that the file has not. Days are days: of a period, the same command would make another consent
 *  tomorrow. */
async function defaultsOf(options: RecordRowsOptions): Promise<ConsentDefaults> {
  const { to = 'any', dataset = 'all', permission, modifier, exclude, until, notice, form } = options;
  if (until !== undefined) given('--until', () => consentPeriod(0, lastSecondOf(until)));
  if (permission !== undefined) given('--permission', () => permissionNamed(permission));
  given('--modifier', () => modifier.map((text) => listedNames(text, modifierNamed)));
  given('--exclude', () => exclude.map((text) => listedNames(text, categoryNamed)));
  if (notice !== undefined) given('--notice', () => typedNotice(notice));
  const uses = {
    'ai-training': options.aiTraining,
    commercial: options.commercial,
    'transfer-abroad': options.transferAbroad,
  };
  const { signedOn, explainedBy } = options;
  if (signedOn !== undefined) given('--signed-on', () => dayTyped(signedOn));
  if (explainedBy !== undefined) given('--explained-by', () => explainedTyped(explainedBy));
  const looked = { signed: options.signed, 'signed-on': signedOn, 'explained-by': explainedBy };
  const said = {
    permission,
    until,
    notice,
    ...uses,
    ...looked,
    form: form === undefined ? undefined : await readGiven(form),
  };
  return {
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
    modifiers: modifier.join('; ') || 'none',
    excluded: exclude.join('; ') || 'none',
    grantee: to,
    dataset,
    identifiable: options.identifiable ? 'yes' : 'no',
    'future-members': options.futureMembers ? 'yes' : 'no',
  };
}

/** The columns that nothing stands for, with the options that would. */
function neededBeside(defaults: ConsentDefaults): Partial<Record<ConsentColumn, string>> {
  const needed = { identifier: '', form: '--form', permission: '--permission', notice: '--notice', until: '--until' };
  return Object.fromEntries(Object.entries(needed).filter(([name]) => defaults[name as ConsentColumn] === undefined));
}

/** Throws where an option names what is not there: each row would say it. */
async function requireKnown(
  context: Context,
  gateway: GatewayClient,
  { dataset, to, notice }: RecordRowsOptions,
): Promise<void> {
  if (dataset !== undefined && dataset.toLowerCase() !== 'all') await datasetId(gateway, dataset);
  if (to !== undefined && to.toLowerCase() !== 'any') await granteeNamed(context, gateway, to);
  if (notice !== undefined) await noticeNamed(gateway, notice);
}

/** Those of known patients, datasets, grantees and notices, each once. */
async function papersOf(
  context: Context,
  gateway: GatewayClient,
  rows: readonly WithForm<ConsentRow>[],
  results: RowResults<ConsentColumn>,
): Promise<Paper[]> {
  const people = await withPatients(gateway, rows, results);
  const ids = await idsOf(context, gateway, people);
  const seen = new Map<string, number>();
  return people.flatMap(({ line, subject, form, scan, choice, checklist, named }) => {
    const found = Object.entries(named).flatMap(([column, name]) => {
      const id = name && ids[column as Named].get(name);
      // A form that names no text that is known is incomplete, and no mistake of its row.
      const isOpen = checklist !== undefined && column === 'notice' && id instanceof CustosError;
      return isOpen ? [] : [[column, id] as const];
    });
    const [column, fault] = found.find(([, id]) => id instanceof CustosError) ?? [];
    if (fault instanceof CustosError) {
      results.refuse(line, new CustosError(fault.code, fault.message, { details: { column: String(column) } }));
      return [];
    }
    const record = {
      subject,
      form,
      ...choice,
      ...(checklist ? { checklist } : {}),
      ...Object.fromEntries(found.filter(([, id]) => id !== undefined)),
    } as Paper['record'];
    const key = JSON.stringify(record);
    const sameAs = seen.get(key);
    if (sameAs === undefined) seen.set(key, line);
    else results.set(line, { outcome: 'repeated', sameAs, subject });
    return sameAs === undefined ? [{ line, subject, record, scan }] : [];
  });
}

type Found = ReadonlyMap<string, string | CustosError>;

/** What the names in the rows stand for, each looked up once; an error stands for one that cannot be found. */
async function idsOf(
  context: Context,
  gateway: GatewayClient,
  rows: readonly ConsentRow[],
): Promise<Readonly<Record<Named, Found>>> {
  const look = async (column: Named, id: (name: string) => Promise<string>): Promise<Found> => {
    const found = new Map<string, string | CustosError>();
    for (const name of new Set(rows.flatMap(({ named }) => named[column] ?? []))) {
      found.set(name, await id(name).catch(unlessUnknown));
    }
    return found;
  };
  return {
    dataset: await look('dataset', (name) => datasetId(gateway, name)),
    grantee: await look('grantee', (name) => granteeNamed(context, gateway, name)),
    notice: await look('notice', (name) => noticeNamed(gateway, name)),
  };
}

function unlessUnknown(error: unknown): CustosError {
  if (isCustosError(error, 'NOT_FOUND', 'INPUT_INVALID')) return error;
  throw error;
}

/** Sentences on patients with several rows that are not the same. */
function manyFor(papers: readonly Paper[]): string[] {
  const lines = Map.groupBy(papers, ({ subject }) => subject);
  return [...lines.values()].flatMap((own) => {
    if (own.length === 1) return [];
    return [
      `Lines ${own.map(({ line }) => line).join(', ')} are of one patient, and are not the same: each counts for itself.`,
    ];
  });
}

async function send(
  gateway: GatewayClient,
  batch: readonly Paper[],
  { dryRun, csv }: Pick<RecordRowsOptions, 'dryRun' | 'csv'>,
): Promise<RecordedRows> {
  const records = batch.map(({ record }) => record);
  if (dryRun) return checkConsentRows(gateway, records);
  const { rows } = batch.some(({ scan }) => scan !== undefined)
    ? await checkConsentRows(gateway, records)
    : { rows: [] };
  for (const [i, { subject, record, scan }] of batch.entries()) {
    // Of a row that is refused nothing is kept.
    if (rows[i]?.code === undefined) await keepRowScan(gateway, csv, { subject, form: record.form, scan });
  }
  return recordConsentRows(gateway, records);
}
