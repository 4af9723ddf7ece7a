import type { GatewayClient } from '../client/gateway-client.ts';
import {
  type IncompleteForm,
  listIncompleteForms,
  listRecordedActs,
  type RecordedAct,
  type Scan,
} from '../client/paper.ts';
import { dateWords } from '../core/date-words.ts';
import { CustosError } from '../core/errors.ts';
import { type Digest, isDigest, type Pseudonym } from '../core/ids.ts';
import { formFaultWords } from '../core/paper-form.ts';
import type { Names } from './names.ts';
import { table } from './output.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick, shortId } from './pick.ts';
import { createWhole } from './whole-file.ts';

const SCANNED: Kind<Digest> = {
  one: 'scan of a form',
  id: (form) => form,
  look: `${ownCommand('me recorded')} shows a patient its own, ${ownCommand('form recorded SUBJECT')} a holder all.`,
};

const WHAT: Readonly<Record<RecordedAct['what'], string>> = {
  consent: 'a consent',
  withdrawal: 'a withdrawal',
  'opt-out': 'an opt-out',
  'opt-in': 'an opt-in',
  pause: 'a pause',
  resumption: 'the end of a pause',
};

/** What was recorded from forms and calls, for people to read. */
export function actTable(
  acts: readonly RecordedAct[],
  names: Names,
  person: (pseudonym: Digest) => string = (one) => `person ${shortId(one, [])}`,
): string[] {
  const forms = acts.map(({ form }) => form);
  return table(
    ['recorded', 'what', 'by', 'signed', 'explained by', 'form', 'scan'],
    acts.map((one) => [
      dateWords(one.at),
      whatWords(one),
      one.by === undefined ? 'not noted then' : byWords(one.by, names, person),
      one.checklist?.signedOn ?? '',
      one.checklist?.explainedBy ?? '',
      shortId(one.form, forms),
      one.scan === undefined ? '' : one.scan.mediaType,
    ]),
  );
}

function byWords(
  { member, person: who }: NonNullable<RecordedAct['by']>,
  names: Names,
  person: (pseudonym: Digest) => string,
): string {
  return who === undefined ? names.member(member) : `${names.member(member)}, ${person(who)}`;
}

/** Forms of the person that were no consents when they came in. */
export function ownFormLines(forms: readonly IncompleteForm[]): string[] {
  return forms.map(
    ({ form, faults, at, state }) =>
      `The form ${shortId(form, [])} came in ${dateWords(at)}, and it ${formFaultWords(faults)}: ${BECAME[state]}.`,
  );
}

const BECAME: Readonly<Record<IncompleteForm['state'], string>> = {
  incomplete: 'it allows nothing',
  completing: 'it was completed with you, and counts once it is recorded',
  completed: 'it was completed with you, and its consent recorded',
  discarded: 'it was put aside, and allows nothing',
};

function whatWords({ what, grant, level, until }: RecordedAct): string {
  if (what === 'consent') return `consent ${shortId(grant ?? '', [])}`;
  if (what === 'withdrawal')
    return grant === undefined ? 'withdrawal of everything' : `withdrawal of ${shortId(grant, [])}`;
  if (what === 'pause') return `pause until ${dateWords(until ?? 0)}`;
  if (level === undefined || level === 'none') return WHAT[what];
  return `${WHAT[what]}: ${level === 'all' ? 'everything is withheld' : 'research is withheld'}`;
}

/** The form whose scan is wanted, by its digest or a beginning of it: one that was recorded for the caller, or for a `subject`, or that is
 *  not recorded yet. */
export async function scannedForm(gateway: GatewayClient, typed: string, subject?: Pseudonym): Promise<Digest> {
  if (isDigest(typed)) return typed;
  const acts = await listRecordedActs(gateway, subject);
  const open = subject === undefined ? [] : (await listIncompleteForms(gateway, { subject })).forms;
  const forms = new Set([...acts, ...open].filter(({ scan }) => scan !== undefined).map(({ form }) => form));
  return pick(typed, [...forms], SCANNED);
}

/** Writes a scan for its owner alone, and over nothing. */
export async function savedScan({ form, mediaType, bytes }: Scan, out: string) {
  if (await createWhole(out, bytes, 0o600)) return { form, mediaType, bytes: bytes.length, out };
  throw new CustosError('INPUT_INVALID', `--out: ${out} is there already. Name another file.`);
}
