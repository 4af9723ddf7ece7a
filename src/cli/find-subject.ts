import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError, type ErrorCode } from '../core/errors.ts';
import { isDigest, type Pseudonym } from '../core/ids.ts';
import type { SubjectAnswer } from './answers.ts';
import { readGiven } from './given-text.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

/** `POST /v1/subjects/find`, for one identifier. */
export interface FoundAnswer {
  readonly subject?: SubjectAnswer;
  readonly code?: ErrorCode;
  readonly detail?: string;
}

const FOUND_AT_ONCE = 1_000;

const SUBJECT: Kind<SubjectAnswer> = {
  one: 'patient',
  id: ({ subject }) => subject,
  look: `${ownCommand('subject list')} shows who is enrolled.`,
};

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
    const { code, message } = patient ?? nobody({});
    throw new CustosError(code, isShort(text) ? message : `“${text.slice(0, 200)}”: ${message}`);
  });
}

/** The pseudonyms of patients that a holder names, by what each was named: the pseudonym, a beginning of it from `0x` on, or
 *  a number by which they are enrolled, `system|value`. A number that looks like a beginning must not be taken for one: it
 *  would be another patient's. An error stands for one that nobody, or more than one, goes by. */
export async function foundPatients(
  gateway: GatewayClient,
  wanted: readonly string[],
): Promise<ReadonlyMap<string, Pseudonym | CustosError>> {
  const texts = [...new Set(wanted)];
  const enrolled = texts.some(isShort) ? await gateway.list<'subjects', SubjectAnswer>('/v1/subjects', 'subjects') : [];
  const numbers = texts.filter((text) => !isDigest(text) && !isShort(text));
  const answers = await findPatients(gateway, numbers);
  const found = new Map<string, Pseudonym | CustosError>();
  for (const text of texts) if (isDigest(text)) found.set(text, text as string as Pseudonym);
  for (const text of texts.filter(isShort)) found.set(text, picked(text, enrolled));
  for (const [i, number] of numbers.entries()) {
    const answer = answers[i] ?? {};
    found.set(number, (answer.subject?.subject as Pseudonym | undefined) ?? nobody(answer));
  }
  return found;
}

function picked(text: string, enrolled: readonly SubjectAnswer[]): Pseudonym | CustosError {
  try {
    return pick(text, enrolled, SUBJECT).subject as Pseudonym;
  } catch (error) {
    if (error instanceof CustosError) return error;
    throw error;
  }
}

/** Why a gateway names nobody. */
export function nobody({ code = 'NOT_FOUND', detail = 'Nobody is enrolled by it.' }: FoundAnswer): CustosError {
  return new CustosError(code, detail);
}

function isShort(text: string): boolean {
  return /^0x[0-9a-f]*$/i.test(text) && !isDigest(text);
}

/** Whom identifiers stand for, in their order. They travel in the body of a request: what stands in a URL is logged on its
 *  way. */
export async function findPatients(gateway: GatewayClient, identifiers: readonly string[]): Promise<FoundAnswer[]> {
  const all: FoundAnswer[] = [];
  for (let from = 0; from < identifiers.length; from += FOUND_AT_ONCE) {
    const json = { identifiers: identifiers.slice(from, from + FOUND_AT_ONCE) };
    const { found } = await gateway.json<{ found: FoundAnswer[] }>('POST', '/v1/subjects/find', { json });
    all.push(...found);
  }
  return all;
}
