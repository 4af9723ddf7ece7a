import { type Enrolment, formDigest, leftOutWords, type PaperForm, type Pseudonym } from '../../client/index.ts';
import type { BulkDefaults, BulkKind, KnownNames } from './bulk-kinds.ts';
import type { CsvRow, CsvTable } from './csv.ts';
import { firstSecond, lastSecond } from './figures.ts';
import { PERMISSIONS } from './use-words.ts';

/** What is wrong with a cell; `said` in the gateway's words. */
export interface CellFault {
  readonly cell:
    | 'empty'
    | 'yesNo'
    | 'day'
    | 'permission'
    | 'codes'
    | 'leftOut'
    | 'notice'
    | 'grantee'
    | 'dataset'
    | 'several'
    | 'long'
    | 'paperOnly'
    | 'said';
  readonly column: string;
  readonly value: string;
}

const ANSWERS = ['ai-training', 'commercial', 'transfer-abroad', 'identifiable'];
const CHECKLIST = ['signed', 'signed-on', 'explained-by'];

/** As `custos` reads them from files. */
export const COLUMNS: Readonly<Record<BulkKind, readonly string[]>> = {
  enrol: ['identifier', 'accept-alike'],
  invite: ['identifier', 'identified-by'],
  consents: [
    ...['identifier', 'form', 'permission', 'until', ...ANSWERS, 'notice', 'excluded', 'modifiers', 'from'],
    ...['grantee', 'dataset', ...CHECKLIST],
  ],
};

/** Those that a file must have: of forms that may be incomplete, the open points may lack, and what was chosen for the whole file
 *  need not stand in it. */
export function neededOf(kind: BulkKind, given: readonly string[], { notice, identified }: BulkDefaults): string[] {
  if (kind === 'enrol') return ['identifier'];
  if (kind === 'invite') return identified.trim() === '' ? ['identifier', 'identified-by'] : ['identifier'];
  const always = ['identifier', 'form', 'permission', 'until'];
  if (CHECKLIST.some((column) => given.includes(column))) return always;
  return [...always, ...ANSWERS, ...(notice === '' ? ['notice'] : [])];
}

export const MODIFIER_CODES: readonly string[] =
  'RS NMDS GSO NPUNCU PUB COL IRB GS MOR TS US PS IS RTN CC NPOA NPU NCU NAI NCOM NTX'.split(' ');
const YES = ['yes', 'y', 'true', '1', 'sim', 's'];
const NO = ['no', 'n', 'false', '0', 'não', 'nao'];
const CLOCK_SECONDS = 60;

/** A fault ends the reading of a row. */
class Fault extends Error {
  readonly fault: CellFault;
  constructor(cell: CellFault['cell'], column: string, value = '') {
    super(cell);
    this.fault = { cell, column, value };
  }
}

export function enrolmentOf(table: CsvTable, row: CsvRow): Enrolment | CellFault {
  return read(() => {
    const identifier = filled(table, row, 'identifier');
    const alike = table.cell(row, 'accept-alike');
    return { identifier, acceptAlike: alike === undefined ? false : yesOrNo('accept-alike', alike) };
  });
}

export function identificationOf(table: CsvTable, row: CsvRow, subject: Pseudonym, standard: string) {
  return read(() => {
    const identification = table.cell(row, 'identified-by') ?? standard.trim();
    if (identification === '') throw new Fault('empty', 'identified-by');
    return { subject, identification };
  });
}

/** A row that says anything of what was looked at may leave choices open; any other one may not. */
export function consentOf(
  table: CsvTable,
  row: CsvRow,
  {
    subject,
    names,
    defaults,
  }: { readonly subject: Pseudonym; readonly names: KnownNames; readonly defaults: BulkDefaults },
): PaperForm | CellFault {
  return read(() => {
    const checklist = checklistOf(table, row);
    const answer = (column: string) => {
      if ((table.cell(row, column) ?? '') === '' && checklist !== undefined) return undefined;
      return yesOrNo(column, filled(table, row, column)) ? ('yes' as const) : ('no' as const);
    };
    // A column that is not there stands for all of the file; a cell that was left empty may stand for anything.
    const unless = (column: string, standard: string) =>
      table.cell(row, column) === undefined ? standard : filled(table, row, column);
    const identifiable = answer('identifiable');
    const from = unless('from', '');
    const notice = noticeOf(table.cell(row, 'notice') ?? defaults.notice, names, checklist !== undefined);
    return {
      subject,
      form: formDigest(filled(table, row, 'form')),
      permission: oneOf('permission', filled(table, row, 'permission').toUpperCase(), PERMISSIONS, 'permission'),
      modifiers: codes('modifiers', unless('modifiers', 'none'), MODIFIER_CODES),
      excluded: leftOut(unless('excluded', 'none')),
      ...granteeOf(unless('grantee', 'any'), names),
      ...datasetOf(unless('dataset', 'all'), names),
      fromSeconds:
        from === '' ? Math.floor(Date.now() / 60_000) * 60 - CLOCK_SECONDS : firstSecond(dayOf('from', from)),
      untilSeconds: lastSecond(dayOf('until', filled(table, row, 'until'))),
      futureMembers: false,
      aiTraining: answer('ai-training'),
      commercial: answer('commercial'),
      transferAbroad: answer('transfer-abroad'),
      ...(identifiable === undefined ? {} : { identifiable: identifiable === 'yes' }),
      ...(notice === undefined ? {} : { notice }),
      ...(checklist === undefined ? {} : { checklist }),
    } as PaperForm;
  });
}

