import { lstat } from 'node:fs/promises';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { invite } from '../../client/subjects.ts';
import { CustosError } from '../../core/errors.ts';
import type { Pseudonym } from '../../core/ids.ts';
import type { Context } from '../context.ts';
import { csvLine, readCsvTable, type TableRow } from '../csv/csv-table.ts';
import { requireColumns } from '../csv/needed-columns.ts';
import { patientOf, withPatients } from '../csv/row-patients.ts';
import { cellFault, RowResults, showRows, withProgress } from '../csv/row-report.ts';
import type { RowsOptions } from '../csv/rows-command.ts';
import { watchRowsStop } from '../csv/rows-stop.ts';
import { whereAbsent } from '../fact-files.ts';
import { readGiven } from '../given-text.ts';
import { holdingFile } from '../held-file.ts';
import type { ExitCode } from '../run.ts';
import { writeWhole } from '../whole-file.ts';

interface InviteRowsOptions extends RowsOptions {
  readonly codes?: string;
  readonly identifiedBy?: string;
}

interface Code {
  readonly identifier: string;
  readonly subject: string;
  readonly code: string;
  /** ISO 8601. */
  readonly expires: string;
}

const COLUMNS = ['identifier', 'identified-by'] as const;
const CODE_COLUMNS = ['identifier', 'subject', 'code', 'expires'] as const;
const BATCH = 200;
const OWN = 0o600;

/** Makes a one-time code for each row of a file, and writes the codes to the file that `--codes` names, for its owner
 *  alone: they stand nowhere else. Who has a code there that is still good gets no other one. */
export async function inviteRows(context: Context, options: InviteRowsOptions): Promise<ExitCode> {
  const file = options.codes;
  if (file === undefined)
    throw new CustosError('INPUT_INVALID', '--codes FILE is needed: the codes are written there, and shown nowhere.');
  const rows = () => inviteInto(context, file, options);
  return options.dryRun ? rows() : holdingFile(file, rows);
}

async function inviteInto(context: Context, file: string, options: InviteRowsOptions): Promise<ExitCode> {
  const standard = options.identifiedBy === undefined ? undefined : await readGiven(options.identifiedBy);
  const codes = await readCodes(file);
  const table = await readCsvTable(options.csv, COLUMNS);
  const needed = standard === undefined ? { 'identified-by': '--identified-by' } : {};
  requireColumns(options.csv, table, { identifier: '', ...needed });
  const results = new RowResults<(typeof COLUMNS)[number]>(table);
  const read = results.read((row) => invitationOf(row, standard)).map(({ line, read }) => ({ line, ...read }));
  const gateway = await context.client();
  using stop = watchRowsStop(context.output);
  const people = onceEach(await withPatients(gateway, read, results), codes, results);
  for (let from = 0; from < people.length && !stop.isAsked; from += BATCH) {
    const batch = people.slice(from, from + BATCH);
    if (!options.dryRun) {
      const made = codesFor(gateway, batch).catch((error) => {
        throw withProgress(error, results);
      });
      codes.push(...(await made));
      await writeWhole(file, codeLines(codes), OWN);
    }
    for (const { line, subject } of batch) results.set(line, { outcome: 'done', subject });
    context.output.progress(results.progress);
  }
  context.output.done();
  return showRows(context, results, {
    done: options.dryRun ? 'would be invited' : `invited, their codes in ${file}`,
    stood: 'have a code there already',
    refusedTo: options.refused,
    more: options.dryRun
      ? []
      : [
          'Hand each code to its person alone; tell the contact on file that it was made. Delete the file when they are handed out.',
        ],
  });
}

interface Invited {
  readonly line: number;
  readonly patient: string;
  readonly subject: Pseudonym;
  readonly identification: string;
}

function invitationOf(row: TableRow<(typeof COLUMNS)[number]>, standard: string | undefined) {
  const patient = patientOf(row);
  const identification = row.cell('identified-by') ?? standard;
  if (identification) return { patient, identification };
  throw cellFault('identified-by', `The cell is empty. Say how the person was identified, such as passport.`);
}

async function codesFor(gateway: GatewayClient, batch: readonly Invited[]): Promise<Code[]> {
  const wanted = batch.map(({ subject, identification }) => ({ subject, identification }));
  const invitations = await invite(gateway, wanted);
  return batch.map(({ patient, subject }, i) => {
    const { code = '', expires = 0 } = invitations[i] ?? {};
    return { identifier: patient, subject, code, expires: new Date(expires).toISOString() };
  });
}

function onceEach(people: readonly Invited[], codes: readonly Code[], results: RowResults<string>): Invited[] {
  const good = new Set(codes.filter(isGood).map(({ subject }) => subject));
  const lines = new Map<string, number>();
  return people.filter(({ line, subject }) => {
    const sameAs = lines.get(subject);
    if (sameAs !== undefined) results.set(line, { outcome: 'repeated', sameAs, subject });
    else if (good.has(subject)) results.set(line, { outcome: 'stood', subject });
    if (sameAs !== undefined) return false;
    lines.set(subject, line);
    return !good.has(subject);
  });
}

function isGood({ expires }: Code): boolean {
  return Date.parse(expires) > Date.now();
}

/** What an earlier run wrote there. INPUT_INVALID where the file is of another kind, or others may open it. */
async function readCodes(file: string): Promise<Code[]> {
  const status = await lstat(file).catch(whereAbsent(undefined));
  if (status === undefined) return [];
  if (!status.isFile() || (process.platform !== 'win32' && (status.mode & 0o077) !== 0)) {
    throw new CustosError(
      'INPUT_INVALID',
      `${file} is no plain file of yours alone (chmod 600). Name another one for the codes.`,
    );
  }
  const { rows } = await readCsvTable(file, CODE_COLUMNS);
  return rows.map((row) => {
    const [identifier = '', subject = '', code = '', expires = ''] = CODE_COLUMNS.map((column) => row.cell(column));
    return { identifier, subject, code, expires };
  });
}

function codeLines(codes: readonly Code[]): string {
  const rows = codes.map(({ identifier, subject, code, expires }) => [identifier, subject, code, expires]);
  return [CODE_COLUMNS, ...rows].map((row) => csvLine(row)).join('');
}
