import { lstat } from 'node:fs/promises';
import { formDigest } from '../../client/digests.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { type GuardianTerms, invite } from '../../client/subjects.ts';
import { csvLine } from '../../core/csv-cells.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { IdentificationStatement } from '../../core/identification.ts';
import type { Digest, Pseudonym } from '../../core/ids.ts';
import type { Context } from '../context.ts';
import { readCsvTable, type TableRow } from '../csv/csv-table.ts';
import { requireColumns } from '../csv/needed-columns.ts';
import { patientOf, withPatients } from '../csv/row-patients.ts';
import { cellFault, inColumn, RowResults, showRows, withProgress } from '../csv/row-report.ts';
import type { RowsOptions } from '../csv/rows-command.ts';
import { watchRowsStop } from '../csv/rows-stop.ts';
import { whereAbsent } from '../fact-files.ts';
import { readGiven } from '../given-text.ts';
import { holdingFile } from '../held-file.ts';
import type { ExitCode } from '../run.ts';
import { lastSecondOf } from '../time.ts';
import { writeWhole } from '../whole-file.ts';
import { guardianAs } from './guardian.ts';

interface InviteRowsOptions extends RowsOptions {
  readonly codes?: string;
  readonly identifiedBy?: string;
}

interface Code {
  readonly identifier: string;
  readonly subject: string;
  /** Whom it binds: a child may have two guardians. */
  readonly whom: string;
  readonly code: string;
  /** ISO 8601. */
  readonly expires: string;
}

const COLUMNS = ['identifier', 'identified-by', 'evidence', 'guardian', 'document', 'until'] as const;
const CODE_COLUMNS = ['identifier', 'subject', 'code', 'expires', 'whom'] as const;
const PATIENT = 'patient';
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
      const made = codesOrRefusals(gateway, batch, results).catch((error) => {
        throw withProgress(error, results);
      });
      codes.push(...(await made));
      await writeWhole(file, codeLines(codes), OWN);
    } else for (const { line, subject } of batch) results.set(line, { outcome: 'done', subject });
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
  /** Digest of the evidence. */
  readonly document?: Digest;
  readonly guardian?: GuardianTerms;
}

function invitationOf(row: TableRow<(typeof COLUMNS)[number]>, standard: string | undefined) {
  const patient = patientOf(row);
  const identification = row.cell('identified-by') ?? standard;
  if (!identification) {
    throw cellFault('identified-by', `The cell is empty. Say how the person was identified, such as passport.`);
  }
  const guardian = guardianOf(row);
  const evidence = evidenceOf(row);
  return {
    patient,
    identification,
    ...(evidence === undefined ? {} : { document: formDigest(evidence) }),
    ...(guardian === undefined ? {} : { guardian }),
  };
}

/** Reference of what shows how the person was identified: an empty cell is no answer. */
function evidenceOf(row: TableRow<(typeof COLUMNS)[number]>): string | undefined {
  const evidence = row.cell('evidence')?.trim();
  if (evidence === '') throw cellFault('evidence', 'The cell is empty. Write the reference of the evidence, or none.');
  return evidence?.toLowerCase() === 'none' ? undefined : evidence;
}

/** Whom the code is for, where it is not the patient: an empty cell is no answer. */
function guardianOf(row: TableRow<(typeof COLUMNS)[number]>): GuardianTerms | undefined {
  const [as, document, until] = (['guardian', 'document', 'until'] as const).map((column) => row.cell(column)?.trim());
  if (as === undefined || as.toLowerCase() === 'none') {
    if ([undefined, '', 'none'].includes(document) && [undefined, '', 'none'].includes(until)) return undefined;
    throw cellFault(
      'guardian',
      'The row has a document or a last day, and no guardian. Write parent or legal-representative.',
    );
  }
  if (as === '') throw cellFault('guardian', 'The cell is empty. Write parent, legal-representative, or none.');
  if (!document)
    throw cellFault('document', 'A guardian needs the reference of what shows it, such as birth certificate 12.');
  const digest = formDigest(document);
  const terms = { as: inColumn('guardian', () => guardianAs(as)), document: digest };
  if (until === undefined || until === 'none') return terms;
  return { ...terms, until: inColumn('until', () => lastSecondOf(until)) };
}

