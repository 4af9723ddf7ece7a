import type { Choice } from '../../client/patient.ts';
import { categoriesOf } from '../../core/categories.ts';
import type { Digest } from '../../core/ids.ts';
import { isAddress, isDigest, toId } from '../../core/ids.ts';
import { purposesOf } from '../../core/purposes.ts';
import { formOf } from '../form.ts';
import { beginSeconds, endSeconds } from '../time.ts';
import type { TableRow } from './csv-table.ts';
import { patientOf } from './row-patients.ts';
import { cellFault, inColumn } from './row-report.ts';

export const CONSENT_COLUMNS = [
  'identifier',
  'form',
  'permission',
  'modifiers',
  'excluded',
  'grantee',
  'dataset',
  'identifiable',
  'future-members',
  'notice',
  'from',
  'until',
] as const;
export type ConsentColumn = (typeof CONSENT_COLUMNS)[number];

/** What stands for a column that the file has not. */
export type ConsentDefaults = Partial<Readonly<Record<ConsentColumn, string>>>;

/** A consent on paper as a row says it, before anybody is asked. */
export interface ConsentRow {
  readonly patient: string;
  readonly form: Digest;
  readonly choice: Omit<Choice, 'dataset'>;
  /** Name or id; undefined for all of the holder's. */
  readonly dataset: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** Clocks differ. */
const CLOCK_SECONDS = 60;
const YES = new Set(['yes', 'y', 'true', '1']);
const NO = new Set(['no', 'n', 'false', '0']);

/** Reads a row. A cell that was left empty is no answer, and refused: it may stand for anything. */
export function consentRow(row: TableRow<ConsentColumn>, defaults: ConsentDefaults, nowSeconds: number): ConsentRow {
  const patient = patientOf(row);
  const text = (column: ConsentColumn): string => {
    const typed = row.cell(column) ?? defaults[column];
    if (typed === undefined) throw cellFault(column, `The file has no column “${column}”, and no option says it.`);
    if (typed === '') throw cellFault(column, `The cell is empty. ${HINTS[column] ?? 'Give a value.'}`);
    return typed;
  };
  const [permission, modifiers] = [text('permission').toUpperCase(), codes(text('modifiers'))];
  const excluded = codes(text('excluded'));
  inColumn('permission', () => purposesOf([permission]));
  inColumn('modifiers', () => purposesOf([permission, ...modifiers]));
  inColumn('excluded', () => categoriesOf(excluded));
  const grantee = granteeOf(text('grantee'));
  const dataset = text('dataset');
  return {
    patient,
    form: formOf(text('form')),
    dataset: dataset.toLowerCase() === 'all' ? undefined : dataset,
    choice: {
      permission,
      modifiers,
      excluded,
      ...(grantee === undefined ? {} : { grantee }),
      fromSeconds: text('from') === NOW ? nowSeconds - CLOCK_SECONDS : dayIn('from', text('from'), beginSeconds),
      untilSeconds: dayIn('until', text('until'), endSeconds),
      notice: inColumn('notice', () => toId<Digest>(text('notice'), 'The notice')),
      identifiable: answer('identifiable', text('identifiable')),
      futureMembers: answer('future-members', text('future-members')),
    },
  };
}

const HINTS: Partial<Readonly<Record<ConsentColumn, string>>> = {
  modifiers: 'Write “none” where there are none.',
  excluded: 'Write “none” where nothing is left out.',
  grantee: 'Write “any” for any requester.',
  dataset: 'Write “all” for all of the holder’s.',
  identifiable: 'Write yes or no.',
  'future-members': 'Write yes or no.',
};

/** Codes in either case, parted as people part them. */
function codes(text: string): string[] {
  const parts = text.toUpperCase().match(/[^\s,;|+]+/g) ?? [];
  return parts.length === 1 && parts[0] === 'NONE' ? [] : parts;
}

function granteeOf(text: string): string | undefined {
  const grantee = text.toLowerCase();
  if (grantee === 'any') return undefined;
  if (isAddress(grantee) || isDigest(grantee)) return grantee;
  throw cellFault(
    'grantee',
    'It takes the identity of a member (20 bytes of hex with 0x), the id of a group (32 bytes), or any.',
  );
}

function answer(column: ConsentColumn, text: string): boolean {
  const said = text.toLowerCase();
  if (YES.has(said) || NO.has(said)) return YES.has(said);
  throw cellFault(column, `“${text.slice(0, 40)}” is neither yes nor no.`);
}

/** For a file that gives no day. */
export const NOW = 'now';

function dayIn(column: 'from' | 'until', text: string, read: (day: string) => number): number {
  if (!DAY.test(text))
    throw cellFault(column, `“${text.slice(0, 40)}” is no day. Write it as YYYY-MM-DD (ISO 8601), such as 2031-12-31.`);
  return inColumn(column, () => read(text));
}
