import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError } from '../core/errors.ts';
import { isDigest, type Pseudonym } from '../core/ids.ts';
import type { SubjectAnswer } from './answers.ts';
import { readGiven } from './given-text.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

const LOOKED_UP_AT_ONCE = 1_000;
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
  const byNumber = await lookUp(
    gateway,
    texts.filter((text) => !isDigest(text) && !isShort(text)),
  );
  return texts.map((text) => {
    if (isDigest(text)) return text as string as Pseudonym;
    if (isShort(text)) return pick(text, enrolled, SUBJECT).subject as Pseudonym;
    const subject = byNumber.get(text);
    if (subject) return subject;
    throw new CustosError('NOT_FOUND', `Nobody is enrolled here as “${text.slice(0, 200)}”. ${LOOK}`);
  });
}

function isShort(text: string): boolean {
  return /^0x[0-9a-f]*$/i.test(text) && !isDigest(text);
}

/** In the body of a request: what stands in a URL is logged on its way. */
async function lookUp(gateway: GatewayClient, identifiers: readonly string[]): Promise<Map<string, Pseudonym | null>> {
  const found = new Map<string, Pseudonym | null>();
  for (let at = 0; at < identifiers.length; at += LOOKED_UP_AT_ONCE) {
    const asked = identifiers.slice(at, at + LOOKED_UP_AT_ONCE);
    const { subjects } = await gateway.json<{ subjects: (Pseudonym | null)[] }>('POST', '/v1/subjects/lookup', {
      json: { identifiers: asked },
    });
    for (const [i, identifier] of asked.entries()) found.set(identifier, subjects[i] ?? null);
  }
  return found;
}
