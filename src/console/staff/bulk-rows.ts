import {
  checkConsentRows,
  checkEnrolments,
  enrollSubjects,
  type FoundSubject,
  findSubjects,
  type GatewayClient,
  type Invitation,
  invite,
  isCustosError,
  listDatasets,
  listInvitations,
  listMembers,
  listNotices,
  type PaperForm,
  type Pseudonym,
  recordConsentRows,
  type Subject,
  type UnusedInvitation,
} from '../../client/index.ts';
import { type CellFault, consentOf, enrolmentOf, identificationOf } from './bulk-cells.ts';
import type { BulkDefaults, BulkKind, KnownNames } from './bulk-kinds.ts';
import type { CsvRow, CsvTable } from './csv.ts';

export type Outcome = 'done' | 'stood' | 'repeated' | 'incomplete' | 'refused';

/** What becomes of a row, or would become. */
export interface RowOutcome {
  readonly row: CsvRow;
  readonly outcome: Outcome;
  /** Why it is refused, in the gateway's words, or what is wrong with a cell. */
  readonly fault?: string | CellFault;
  readonly incomplete?: readonly string[];
  readonly invitation?: Invitation;
}

const BATCH = 200;

/** Rows that can be sent, and those of which nothing is sent. */
interface Sorted<Sent> {
  readonly sent: readonly { readonly row: CsvRow; readonly what: Sent }[];
  readonly kept: readonly RowOutcome[];
}

/** What becomes of each row of a table, in its order: of a check nothing is changed. Each row counts for itself, and the same file
 *  again changes nothing more. `onProgress` is told how many are done. */
export async function runRows(
  gateway: GatewayClient,
  table: CsvTable,
  order: {
    readonly kind: BulkKind;
    readonly defaults: BulkDefaults;
    readonly isDry: boolean;
    readonly onProgress: (done: number) => void;
  },
): Promise<readonly RowOutcome[]> {
  const all = await outcomesOf(gateway, table, order);
  return all.toSorted((a, b) => a.row.line - b.row.line);
}

async function outcomesOf(
  gateway: GatewayClient,
  table: CsvTable,
  { kind, defaults, isDry, onProgress }: Parameters<typeof runRows>[2],
): Promise<RowOutcome[]> {
  if (kind === 'enrol') {
    const sorted = once(sort(table, (row) => enrolmentOf(table, row)));
    return inBatches(sorted, onProgress, async (wanted) => {
      const rows = await (isDry ? checkEnrolments : enrollSubjects)(gateway, wanted);
      return rows.map((one) =>
        one.code === undefined ? { outcome: one.stood ? 'stood' : 'done' } : { outcome: 'refused', fault: one.detail },
      );
    });
  }
  const people = await peopleOf(gateway, table);
  if (kind === 'invite') {
    const sorted = once(
      sort(table, (row) => {
        const subject = people(row);
        if ('cell' in subject) return subject;
        if (subject.reach === 'paper-only') return { cell: 'paperOnly', column: 'identifier', value: '' };
        return identificationOf(table, row, subject.subject, defaults.identified);
      }),
    );
    return inBatches(withoutCodes(sorted, await listInvitations(gateway)), onProgress, async (wanted) => {
      const invitations = isDry ? [] : await invite(gateway, wanted);
      return wanted.map((_, i) => {
        const invitation = invitations[i];
        return { outcome: 'done', ...(invitation === undefined ? {} : { invitation }) };
      });
    });
  }
  const names = await namesOf(gateway);
  const sorted = once(
    sort(table, (row): PaperForm | CellFault => {
      const subject = people(row);
      return 'cell' in subject ? subject : consentOf(table, row, { subject: subject.subject, names, defaults });
    }),
  );
  return inBatches(sorted, onProgress, async (records) => {
    const { rows } = await (isDry ? checkConsentRows : recordConsentRows)(gateway, records);
    return rows.map((one) => {
      if (one.code !== undefined) return { outcome: 'refused', fault: one.detail };
      if (one.incomplete !== undefined) return { outcome: 'incomplete', incomplete: one.incomplete };
      return { outcome: one.stood ? 'stood' : 'done' };
    });
  });
}