/** All together, or each alone where somebody of them gets none, such as a patient on paper only. */
async function codesOrRefusals(
  gateway: GatewayClient,
  batch: readonly Invited[],
  results: RowResults<string>,
): Promise<Code[]> {
  try {
    const codes = await codesFor(gateway, batch);
    for (const { line, subject } of batch) results.set(line, { outcome: 'done', subject });
    return codes;
  } catch (error) {
    if (!isCustosError(error, 'CONFLICT')) throw error;
    const [first, ...others] = batch;
    if (first === undefined) throw error;
    if (others.length === 0) {
      results.refuse(first.line, error);
      return [];
    }
    const codes: Code[] = [];
    for (const one of batch) codes.push(...(await codesOrRefusals(gateway, [one], results)));
    return codes;
  }
}

async function codesFor(gateway: GatewayClient, batch: readonly Invited[]): Promise<Code[]> {
  const wanted = batch.map(({ subject, identification, document, guardian }) => ({
    subject,
    identification,
    ...(document === undefined ? {} : { document }),
    ...(guardian === undefined ? {} : { guardian }),
  }));
  const invitations = await invite(gateway, wanted);
  return batch.map((one, i) => {
    const { code = '', expires = 0 } = invitations[i] ?? {};
    return {
      identifier: one.patient,
      subject: one.subject,
      whom: whomOf(one),
      code,
      expires: new Date(expires).toISOString(),
    };
  });
}

/** Two rows of one patient are one invitation where they name the same person in the same words. */
function whomOf({ identification, guardian }: Pick<Invited, 'identification' | 'guardian'>): string {
  return guardian === undefined ? PATIENT : `${guardian.as}, ${identification}`;
}

function onceEach(people: readonly Invited[], codes: readonly Code[], results: RowResults<string>): Invited[] {
  const keyOf = (subject: string, whom: string) => `${subject} ${whom}`;
  const good = new Set(codes.filter(isGood).map(({ subject, whom }) => keyOf(subject, whom)));
  const lines = new Map<string, number>();
  return people.filter((one) => {
    const { line, subject } = one;
    const key = keyOf(subject, whomOf(one));
    const sameAs = lines.get(key);
    if (sameAs !== undefined) results.set(line, { outcome: 'repeated', sameAs, subject });
    else if (good.has(key)) results.set(line, { outcome: 'stood', subject });
    if (sameAs !== undefined) return false;
    lines.set(key, line);
    return !good.has(key);
  });
}

function isGood({ expires }: Code): boolean {
  return Date.parse(expires) > Date.now();
}

/** Puts further codes into such a file, behind those that it holds: durable once resolved. */
export async function addCodes(
  file: string,
  made: readonly {
    readonly identifier: string;
    readonly subject: string;
    readonly code: string;
    readonly expires: number;
    readonly statement: IdentificationStatement | undefined;
  }[],
): Promise<void> {
  const codes = await readCodes(file);
  const more = made.map(({ identifier, subject, code, expires, statement }) => ({
    identifier,
    subject,
    code,
    expires: new Date(expires).toISOString(),
    whom: statement === undefined ? PATIENT : whomOf({ identification: statement.text, ...guardianIn(statement) }),
  }));
  await writeWhole(file, codeLines([...codes, ...more]), OWN);
}

function guardianIn({ guardian }: IdentificationStatement): Pick<Invited, 'guardian'> {
  if (guardian === undefined) return {};
  const { as, document } = guardian;
  return { guardian: { as, document } };
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
    const [identifier = '', subject = '', code = '', expires = '', whom = PATIENT] = CODE_COLUMNS.map((column) =>
      row.cell(column),
    );
    return { identifier, subject, whom, code, expires };
  });
}

function codeLines(codes: readonly Code[]): string {
  const rows = codes.map(({ identifier, subject, code, expires, whom }) => [identifier, subject, code, expires, whom]);
  return [CODE_COLUMNS, ...rows].map((row) => csvLine(row)).join('');
}
