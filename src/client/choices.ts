import type { Hex } from '../core/bytes.ts';
import type { Digest, Pseudonym } from '../core/ids.ts';
import { listOf, members, oneOf, optional } from '../core/shape.ts';
import { answerOf, count, type ShapeOf } from './answers.ts';
import { changedSince } from './changed-since.ts';
import type { GatewayClient } from './gateway-client.ts';
import { soon } from './signing-deadline.ts';
import { type Acknowledgement, acknowledged, call, type Withdrawal, withdrawingCall } from './withdrawals.ts';

/** How much a patient withholds whatever it consented to: nothing, everything for research, or everything, emergencies
 *  included. */
export type OptOut = 'none' | 'research' | 'all';

interface Standing {
  readonly turn: number;
  readonly deadline: number;
}

type OptingIn = Standing & { readonly from: number };
type Resuming = Standing & { readonly until: number };

interface Prepared<Message> {
  readonly typedData: { readonly message: Message };
}

/** What a patient withholds altogether, and who acts for it. Times in seconds since 1970 UTC. */
export interface Choices {
  readonly optOut: OptOut;
  /** Last second of the pause; absent where there is none. */
  readonly pausedUntil?: number;
  /** Who acts for a young person; `none` where there are no stages. */
  readonly stage: 'none' | 'guardian' | 'both' | 'self';
  /** What counts already and is still on its way to the ledger. */
  readonly pending: readonly ('opt-out' | 'pause')[];
}

/** How much is withheld, or until which second. */
type Narrowing = { readonly level: Exclude<OptOut, 'none'> } | { readonly until: number };

/** What a page or a command showed of what is withheld. */
type Shown = Pick<Choices, 'optOut' | 'pausedUntil'>;

const LEVELS = ['none', 'research', 'all'] as const satisfies readonly OptOut[];

export const CHOICES: ShapeOf<Choices> = {
  optOut: oneOf(...LEVELS),
  pausedUntil: optional(count),
  stage: oneOf('none', 'guardian', 'both', 'self'),
  pending: listOf(oneOf('opt-out', 'pause'), 2),
};
const FOUND = { found: listOf(members({ subject: optional(members(CHOICES, 'subject')) }, 'found'), 1) };
const STATE = { turn: count, deadline: count };
const TURN: ShapeOf<{ readonly turn: number }> = { turn: count };

/** What the caller withholds, by the gateway's word. */
export async function ownChoices(gateway: GatewayClient): Promise<Choices> {
  return answerOf(gateway, ['GET', '/v1/me/choices'], CHOICES);
}

/** Opts out. It counts when this resolves; throws as `withdrawConsent`. */
export async function optOut(gateway: GatewayClient, level: Exclude<OptOut, 'none'>): Promise<Withdrawal> {
  const subject = await gateway.withdraws();
  const { turn } = await answerOf(gateway, ['POST', '/v1/opt-out/prepare'], TURN, { json: { level } });
  const number = LEVELS.indexOf(level);
  const signature = await gateway.sign('OptOut', { subject, level: number, turn });
  const json = { level, turn, signature };
  const answer = await gateway.json<Acknowledgement>('POST', '/v1/opt-out', { json });
  const calls = await withdrawingCall(gateway, 'optOut', [subject, number, turn], signature);
  return acknowledged(gateway, answer, { subject, scope: 'opt-out', calls });
}

/** Pauses all releases until that second. It counts when this resolves; throws as `withdrawConsent`. */
export async function pauseReleases(gateway: GatewayClient, until: number): Promise<Withdrawal> {
  const subject = await gateway.withdraws();
  const { turn } = await answerOf(gateway, ['POST', '/v1/pause/prepare'], TURN, { json: { until } });
  const signature = await gateway.sign('Pause', { subject, until, turn });
  const answer = await gateway.json<Acknowledgement>('POST', '/v1/pause', { json: { until, turn, signature } });
  const calls = await withdrawingCall(gateway, 'pause', [subject, until, turn], signature);
  return acknowledged(gateway, answer, { subject, scope: 'pause', calls });
}

/** Opts back in, to `none` or to less than now. Resolves with what stands once the chain has it. With what was shown to stand, it is
 *  taken back from that alone: CONFLICT where the person opted out of more elsewhere meanwhile. */