async function namesOf(gateway: GatewayClient): Promise<KnownNames> {
  const [notices, members, datasets] = await Promise.all([
    listNotices(gateway),
    listMembers(gateway),
    listDatasets(gateway),
  ]);
  return { notices, members, datasets };
}

/** Whom the numbers in the rows stand for, looked up together. */
async function peopleOf(
  gateway: GatewayClient,
  table: CsvTable,
): Promise<(row: CsvRow) => Pick<Subject, 'subject' | 'reach'> | CellFault> {
  const numbers = table.rows.map((row) => table.cell(row, 'identifier') ?? '');
  const asked = [...new Set(numbers.filter((number) => number !== ''))];
  const found = await findSubjects(gateway, asked);
  const known = new Map<string, FoundSubject>(asked.map((number, i) => [number, found[i] as FoundSubject]));
  return (row) => {
    const number = table.cell(row, 'identifier') ?? '';
    const one = known.get(number);
    if (one === undefined) return { cell: 'empty', column: 'identifier', value: '' };
    if (one.subject === undefined) return { cell: 'said', column: 'identifier', value: one.detail };
    return one.subject;
  };
}

function sort<Sent extends object>(table: CsvTable, read: (row: CsvRow) => Sent | CellFault): Sorted<Sent> {
  const sent: { row: CsvRow; what: Sent }[] = [];
  const kept: RowOutcome[] = [];
  for (const row of table.rows) {
    const what: Sent | CellFault =
      row.cells.length > table.heading.length ? { cell: 'long', column: '', value: '' } : read(row);
    if (isFault(what)) kept.push({ row, outcome: 'refused', fault: what });
    else sent.push({ row, what });
  }
  return { sent, kept };
}

function isFault(what: object): what is CellFault {
  return 'cell' in what;
}

/** Who has a code that is still good gets no other one: the same file again changes nothing. */
function withoutCodes<Sent extends { readonly subject: Pseudonym }>(
  { sent, kept }: Sorted<Sent>,
  codes: readonly UnusedInvitation[],
): Sorted<Sent> {
  const good = codes.filter(({ state, statement }) => state !== 'expired' && statement.guardian === undefined);
  const invited = new Set(good.map(({ subject }) => subject));
  const stood = sent.filter(({ what }) => invited.has(what.subject));
  return {
    sent: sent.filter(({ what }) => !invited.has(what.subject)),
    kept: [...kept, ...stood.map(({ row }) => ({ row, outcome: 'stood' as const }))],
  };
}

/** Rows that say the same are one. */
function once<Sent>({ sent, kept }: Sorted<Sent>): Sorted<Sent> {
  const seen = new Set<string>();
  const repeated: RowOutcome[] = [];
  const first = sent.filter(({ row, what }) => {
    const key = JSON.stringify(what);
    const isNew = !seen.has(key);
    seen.add(key);
    if (!isNew) repeated.push({ row, outcome: 'repeated' });
    return isNew;
  });
  return { sent: first, kept: [...kept, ...repeated] };
}

async function inBatches<Sent>(
  { sent, kept }: Sorted<Sent>,
  onProgress: (done: number) => void,
  send: (wanted: readonly Sent[]) => Promise<readonly Omit<RowOutcome, 'row'>[]>,
): Promise<RowOutcome[]> {
  const all: RowOutcome[] = [...kept];
  for (let from = 0; from < sent.length; from += BATCH) {
    const batch = sent.slice(from, from + BATCH);
    const outcomes = await send(batch.map(({ what }) => what)).catch((error: unknown) => {
      // What was done already, such as a code that is shown once, is not lost with what comes after it.
      if (from === 0 || !isCustosError(error)) throw error;
      return batch.map(() => ({ outcome: 'refused' as const, fault: error.message }));
    });
    for (const [i, { row }] of batch.entries()) {
      const outcome = outcomes[i];
      if (outcome !== undefined) all.push({ row, ...outcome });
    }
    onProgress(all.length);
  }
  return all;
}
