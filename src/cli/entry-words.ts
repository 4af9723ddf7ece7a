import { dateWords } from '../core/date-words.ts';
import type { Entry } from '../core/entry.ts';
import { purposeLabel } from '../core/purpose-names.ts';
import type { Facts } from '../core/request.ts';
import { counted } from './counted.ts';
import type { Names } from './names.ts';
import type { OpenedEvidence } from './opened-evidence.ts';
import { refusalWords } from './refusal-words.ts';

/** What the ids in an entry go by. */
export type EntryNames = Pick<Names, 'dataset' | 'member' | 'log'>;

/** What those go by whom an evidence names; undefined for a stranger, who goes by the id. */
export interface PersonNames {
  readonly person: (subject: string) => string | undefined;
  readonly signer: (signer: string) => string | undefined;
}

const OUTCOME_WORDS: Readonly<Record<string, string>> = {
  'release released': 'items of a dataset were released',
  'release refused': 'a request was refused, and nothing was released',
  'release interrupted': 'a release was cut off',
  'release emergency': 'items were released in an emergency, without a consent',
  'release self': 'a patient read its own data',
  'revocation acknowledged': 'a withdrawal, opt-out, pause or erasure was taken: it counts from this entry on',
  'relay mined': 'a withdrawal, opt-out, pause or erasure reached the ledger',
  'relay rejected': 'the ledger refused a withdrawal, opt-out, pause or erasure',
  'erasure erased': 'a patient was erased',
  'start started': 'the log was started',
  'restore restored': 'the log was restored from a backup',
  'key rotated': 'the log’s key was replaced',
  'act ordered': 'something was done in the organisation’s name',
  'act proposed': 'somebody asked for what takes two persons of the organisation',
  'act confirmed': 'another person confirmed what was asked for, and it was done',
  'act declined': 'what was asked for was declined, or taken back',
};

/** What an entry says, for people; `what` its evidence says of it in the place of what all such entries say. */
export function entryWords(entry: Entry, names: EntryNames, what?: string): string[] {
  const { kind, outcome, seq, time, logId, dataset, version, purpose, requester, rows, permit, reason } = entry;
  return [
    `entry ${seq} of the ${names.log(logId)}, ${dateWords(time)}: ${what ?? outcomeWords({ kind, outcome })}`,
    ...(reason === undefined ? [] : [`  because ${refusalWords(reason)}`]),
    ...(rows === undefined ? [] : [`  ${counted(rows.count, 'item')}`]),
    ...(dataset === undefined ? [] : [`  dataset ${names.dataset(dataset)}, version ${version}`]),
    ...(requester === undefined
      ? []
      : [`  asked for by ${names.member(requester)}${permit === undefined ? '' : ` under permit ${permit}`}`]),
    ...(purpose === undefined ? [] : [`  for ${purposeLabel(purpose)}`]),
  ];
}

/** What happened, by an entry. */
export function outcomeWords({ kind, outcome }: Pick<Entry, 'kind' | 'outcome'>): string {
  return OUTCOME_WORDS[`${kind} ${outcome}`] ?? `${kind}, ${outcome}`;
}

/** What the evidence adds to the entry, for people. */
export function evidenceWords(opened: OpenedEvidence, names: PersonNames): string[] {
  if (opened.kind === 'revocation') return withdrawalWords(opened, names);
  if (opened.kind === 'other') return [];
  if (opened.kind === 'act') return actWords(opened, names);
  const { facts, items } = opened.request;
  const { person } = opened;
  return [
    ...(person === undefined
      ? []
      : [`  by a person of the requester, whom its organisation alone can name: ${person}`]),
    ...(items === undefined ? [] : [`  ${counted(items.length, 'item')} asked for by number`]),
    `  declared: ${factWords(facts)}`,
  ];
}

/** Who it was, its organisation alone can say. */
function actWords({ done, person, subjects }: Extract<OpenedEvidence, { kind: 'act' }>, names: PersonNames): string[] {
  return [
    `  by ${person === undefined ? 'the organisation’s own account' : `a person of the organisation: ${person}`}, who ${done}`,
    ...subjects.map((subject) => `  of the person ${names.person(subject) ?? subject}`),
  ];
}

/** What cannot be said without the evidence of the entry; nothing where it says nothing of a person. */
export function missingWords({ kind, outcome }: Entry, path: string): string[] {
  const unsaid =
    kind === 'revocation'
      ? 'Whose consent it ends, and which, stands in its evidence'
      : kind === 'act'
        ? 'Who did it, and what, stands in its evidence'
        : kind === 'release' && outcome !== 'interrupted'
          ? 'What was declared for it stands in its evidence'
          : undefined;
  return unsaid === undefined ? [] : [`  ${unsaid}, which is not kept beside it (${path}).`];
}

function withdrawalWords(
  { withdrawal, evidence }: Extract<OpenedEvidence, { kind: 'revocation' }>,
  names: PersonNames,
): string[] {
  const { subject, by, form } = withdrawal;
  return [
    `  of the person ${names.person(subject) ?? subject}: ${scopeWords(withdrawal)}`,
    ...(by === undefined ? [] : [`  signed by ${names.signer(by.signer) ?? by.signer}, a signer of that person`]),
    ...(form === undefined ? [] : [`  recorded by the holder; digest of the form or call: ${form}`]),
    ...(evidence.unchecked ? ['  the ledger could not be asked yet whether the signature holds'] : []),
  ];
}

function scopeWords({ scope, grant, value, announces }: Extract<OpenedEvidence, { kind: 'revocation' }>['withdrawal']) {
  switch (scope) {
    case 'grant':
      return `consent ${grant} ends`;
    case 'epoch':
      return 'all consents that were given until then end';
    case 'opt-out':
      return value === 1 ? 'opted out of research' : 'opted out of everything, emergencies too';
    case 'pause':
      return `nothing is released until ${dateWords(value)}`;
    case 'erasure':
      return announces ? 'its erasure is announced' : 'it is erased';
  }
}

/** As declared: `commercial no, country DE`. */
function factWords(facts: Facts): string {
  const words = Object.entries(facts).map(([name, value]) => {
    const spelled = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    if (typeof value === 'boolean') return `${spelled} ${value ? 'yes' : 'no'}`;
    return `${spelled} ${typeof value === 'number' ? dateWords(value) : value}`;
  });
  return words.join(', ') || 'nothing';
}