export async function optIn(
  gateway: GatewayClient,
  level: Exclude<OptOut, 'all'> = 'none',
  shown?: OptOut,
): Promise<Choices> {
  const subject = await gateway.subject();
  const { from, turn, deadline } = await prepared<OptingIn>(
    gateway,
    '/v1/opt-in/prepare',
    { ...STATE, from: count },
    { level },
  );
  if (shown !== undefined && LEVELS.indexOf(shown) !== from) throw changedSince('What you opted out of');
  const message = { subject, from, level: LEVELS.indexOf(level), turn, deadline };
  const signature = await gateway.sign('OptIn', message);
  return answerOf(gateway, ['POST', '/v1/opt-in'], CHOICES, { json: { level, deadline, signature } });
}

/** Ends the pause. Resolves with what stands once the chain has it. With the last second of the pause that was shown, it ends that one
 *  alone: CONFLICT where the person paused for longer elsewhere meanwhile. */
export async function resumeReleases(gateway: GatewayClient, shown?: number): Promise<Choices> {
  const subject = await gateway.subject();
  const { until, turn, deadline } = await prepared<Resuming>(
    gateway,
    '/v1/resumption/prepare',
    { ...STATE, until: count },
    {},
  );
  if (shown !== undefined && shown !== until) throw changedSince('The pause');
  const signature = await gateway.sign('Resume', { subject, until, turn, deadline });
  return answerOf(gateway, ['POST', '/v1/resumption'], CHOICES, { json: { deadline, signature } });
}

/** What is relayed for an opt-out or a pause that was told on paper or by telephone: the same act has the same bytes. */
export function recordedNarrowing(subject: Pseudonym, form: Digest, what: Narrowing): Hex {
  return 'level' in what
    ? call('optOutRecorded', [subject, LEVELS.indexOf(what.level), form])
    : call('pauseRecorded', [subject, what.until, form]);
}

/** Records that a patient opted out, or wants a pause, on paper or by telephone: as `withdrawRecorded`. */
export async function recordNarrowing(
  gateway: GatewayClient,
  subject: Pseudonym,
  form: Digest,
  what: Narrowing,
): Promise<Withdrawal> {
  const scope = 'level' in what ? 'opt-out' : 'pause';
  const json = { ...what, form };
  const answer = await gateway.json<Acknowledgement>('POST', `/v1/subjects/${subject}/${scope}`, { json });
  return acknowledged(gateway, answer, { subject, scope, calls: [recordedNarrowing(subject, form, what)] });
}

/** Records that a patient who has no signer of its own opted back in, or ended its pause. With what was shown to stand, of that alone:
 *  CONFLICT where a colleague recorded more meanwhile. */
export async function recordWidening(
  gateway: GatewayClient,
  subject: Pseudonym,
  form: Digest,
  what: { readonly level: Exclude<OptOut, 'all'> } | 'resumption',
  shown?: Shown,
): Promise<Choices> {
  if (shown !== undefined)
    await requireShown(gateway, subject, what === 'resumption' ? 'pausedUntil' : 'optOut', shown);
  const [path, json] =
    what === 'resumption' ? (['resumption', { form }] as const) : (['opt-in', { ...what, form }] as const);
  return answerOf(gateway, ['POST', `/v1/subjects/${subject}/${path}`], CHOICES, { json });
}

async function requireShown(
  gateway: GatewayClient,
  subject: Pseudonym,
  what: keyof Shown,
  shown: Shown,
): Promise<void> {
  const json = { subjects: [subject] };
  const { found } = await answerOf<{ found: { subject?: Choices }[] }>(gateway, ['POST', '/v1/subjects/find'], FOUND, {
    json,
  });
  if (found[0]?.subject?.[what] !== shown[what]) throw changedSince('What the patient withholds');
}

/** What is signed names how things stand, which is the gateway's word: signed of anything else it changes nothing. */
async function prepared<Message extends { readonly deadline: number }>(
  gateway: GatewayClient,
  path: string,
  shape: ShapeOf<Message>,
  json: object,
): Promise<Message> {
  const whole = { typedData: members({ message: members(shape, 'message') }, 'typedData') };
  const answer = await answerOf<Prepared<Message>>(gateway, ['POST', path], whole, { json });
  soon(answer.typedData.message.deadline);
  return answer.typedData.message;
}
