import type { Choice } from '../../client/patient.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { type FormChecklist, MAX_EXPLAINED_CHARACTERS } from '../../core/paper-form.ts';
import { modifierNamed, permissionNamed } from '../../core/purpose-names.ts';
import { purposesOf } from '../../core/purposes.ts';
import { ASKED_USES, type AskedUse, type GivenAnswers, givenAnswers, type UseAnswers } from '../../core/use-answers.ts';
import { categoryNamed } from '../category-words.ts';
import { listedNames } from '../listed-names.ts';
import { consentPeriod, DAY_FORM, dayOnly, lastSecondOf } from '../time.ts';
import type { TableRow } from './csv-table.ts';
import { type TypedForm, typedForm } from './row-forms.ts';
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
  'signed',
  'signed-on',
  'explained-by',
  'scan',
] as const;
export type ConsentColumn = (typeof CONSENT_COLUMNS)[number];

/** What stands for a column that the file has not; `from` is then now. */
export type ConsentDefaults = Partial<Readonly<Record<ConsentColumn, string>>>;

/** A consent on paper as a row says it, before anybody is asked. */
export interface ConsentRow {
  readonly patient: string;
  readonly form: TypedForm;
  readonly choice: Omit<Choice, Named | 'identifiable' | AskedUse> & UseAnswers & { readonly identifiable?: boolean };
  /** What was looked at on the form: where there is any, it may leave choices open. */
  readonly checklist?: FormChecklist;
  /** What the gateway is asked for: names or ids. Undefined for all of the holder's data, and for any requester. */
  readonly named: Readonly<Record<Named, string | undefined>>;
}

export type Named = 'dataset' | 'grantee' | 'notice';

/** Clocks differ. */
const CLOCK_SECONDS = 60;

/** Reads a row. A cell that was left empty is no answer, and refused: it may stand for anything. */
export function consentRow(row: TableRow<ConsentColumn>, defaults: ConsentDefaults, nowSeconds: number): ConsentRow {
  const patient = patientOf(row);
  const checklist = checklistOf(row, defaults);
  const text = (column: ConsentColumn): string => {
    const typed = row.cell(column) ?? defaults[column] ?? '';
    if (typed === '') throw cellFault(column, `The cell is empty. ${HINTS[column] ?? 'Give a value.'}`);
    return typed;
  };
  const unless = (column: Named, word: string) => (text(column).toLowerCase() === word ? undefined : text(column));
  const permission = inColumn('permission', () => permissionNamed(text('permission')));
  const modifiers = inColumn('modifiers', () => listedNames(text('modifiers'), modifierNamed));
  inColumn('modifiers', () => purposesOf([permission, ...modifiers]));
  const isLeft = (column: ConsentColumn) =>
    checklist !== undefined && (row.cell(column) ?? defaults[column] ?? '') === '';
  const typed = answersOf(row, defaults);
  const answers = checklist === undefined ? answered(modifiers, typed) : typed;
  const from =
    row.cell('from') === undefined ? nowSeconds - CLOCK_SECONDS : inColumn('from', () => dayOnly(text('from')));
  const to = unless('grantee', 'any');
  const futureMembers = yesOrNo('future-members', text('future-members'));
  if (futureMembers && to === undefined)
    throw cellFault(
      'future-members',
      'Members who join later belong to a group, and the consent is for any requester.',
    );
  return {
    patient,
    form: typedForm(row, defaults.form),
    ...(checklist ? { checklist } : {}),
    named: {
      dataset: unless('dataset', 'all'),
      grantee: to,
      notice: isLeft('notice') ? undefined : text('notice'),
    },
    choice: {
      permission,
      modifiers,
      ...answers,
      excluded: inColumn('excluded', () => listedNames(text('excluded'), categoryNamed)),
      ...inColumn('until', () => consentPeriod(from, lastSecondOf(text('until')))),
      ...(isLeft('identifiable') ? {} : { identifiable: yesOrNo('identifiable', text('identifiable')) }),
      futureMembers,
    },
  };
}

/** The columns of the uses that a person is asked about. */
export const USE_COLUMNS: Readonly<Record<AskedUse, 'ai-training' | 'commercial' | 'transfer-abroad'>> = {
  aiTraining: 'ai-training',
  commercial: 'commercial',
  transferAbroad: 'transfer-abroad',
};

/** What the row, or else an option, answers; a cell that was left empty answers nothing. */
function answersOf(row: TableRow<ConsentColumn>, defaults: ConsentDefaults): UseAnswers {
  return Object.fromEntries(
    ASKED_USES.flatMap((use) => {
      const column = USE_COLUMNS[use];
      const typed = row.cell(column) ?? defaults[column] ?? '';
      return typed === '' ? [] : [[use, yesOrNo(column, typed) ? 'yes' : 'no']];
    }),
  );
}

/** What was looked at; undefined where neither a column nor an option says any of it. */
function checklistOf(row: TableRow<ConsentColumn>, defaults: ConsentDefaults): FormChecklist | undefined {
  const said = (column: ConsentColumn) => row.cell(column) ?? defaults[column];
  const [signed, signedOn, explainedBy] = [said('signed'), said('signed-on'), said('explained-by')];
  if (signed === undefined && signedOn === undefined && explainedBy === undefined) return undefined;
  return {
    ...(signed ? { signed: yesOrNo('signed', signed) } : {}),
    ...(signedOn ? { signedOn: inColumn('signed-on', () => dayTyped(signedOn)) } : {}),
    ...(explainedBy ? { explainedBy: inColumn('explained-by', () => explainedTyped(explainedBy)) } : {}),
  };
}

/** INPUT_INVALID for what is no day of the calendar. */
export function dayTyped(text: string): string {
  dayOnly(text);
  return text;
}

/** INPUT_INVALID for more than is kept. */
export function explainedTyped(text: string): string {
  if (text.length <= MAX_EXPLAINED_CHARACTERS) return text;
  throw new CustosError('INPUT_INVALID', `Name who explained it in at most ${MAX_EXPLAINED_CHARACTERS} characters.`);
}

/** All three. Refuses a use that is not answered, or answered otherwise than a modifier does; names its column. */
function answered(modifiers: readonly string[], answers: UseAnswers): GivenAnswers {
  try {
    return givenAnswers(modifiers, answers, (use) => USE_COLUMNS[use]);
  } catch (error) {
    if (!isCustosError(error)) throw error;
    const [first] = error.details['uses'] as readonly [AskedUse];
    throw cellFault(USE_COLUMNS[first], error.message);
  }
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
