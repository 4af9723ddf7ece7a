import type { ErrorCode } from '../../core/errors.ts';
import type { Address, Pseudonym } from '../../core/ids.ts';
import { readIdentifier } from '../../core/patient-identifier.ts';
import { alikeNumbers } from '../../import/alike-numbers.ts';
import type { Known } from '../../vault/subject-index.ts';
import type { Vault } from '../../vault/vault.ts';
import { refusalOf } from '../consents/recordable.ts';
import type { LedgerState } from '../ledger/ledger-state.ts';
import { requireEnrolled } from '../ledger/rights.ts';
import type { MergedRecords } from './merged-records.ts';

/** Whom an identifier stands for, or why nobody can be named. */
export type FoundSubject = { readonly subject: Pseudonym } | { readonly code: ErrorCode; readonly detail: string };

interface FindingDeps {
  readonly vault: Vault;
  readonly state: LedgerState;
  readonly holder: Address;
  readonly merged: MergedRecords;
}

/** In the order of the identifiers, each for itself. Nobody is enrolled by it. */
export async function findSubjects(deps: FindingDeps, identifiers: readonly string[]): Promise<FoundSubject[]> {
  const { subjects, sourceSeed } = deps.vault;
  const read = identifiers.map(readIdentifier);
  const texts = [...new Set(read.flatMap((one) => (one.ok ? [one.text] : [])))];
  const known = await subjects.lookUp(texts.map((text) => [text]));
  const people = new Map(texts.map((text, i) => [text, known[i]?.[0] ?? NOBODY]));
  const strangers = texts.filter((text) => people.get(text)?.pseudonyms.length === 0);
  const alike = await alikeNumbers(subjects, strangers, sourceSeed);
  return read.map((one) => {
    if (!one.ok) return unreadable(one.problem);
    return foundOf(deps, people.get(one.text) ?? NOBODY, alike.get(one.text));
  });
}

/** The patient of the pseudonym, also an erased one; or that the holder enrolled none by it. */
export function enrolledHere(
  { state, holder }: Pick<FindingDeps, 'state' | 'holder'>,
  subject: Pseudonym,
): FoundSubject {
  if (state.directory.enrolled.get(subject) === holder) return { subject };
  return {
    code: 'NOT_FOUND',
    detail: 'Nobody is enrolled here by this pseudonym. Look for the patient by its number.',
  };
}

/** The one patient whom an identifier stands for, under the pseudonym that the person goes by now; undefined where there is none, or
 *  more than one. */
export async function knownAs(
  { vault, state, holder, merged }: FindingDeps,
  identifier: string,
): Promise<Pseudonym | undefined> {
  const [[known = NOBODY] = []] = await vault.subjects.lookUp([[identifier]]);
  const [subject, ...others] = [...new Set(known.pseudonyms.map((one) => merged.goesBy(one)))];
  const isOwn = subject !== undefined && state.directory.enrolled.get(subject) === holder;
  return isOwn && others.length === 0 ? subject : undefined;
}

const NOBODY: Known = { pseudonyms: [], erased: false };

function foundOf(deps: FindingDeps, { pseudonyms, erased }: Known, alike: string | undefined): FoundSubject {
  const [subject, other] = pseudonyms;
  if (other !== undefined) {
    const detail =
      'The identifier stands for two persons. Name the patient by its pseudonym, which `subject list` shows.';
    return { code: 'CONFLICT', detail };
  }
  if (subject === undefined && erased) return { code: 'KEY_SHREDDED', detail: 'The patient was erased.' };
  if (subject === undefined) return unknown(alike);
  const why = refusalOf(() => {
    requireEnrolled(deps, subject);
    deps.merged.refuse(subject);
  });
  return why === undefined ? { subject } : { code: why.code, detail: why.message };
}

function unreadable(problem: string): FoundSubject {
  return { code: 'INPUT_INVALID', detail: `The identifier ${problem}. Give it as system|value.` };
}

function unknown(alike: string | undefined): FoundSubject {
  const detail =
    alike === undefined
      ? 'Nobody is enrolled by this identifier. Compare it with the record, or enrol the patient first.'
      : `Nobody is enrolled by this identifier, but somebody is as ${alike}, whose number is spelled like it. Name the patient so, if it is the same one.`;
  return { code: 'NOT_FOUND', detail };
}