function checklistOf(table: CsvTable, row: CsvRow) {
  const [signed, signedOn, explainedBy] = ['signed', 'signed-on', 'explained-by'].map((name) => table.cell(row, name));
  if (signed === undefined && signedOn === undefined && explainedBy === undefined) return undefined;
  return {
    ...(signed ? { signed: yesOrNo('signed', signed) } : {}),
    ...(signedOn ? { signedOn: dayOf('signed-on', signedOn) } : {}),
    ...(explainedBy ? { explainedBy } : {}),
  };
}

function noticeOf(wanted: string, { notices }: KnownNames, mayLack: boolean): string | undefined {
  const found = only('notice', wanted, notices, {
    id: ({ notice }) => notice,
    name: ({ title }) => title,
    rather: ({ version }) => version !== 'withdrawn',
  });
  if (found === undefined && !mayLack) throw new Fault(wanted === '' ? 'empty' : 'notice', 'notice', wanted);
  return found?.notice;
}

function granteeOf(wanted: string, { members }: KnownNames): { readonly grantee?: string } {
  if (wanted.toLowerCase() === 'any') return {};
  const found = only('grantee', wanted, members, {
    id: ({ identity }) => identity,
    name: ({ name }) => name,
    // Gateways go by the name of whom they act for, and whoever was removed has none any more.
    rather: ({ identity, principal, status }) => identity === principal && status !== 'removed',
  });
  if (found === undefined) throw new Fault('grantee', 'grantee', wanted);
  return { grantee: found.identity };
}

function datasetOf(wanted: string, { datasets }: KnownNames): { readonly dataset?: string } {
  if (wanted.toLowerCase() === 'all') return {};
  const found = only('dataset', wanted, datasets, { id: ({ dataset }) => dataset, name: ({ name }) => name });
  if (found === undefined) throw new Fault('dataset', 'dataset', wanted);
  return { dataset: found.dataset };
}

/** The one that is named by its id or its name. A fault where several have that name: a consent would be for whichever is listed first. */
function only<Thing>(
  column: string,
  wanted: string,
  things: readonly Thing[],
  by: {
    readonly id: (thing: Thing) => string;
    readonly name: (thing: Thing) => string | undefined;
    /** Of several with one name these are meant, where there are any. */
    readonly rather?: (thing: Thing) => boolean;
  },
): Thing | undefined {
  const named = things.find((one) => by.id(one) === wanted.toLowerCase());
  if (named !== undefined || wanted === '') return named;
  const called = things.filter((one) => by.name(one) === wanted);
  const preferred = by.rather === undefined ? [] : called.filter(by.rather);
  const [first, ...others] = preferred.length > 0 ? preferred : called;
  if (first === undefined || others.every((one) => by.id(one) === by.id(first))) return first;
  throw new Fault('several', column, wanted);
}

function codes(column: string, text: string, known: readonly string[]): string[] {
  if (text.toLowerCase() === 'none') return [];
  return text.split(/[;,]/).map((one) => oneOf(column, one.trim().toUpperCase(), known, 'codes'));
}

/** What the patient leaves out, by codes or in the words of the form, which hold commas. */
function leftOut(text: string): string[] {
  if (text.toLowerCase() === 'none') return [];
  const named = (one: string) => KINDS_LEFT_OUT.find((names) => names.includes(one.trim().toLowerCase()))?.[0];
  const parts = text.split(';').flatMap((part) => (named(part) === undefined ? part.split(',') : [part]));
  return parts.map((part) => {
    const code = named(part);
    if (code === undefined) throw new Fault('leftOut', 'excluded', part.trim());
    return code.toUpperCase();
  });
}

/** Of each kind the code and what it is called, in small letters. */
const KINDS_LEFT_OUT = leftOutWords('en').map(({ code, words }, i) =>
  [code, words, leftOutWords('pt')[i]?.words ?? ''].map((name) => name.toLowerCase()),
);

function oneOf(column: string, value: string, known: readonly string[], cell: CellFault['cell']): string {
  if (known.includes(value)) return value;
  throw new Fault(cell, column, value);
}

function filled(table: CsvTable, row: CsvRow, column: string): string {
  const text = table.cell(row, column) ?? '';
  if (text === '') throw new Fault('empty', column);
  return text;
}

function yesOrNo(column: string, text: string): boolean {
  const typed = text.toLowerCase();
  if (YES.includes(typed)) return true;
  if (NO.includes(typed)) return false;
  throw new Fault('yesNo', column);
}

function dayOf(column: string, text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (isDay && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)) return text;
  throw new Fault('day', column);
}

function read<Sent>(row: () => Sent): Sent | CellFault {
  try {
    return row();
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    throw error;
  }
}
