import { formDigest } from '../../client/digests.ts';
import type { Choice } from '../../client/patient.ts';
import type { Digest } from '../../core/ids.ts';
import { modifierNamed, permissionNamed } from '../../core/purpose-names.ts';
import { purposesOf } from '../../core/purposes.ts';
import { categoryNamed } from '../category-words.ts';
import { listedNames } from '../listed-names.ts';
import { DAY_FORM, dayOnly, lastSecondOf } from '../time.ts';
import type { TableRow } from './csv-table.ts';
import { patientOf } from './row-patients.ts';
import { cellFault, inColumn } from './row-report.ts';
import { yesOrNo } from './yes-or-no.ts';

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

/** What stands for a column that the file has not; `from` is then now. */
export type ConsentDefaults = Partial<Readonly<Record<ConsentColumn, string>>>;

/** A consent on paper as a row says it, before anybody is asked. */
export interface ConsentRow {
  readonly patient: string;
  readonly form: Digest;
  readonly choice: Omit<Choice, Named>;
  /** What the gateway is asked for: names or ids. Undefined for all of the holder's data, and for any requester. */
  readonly named: Readonly<Record<Named, string | undefined>>;
}

export type Named = 'dataset' | 'grantee' | 'notice';

/** Clocks differ. */
const CLOCK_SECONDS = 60;

/** Reads a row. A cell that was left empty is no answer, and refused: it may stand for anything. */
export function consentRow(row: TableRow<ConsentColumn>, defaults: ConsentDefaults, nowSeconds: number): ConsentRow {
  const patient = patientOf(row);
  const text = (column: ConsentColumn): string => {
    const typed = row.cell(column) ?? defaults[column] ?? '';
    if (typed === '') throw cellFault(column, `The cell is empty. ${HINTS[column] ?? 'Give a value.'}`);
    return typed;
  };
  const unless = (column: Named, word: string) => (text(column).toLowerCase() === word ? undefined : text(column));
  const permission = inColumn('permission', () => permissionNamed(text('permission')));
  const modifiers = inColumn('modifiers', () => listedNames(text('modifiers'), modifierNamed));
  inColumn('modifiers', () => purposesOf([permission, ...modifiers]));
  return {
    patient,
    form: formDigest(text('form')),
    named: { dataset: unless('dataset', 'all'), grantee: unless('grantee', 'any'), notice: text('notice') },
    choice: {
      permission,
      modifiers,
      excluded: inColumn('excluded', () => listedNames(text('excluded'), categoryNamed)),
      fromSeconds:
        row.cell('from') === undefined ? nowSeconds - CLOCK_SECONDS : inColumn('from', () => dayOnly(text('from'))),
      untilSeconds: inColumn('until', () => lastSecondOf(text('until'))),
      identifiable: yesOrNo('identifiable', text('identifiable')),
      futureMembers: yesOrNo('future-members', text('future-members')),
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
  from: `${DAY_FORM}.`,
  until: `${DAY_FORM}.`,
};
