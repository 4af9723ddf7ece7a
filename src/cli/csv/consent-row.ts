import { formDigest } from '../../client/digests.ts';
import type { Choice } from '../../client/patient.ts';
import { isCustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { modifierNamed, permissionNamed } from '../../core/purpose-names.ts';
import { purposesOf } from '../../core/purposes.ts';
import { ASKED_USES, type AskedUse, answeredModifiers, type UseAnswers } from '../../core/use-answers.ts';
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
  'ai-training',
  'commercial',
  'transfer-abroad',
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
  const answers = answersOf(row, defaults, text);
  contradiction(modifiers, answers);
  const to = unless('grantee', 'any');
  const futureMembers = yesOrNo('future-members', text('future-members'));
  if (futureMembers && to === undefined)
    throw cellFault(
      'future-members',
      'Members who join later belong to a group, and the consent is for any requester.',
    );
  return {
    patient,
    form: formDigest(text('form')),
    named: { dataset: unless('dataset', 'all'), grantee: to, notice: text('notice') },
    choice: {
      permission,
      modifiers,
      ...answers,
      excluded: inColumn('excluded', () => listedNames(text('excluded'), categoryNamed)),
      fromSeconds:
        row.cell('from') === undefined ? nowSeconds - CLOCK_SECONDS : inColumn('from', () => dayOnly(text('from'))),
      untilSeconds: inColumn('until', () => lastSecondOf(text('until'))),
      identifiable: yesOrNo('identifiable', text('identifiable')),
      futureMembers,
    },
  };
}

/** The columns of the uses that a person is asked about. A file that has none of them, nor the options, says by its modifiers alone
 *  what is forbidden. */
export const USE_COLUMNS: Readonly<Record<AskedUse, 'ai-training' | 'commercial' | 'transfer-abroad'>> = {
  aiTraining: 'ai-training',
  commercial: 'commercial',
  transferAbroad: 'transfer-abroad',
};

function answersOf(
  row: TableRow<ConsentColumn>,
  defaults: ConsentDefaults,
  text: (column: ConsentColumn) => string,
): UseAnswers {
  const asked = ASKED_USES.filter((use) => (row.cell(USE_COLUMNS[use]) ?? defaults[USE_COLUMNS[use]]) !== undefined);
  return Object.fromEntries(
    asked.map((use) => [use, yesOrNo(USE_COLUMNS[use], text(USE_COLUMNS[use])) ? 'yes' : 'no']),
  );
}

/** Refuses a use that is not answered, or answered otherwise than a modifier does; names its column. */
function contradiction(modifiers: readonly string[], answers: UseAnswers): void {
  try {
    answeredModifiers(modifiers, answers);
  } catch (error) {
    if (!isCustosError(error)) throw error;
    throw cellFault(USE_COLUMNS[error.details['use'] as AskedUse], error.message);
  }
}

const HINTS: Partial<Readonly<Record<ConsentColumn, string>>> = {
  modifiers: 'Write “none” where there are none.',
  excluded: 'Write “none” where nothing is left out.',
  grantee: 'Write “any” for any requester.',
  dataset: 'Write “all” for all of the holder’s.',
  'ai-training': 'Nothing was answered, and nothing is allowed that was not. Write yes or no.',
  commercial: 'Nothing was answered, and nothing is allowed that was not. Write yes or no.',
  'transfer-abroad': 'Nothing was answered, and nothing is allowed that was not. Write yes or no.',
  identifiable: 'Write yes or no.',
  'future-members': 'Write yes or no.',
  from: `${DAY_FORM}.`,
  until: `${DAY_FORM}.`,
};
