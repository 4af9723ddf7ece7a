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

const LOOK = `${ownCommand('subject list')} shows who is enrolled.`;

const SUBJECT: Kind<SubjectAnswer> = { one: 'patient', id: ({ subject }) => subject, look: LOOK };

export async function subjectNamed(gateway: GatewayClient, wanted: string): Promise<Pseudonym> {
  const [subject] = await subjectsNamed(gateway, [wanted]);
  return subject as Pseudonym;
}

/** The pseudonyms of patients that a holder names: by the pseudonym, a beginning of it from `0x` on, or a number by which
 *  they are enrolled, `system|value`, which @FILE may hold. A number that looks like a beginning must not be taken for one:
 *  it would be another patient's. NOT_FOUND where nobody is enrolled so. */
export async function subjectsNamed(gateway: GatewayClient, wanted: readonly string[]): Promise<Pseudonym[]> {
  const texts = await Promise.all(wanted.map(async (text) => (text.startsWith('@') ? await readGiven(text) : text)));
  const enrolled = texts.some(isShort) ? await gateway.list<'subjects', SubjectAnswer>('/v1/subjects', 'subjects') : [];
  const numbers = texts.filter((text) => !isDigest(text) && !isShort(text));
  const found = await findPatients(gateway, numbers);
  const byNumber = new Map(numbers.map((number, i) => [number, found[i] ?? {}]));
  return texts.map((text) => {
    if (isDigest(text)) return text as string as Pseudonym;
    if (isShort(text)) return pick(text, enrolled, SUBJECT).subject as Pseudonym;
    const { subject, code = 'NOT_FOUND', detail = 'Nobody is enrolled so.' } = byNumber.get(text) ?? {};
    if (subject) return subject.subject as Pseudonym;
    throw new CustosError(code, `“${text.slice(0, 200)}”: ${detail}`);
  });
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
