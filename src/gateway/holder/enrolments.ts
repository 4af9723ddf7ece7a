import { CustosError, type ErrorCode } from '../../core/errors.ts';
import { isDigest, type Pseudonym } from '../../core/ids.ts';
import { noNumberIn, readIdentifier } from '../../core/patient-identifier.ts';
import type { Turns } from '../../core/turns.ts';
import { alikeAmong, alikeNumbers, spelledAlike } from '../../import/alike-numbers.ts';
import type { Known } from '../../vault/subject-index.ts';
import type { Vault } from '../../vault/vault.ts';
import { refusalOf } from '../consents/recordable.ts';
import { enrollAll } from '../ledger/enrollment.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import type { MergedRecords } from './merged-records.ts';

export interface EnrolmentDeps {
  readonly vault: Vault;
  readonly state: LedgerState;
  readonly merged: MergedRecords;
  /** Whether a number is spelled like another one is seen only of those that were enrolled before. */
  readonly turns: Turns;
}

export interface Enrolment {
  /** `system|value`. */
  readonly identifier: string;
  /** It is another person than one whose number is spelled like it. */
  readonly acceptAlike: boolean;
}

export interface RefusedEnrolment {
  readonly code: ErrorCode;
  readonly detail: string;
  /** As whom somebody is enrolled whose number is the same or spelled like it. */
  readonly alike?: string;
}
/** `stood` where the ledger had the patient before. */
export type Enrolled = { readonly subject: Pseudonym; readonly stood: boolean; readonly code?: never };
/** Without a pseudonym where nobody has one yet. */
export type Enrollable = { readonly subject?: Pseudonym; readonly stood: boolean };

type Judged = { readonly text: string; readonly standing?: Pseudonym } | CustosError;

/** Whoever is enrolled by such a text stays so. */
const NO_NUMBER = /^\s*(?:urn:|https?:\/\/)[^|]*$/i;
const NOBODY: Known = { pseudonyms: [], erased: false };

/** Enrols each for itself, in their order; one that is enrolled keeps its pseudonym. Those with one are on chain when it
 *  resolves. Repeated, it comes to the same. */
export async function enrolEach(
  deps: EnrolmentDeps,
  wanted: readonly Enrolment[],
): Promise<(Enrolled | RefusedEnrolment)[]> {
  const { state, vault } = deps;
  const { judged, texts, enrolled } = await deps.turns.take(async () => {
    const judged = await judge(deps, wanted);
    const texts = [...new Set(judged.flatMap((one) => ('text' in one ? [one.text] : [])))];
    return { judged, texts, enrolled: await vault.subjects.enrollMany(texts) };
  });
  const subjects = new Map(texts.map((text, i) => [text, enrolled[i] ?? null]));
  const rows = judged.map((one): Enrolled | RefusedEnrolment => {
    if (!('text' in one)) return refused(one);
    const subject = subjects.get(one.text);
    return subject ? { subject, stood: state.directory.enrolled.has(subject) } : refused(erasedBefore());
  });
  await enrollAll(
    state,
    [...subjects.values()].filter((subject) => subject !== null),
  );
  return rows;
}

/** What would become of each; nobody is enrolled by it. */
export async function checkEach(
  deps: EnrolmentDeps,
  wanted: readonly Enrolment[],
): Promise<(Enrollable | RefusedEnrolment)[]> {
  const { enrolled } = deps.state.directory;
  return (await judge(deps, wanted)).map((one) => {
    if (!('text' in one)) return refused(one);
    const { standing } = one;
    return standing === undefined ? { stood: false } : { stood: enrolled.has(standing), subject: standing };
  });
}

/** Each in its turn, as if those before it that may be enrolled were. */
async function judge({ vault, merged }: Omit<EnrolmentDeps, 'turns'>, wanted: readonly Enrolment[]): Promise<Judged[]> {
  const { subjects, sourceSeed } = vault;
  const read = wanted.map(({ identifier }) => readable(identifier));
  const texts = [...new Set(read.flatMap((one) => (typeof one === 'string' ? [one] : [])))];
  const known = await subjects.lookUp(texts.map((text) => [text]));
  const people = new Map(texts.map((text, i) => [text, known[i]?.[0] ?? NOBODY]));
  const strangers = texts.filter((text) => people.get(text)?.pseudonyms.length === 0);
  const alike = await alikeNumbers(subjects, strangers, sourceSeed);
  const among = alikeAmong();
  return read.map((text, i) => {
    if (typeof text !== 'string') return text;
    const { pseudonyms, erased } = people.get(text) ?? NOBODY;
    const [standing, other] = pseudonyms;
    if (other !== undefined) return twoPersons();
    if (standing !== undefined) return refusalOf(() => merged.refuse(standing)) ?? { text, standing };
    if (erased) return erasedBefore();
    const namesake = wanted[i]?.acceptAlike ? undefined : (alike.get(text) ?? among.find(text));
    if (namesake !== undefined) return spelledAlike(namesake);
    among.add(text);
    return { text };
  });
}

/** The identifier in its normal form. */
function readable(identifier: string): string | CustosError {
  if (NO_NUMBER.test(identifier)) return invalid('names a system and no number: write SYSTEM|NUMBER.');
  const read = readIdentifier(identifier);
  if (!read.ok) return invalid(`${read.problem}. Give it as system|value.`);
  const problem = noNumberIn(read.text);
  if (problem !== undefined) return invalid(`${problem}. Give a number of the patient.`);
  if (isDigest(read.text.slice(1).toLowerCase())) {
    return invalid('is a pseudonym: whoever has one is enrolled. Give the number that the patient is known by.');
  }
  return read.text;
}

function refused({ code, message, details: { alike } }: CustosError): RefusedEnrolment {
  return { code, detail: message, ...(typeof alike === 'string' ? { alike } : {}) };
}

function invalid(what: string): CustosError {
  return new CustosError('INPUT_INVALID', `The identifier ${what}`);
}

function erasedBefore(): CustosError {
  return new CustosError('CONFLICT', 'The person was erased and is not enrolled again.');
}

function twoPersons(): CustosError {
  return new CustosError(
    'CONFLICT',
    'The identifier stands for two persons: its spellings were told apart once. Name the patient by its pseudonym, which `subject list` shows.',
  );
}
