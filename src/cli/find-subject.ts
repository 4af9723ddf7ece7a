import type { GatewayClient } from '../client/gateway-client.ts';
import { type FoundSubject, findPseudonyms, findSubjects } from '../client/subjects.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { isDigest, type Pseudonym } from '../core/ids.ts';
import { readGiven } from './given-text.ts';
import { ownCommand } from './own-command.ts';
import { isIdPrefix, type Kind, pick } from './pick.ts';

const SUBJECT: Kind<Pseudonym> = {
  one: 'patient',
  id: (subject) => subject,
  look: `${ownCommand('subject list')} shows who is enrolled.`,
};

/** Characters of a pseudonym. */
const WHOLE = 66;

export async function subjectNamed(gateway: GatewayClient, wanted: string): Promise<Pseudonym> {
  const [subject] = await subjectsNamed(gateway, [wanted]);
  return subject as Pseudonym;
}

/** As `foundPatients`; @FILE and - stand for what they hold, and whoever is not found is an error. */
export async function subjectsNamed(gateway: GatewayClient, wanted: readonly string[]): Promise<Pseudonym[]> {
  const texts = await Promise.all(wanted.map(readGiven));
  const found = await foundPatients(gateway, texts);
  return texts.map((text) => {
    const patient = found.get(text);
    if (!(patient instanceof CustosError) && patient !== undefined) return patient;
    const { code, message, details } = patient ?? nobody(undefined);
    throw new CustosError(code, isShort(text) ? message : `“${text.slice(0, 200)}”: ${message}`, { details });
  });
}

/** The pseudonyms of patients that a holder, an auditor or an authority names, by what each was named: the pseudonym, a beginning of it from `0x` on, or
 *  as the holder a number by which they are enrolled, `system|value`. A number that looks like a beginning must not be taken for one: it
 *  would be another patient's. An error stands for one that nobody, or more than one, goes by. */
export async function foundPatients(
  gateway: GatewayClient,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Pseudonym | CustosError>> {
  const texts = [...new Set(wanted)];
  const short = texts.filter(isShort);
  const begun = await pseudonymsAt(gateway, short);
  const numbers = texts.filter((text) => !isDigest(text) && !isShort(text));
  const answers = await subjectsAt(gateway, numbers);
  const found = new Map<string, Pseudonym | CustosError>();
  for (const text of texts) if (isDigest(text)) found.set(text, text as string as Pseudonym);
  for (const text of short) found.set(text, picked(text, begun.get(text) ?? []));
  for (const [i, number] of numbers.entries()) {
    found.set(number, answers[i]?.subject?.subject ?? nobody(answers[i]));
  }
  return found;
}

/** Whom numbers stand for, to those who may ask. */
async function subjectsAt(gateway: GatewayClient, numbers: readonly string[]): Promise<FoundSubject[]> {
  return findSubjects(gateway, numbers).catch((cause: unknown) => {
    if (!isCustosError(cause, 'FORBIDDEN')) throw cause;
    const message =
      'A holder and its data managers alone find a patient by a number. Give the pseudonym that lists show, or a beginning of it.';
    throw new CustosError('FORBIDDEN', message, { cause });
  });
}

/** Whose pseudonyms begin as was typed, of those whom the caller may look up. */
async function pseudonymsAt(
  gateway: GatewayClient,
  typed: readonly string[],
): Promise<ReadonlyMap<string, readonly Pseudonym[]>> {
  const long = typed.filter((text) => isIdPrefix(text) && text.length < WHOLE);
  if (long.length === 0) return new Map();
  const beginnings = long.map((text) => text.toLowerCase());
  const found = await findPseudonyms(gateway, beginnings).catch((cause: unknown) => {
    if (!isCustosError(cause, 'FORBIDDEN')) throw cause;
    const message =
      'A holder, an auditor and an authority alone find a patient by the beginning of its pseudonym. Give it whole: lists show it with --json.';
    throw new CustosError('FORBIDDEN', message, { cause });
  });
  return new Map(long.map((text, i) => [text, found[i] ?? []]));
}

function picked(text: string, begun: readonly Pseudonym[]): Pseudonym | CustosError {
  try {
    return pick(text, begun, SUBJECT);
  } catch (error) {
    if (error instanceof CustosError) return error;
    throw error;
  }
}

/** Why a gateway names nobody. */
export function nobody(found: FoundSubject | undefined): CustosError {
  return new CustosError(found?.code ?? 'NOT_FOUND', found?.detail ?? 'Nobody is enrolled by it.');
}

/** Whether a text names a patient by its pseudonym, or by a beginning of that, and not by a number. */
export function isPseudonymTyped(text: string): boolean {
  return /^0x[0-9a-f]*$/i.test(text);
}

function isShort(text: string): boolean {
  return isPseudonymTyped(text) && !isDigest(text);
}
