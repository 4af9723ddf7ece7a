import { type Bytes, type Hex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { encodeEvidence, evidenceDigest } from '../core/evidence.ts';
import type { Address, Digest } from '../core/ids.ts';
import { type CodeAct, NARROWING_STATEMENT, type NarrowingStatement, narrowingForm } from '../core/narrowing.ts';
import { digest, members, text } from '../core/shape.ts';
import { answerOf, anyText, count, listAt, many, type ShapeOf } from './answers.ts';
import { recordedNarrowing } from './choices.ts';
import type { GatewayClient } from './gateway-client.ts';
import { type OpenedReceipt, openReceipt } from './receipts.ts';
import { recordedWithdrawal } from './withdrawals.ts';

/** What whoever asks for a code is answered: the same whether or not anybody is known. */
export interface AskedNarrowingCode {
  /** To be given back with the code. */
  readonly attempt: Hex;
  /** In ms since 1970 UTC. */
  readonly expires: number;
  /** What to expect, in words. */
  readonly detail: string;
}

/** What was stopped by a code. The receipt shows that the log acknowledged a withdrawal, an opt-out or a pause at that time; of whom and of
 *  what, it does not say: a gateway that lies could give that of somebody else. `ownNarrowings` tells whose key works again, and the
 *  hospital writes to the address that the code went to. */
export type NarrowedByCode = OpenedReceipt & { readonly seq: number; readonly receipt: string };

/** What was stopped by a code, as it is kept at the holder. */
export interface Narrowing {
  readonly statement: NarrowingStatement;
  /** Digest of the statement: it is the form of the call on chain. */
  readonly form: Digest;
  /** Entry of the log from which on it counts. */
  readonly seq: number;
}

/** One of them, held to the log. */
export interface ProvenNarrowing extends Narrowing {
  /** Whether the statement's digest is the form, and the entry holds the call with that form, signed by the log. */
  readonly isProven: boolean;
}

const ASKED: ShapeOf<AskedNarrowingCode> = {
  attempt: text(/^0x[0-9a-f]{64}$/, '32 bytes'),
  expires: count,
  detail: anyText,
};
const NARROWED: ShapeOf<{ readonly seq: number; readonly receipt: string }> = { seq: count, receipt: anyText };
const NARROWING: ShapeOf<Narrowing> = {
  statement: members(NARROWING_STATEMENT, 'statement'),
  form: digest,
  seq: count,
};
const SCOPES = { 'withdraw-all': 'epoch', 'opt-out': 'opt-out', pause: 'pause' } as const;

/** Asks for a one-time code, by what the hospital knows the person by (`system|value`). It goes to the contact on file, by e-mail
 *  alone, where there is one; where several were asked for lately, the newest one there serves this asking, too. Nobody need sign in. RATE_LIMITED for a network that asks often,
 *  UNAVAILABLE where the hospital sends no e-mail. */
export async function askNarrowingCode(gateway: GatewayClient, identifier: string): Promise<AskedNarrowingCode> {
  return answerOf(gateway, ['POST', '/v1/narrowing/codes'], ASKED, { json: { identifier }, anonymous: true });
}

/** Withdraws everything, opts out or pauses, by the code: it counts when this resolves. Repeated, it comes to the same.
 *  CHALLENGE_INVALID for a code that is wrong, used or over; PROOF_INVALID or SIGNATURE_INVALID where the log did not sign. */
export async function narrowByCode(
  gateway: GatewayClient,
  attempt: Hex,
  code: string,
  act: CodeAct,
): Promise<NarrowedByCode> {
  const json = { attempt, code, ...act };
  const answer = await answerOf(gateway, ['POST', '/v1/narrowing'], NARROWED, { json, anonymous: true });
  const opened = openReceipt(answer.receipt, await gateway.identity());
  const { kind, outcome, seq } = opened.entry;
  if (kind === 'revocation' && outcome === 'acknowledged' && seq === answer.seq) return { ...answer, ...opened };
  throw new CustosError(
    'PROOF_INVALID',
    'The gateway’s answer does not show that its log took a stop of any kind, so nothing shows that yours counts. Use the code again, which changes nothing if it does; if this is said again, telephone the hospital.',
  );
}

/** What was stopped by codes for the caller's person, by the gateway's word. */
export async function ownNarrowings(gateway: GatewayClient): Promise<readonly Narrowing[]> {
  const shape = { narrowings: many(members(NARROWING, 'narrowing')) };
  return (await answerOf<{ narrowings: Narrowing[] }>(gateway, ['GET', '/v1/me/narrowings'], shape)).narrowings;
}

/** What patients of the holder stopped by codes, as the holder or an auditor, each held to the log. */
export async function listNarrowings(gateway: GatewayClient): Promise<ProvenNarrowing[]> {
  const all = await listAt(gateway, '/v1/narrowings', 'narrowings', NARROWING);
  const proven: ProvenNarrowing[] = [];
  for (const one of all) proven.push({ ...one, isProven: await isProven(gateway, one) });
  return proven;
}

async function isProven(gateway: GatewayClient, { statement, form, seq }: Narrowing): Promise<boolean> {
  if (narrowingForm(statement) !== form) return false;
  const identity = await gateway.identity();
  const receipt = await gateway.bytes('GET', `/v1/log/entries/${seq}/receipt`);
  const { entry } = openReceipt(receipt, identity);
  return (
    entry.seq === seq &&
    entry.evidence === toHex(evidenceDigest(evidenceOf(identity.contracts.consents, statement, form)))
  );
}

/** What the entry's evidence must be. */
function evidenceOf(to: Address, statement: NarrowingStatement, form: Digest): Bytes {
  const { subject, act } = statement;
  const call = { to, data: dataOf(statement, form) };
  return encodeEvidence({ v: 1, kind: 'revocation', subject, scope: SCOPES[act], call });
}

function dataOf(statement: NarrowingStatement, form: Digest): Hex {
  const { subject, act } = statement;
  return act === 'withdraw-all'
    ? recordedWithdrawal(subject, form, undefined)
    : recordedNarrowing(subject, form, statement);
}
