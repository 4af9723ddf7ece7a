import { actOfCall } from '../core/acts.ts';
import { toHex } from '../core/bytes.ts';
import type { Json } from '../core/canonical.ts';
import { CustosError } from '../core/errors.ts';
import { type ActEvidence, decodeEvidence, evidenceDigest } from '../core/evidence.ts';
import type { Digest, Pseudonym } from '../core/ids.ts';
import { parseStatement } from '../core/session-statement.ts';
import { digest, members, oneOf, optional, rule } from '../core/shape.ts';
import { answerOf, anyText, checkAnswer, count, listAt, many, type ShapeOf } from './answers.ts';
import type { GatewayClient } from './gateway-client.ts';
import { listEntries } from './log.ts';

/** A person of the organisation, by its pseudonym; with its name where its node knows it. */
export interface ActPerson {
  readonly person: Digest;
  readonly name?: string;
}

/** What one person asked for in its organisation's name, and another one says yes or no to. Times in ms since 1970 UTC. */
export interface Act {
  /** Digest of the evidence of its entry in the log. */
  readonly act: Digest;
  readonly kind: string;
  /** What was, or would be, done: words behind who does it. */
  readonly what: string;
  readonly by: ActPerson;
  readonly since: number;
  /** Until when it waits, or is listed. */
  readonly expires?: number;
  /** `confirmed`: it is being carried out. `declined`: also where who asked took it back. */
  readonly state: 'waits' | 'confirmed' | 'done' | 'failed' | 'declined';
  readonly decidedBy?: ActPerson;
  /** Why it could not be done. */
  readonly fault?: string;
  /** Number of its entry in the log. */
  readonly seq: number;
}

/** One thing that an act says, with the names of what it names. */
export interface ActFact {
  readonly name: string;
  readonly value: string;
}

/** What was ordered in the organisation's name, as the evidence in its log says. */
export interface LoggedAct {
  readonly seq: number;
  /** In ms since 1970 UTC. */
  readonly time: number;
  readonly outcome: 'ordered' | 'proposed' | 'confirmed' | 'declined';
  /** Stable name; `other` for what this version does not know, and for what a second person said. */
  readonly kind: string;
  /** What was done, behind who did it. */
  readonly what: string;
  /** The act that a second person confirmed or declined, by its number. */
  readonly of?: number;
  /** Pseudonym; absent where the organisation's own account ordered it. */
  readonly person?: Digest;
  /** Patients whom it names. */
  readonly subjects: readonly Pseudonym[];
  /** What else it was done to, by the names that the gateway's paths have for it: `person`, `identity` (of a member), `dataset`,
   *  `permit`, `group` and others. What a body says, such as whom an organisation takes in, is not kept. */
  readonly named: Readonly<Record<string, string>>;
}

const anything = rule('anything', () => true);
const PERSON = members({ person: digest, name: optional(anyText) }, 'person');
const ACT: ShapeOf<Act> = {
  act: digest,
  kind: anyText,
  what: anyText,
  by: PERSON,
  since: count,
  expires: optional(count),
  state: oneOf('waits', 'confirmed', 'done', 'failed', 'declined'),
  decidedBy: optional(PERSON),
  fault: optional(anyText),
  seq: count,
};

/** Acts that wait for a second person, and those of the last month, as far as they concern the caller. */
export async function listActs(gateway: GatewayClient): Promise<Act[]> {
  return listAt(gateway, '/v1/acts', 'acts', ACT);
}

/** An act with all that it says: what a second person reads before it confirms. */
export async function readAct(
  gateway: GatewayClient,
  act: Digest,
): Promise<{ readonly act: Act; readonly facts: readonly ActFact[] }> {
  const facts = many(members({ name: anyText, value: anyText }, 'fact'));
  const shape = { act: members(ACT, 'act'), facts };
  return answerOf<{ act: Act; facts: ActFact[] }>(gateway, ['GET', `/v1/acts/${act}`], shape);
}

/** Confirms what another person asked for: it is done when this resolves, once. `answer` is what the call gave, for a day: a
 *  one-time code, for instance, which whoever confirmed hands out. FORBIDDEN for one's own, and without the duty; CONFLICT where
 *  it was declined, or whoever asked may not any more. */
export async function confirmAct(
  gateway: GatewayClient,
  act: Digest,
): Promise<{ readonly act: Act; readonly answer?: unknown }> {
  const done = await gateway.json<Json>('POST', `/v1/acts/${act}/confirmation`);
  return checkAnswer<{ act: Act; answer?: unknown }>(gateway, done, {
    act: members(ACT, 'act'),
    answer: optional(anything),
  });
}

/** Declines what another person asked for, or takes back what one asked for oneself: nobody can confirm it any more. */
export async function declineAct(gateway: GatewayClient, act: Digest): Promise<Act> {
  return answerOf(gateway, ['POST', `/v1/acts/${act}/refusal`], ACT);
}

/** What was ordered in the organisation's name, from the entry with the number `from` on, as an auditor or the holder. Each
 *  evidence is held to its entry; whether its signatures hold is for `custos/audit` to say. PROOF_INVALID where one is another's. */
export async function* loggedActs(gateway: GatewayClient, from = 0): AsyncGenerator<LoggedAct, void, undefined> {
  for await (const { kind, seq, time, outcome, of, evidence } of listEntries(gateway, from)) {
    if (kind !== 'act') continue;
    const bytes = await gateway.bytes('GET', `/v1/log/entries/${seq}/evidence`);
    const opened = toHex(evidenceDigest(bytes)) === evidence ? decodeEvidence(bytes) : undefined;
    if (opened?.kind !== 'act') {
      throw new CustosError(
        'PROOF_INVALID',
        `The gateway gives another evidence for entry ${seq} than the entry names.`,
      );
    }
    yield {
      ...describeAct(opened),
      seq,
      time,
      outcome: outcome as LoggedAct['outcome'],
      ...(of === undefined ? {} : { of }),
    };
  }
}

/** What an act was and who ordered it, by its evidence (`readEvidence`). */
export function describeAct({
  method,
  path,
  session,
  subjects = [],
}: ActEvidence): Pick<LoggedAct, 'kind' | 'what' | 'subjects' | 'person' | 'named'> {
  const called = actOfCall(method, path);
  const { subject, ...named } = called?.named ?? {};
  const person = session.type === 'organisation' ? { person: parseStatement(session.statement).person } : {};
  return {
    kind: called?.form.kind ?? 'other',
    what: called?.form.done ?? answerWords(path),
    subjects: subject === undefined ? subjects : [subject as Pseudonym, ...subjects],
    named,
    ...person,
  };
}

function answerWords(path: string): string {
  if (path.endsWith('/confirmation')) return 'confirmed what another person asked for';
  return path.endsWith('/refusal') ? 'declined what was asked for, or took it back' : `called ${path}`;
}
