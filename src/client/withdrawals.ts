import { keccak_256 } from '@noble/hashes/sha3.js';
import { accountSignature } from '../core/account-signature.ts';
import { type Bytes, type Hex, toHex, utf8 } from '../core/bytes.ts';
import { type CallValue, callData } from '../core/call-data.ts';
import { CustosError } from '../core/errors.ts';
import { encodeEvidence, evidenceDigest, type RevocationEvidence } from '../core/evidence.ts';
import type { Digest, GrantId, Pseudonym } from '../core/ids.ts';
import type { GatewayClient } from './gateway-client.ts';
import { type OpenedReceipt, openReceipt } from './receipts.ts';

/** A consent that still counts, as the gateway says; times in seconds. */
export interface RemainingGrant {
  readonly grant: string;
  readonly kind: 'self' | 'guardian' | 'recorded';
  readonly grantedAt: number;
  readonly permission: string;
  readonly modifiers: readonly string[];
  /** Zero for any requester. */
  readonly grantee: string;
  /** Zero for all of the holder's. */
  readonly dataset: string;
  readonly until: number;
}

/** What a gateway answers to a withdrawal. */
export interface Acknowledgement {
  readonly seq: number;
  readonly receipt: string;
  /** False where the ledger did not answer whether the signature, a smart account's, holds: it counts until refused. */
  readonly checked: boolean;
  /** What the person still allows. */
  readonly remaining: readonly RemainingGrant[];
}

/** A withdrawal that the gateway's log holds: its receipt, tlog-proof@v1, was verified, and is of this very act. */
export type Withdrawal = OpenedReceipt &
  Acknowledgement & {
    /** Exact bytes of the entry's evidence: they say whose withdrawal it is, and of what. */
    readonly evidence: Bytes;
  };

/** What was withheld, and the calls that may be relayed for it. */
interface Act extends Pick<RevocationEvidence, 'subject' | 'scope' | 'grant'> {
  readonly calls: readonly Hex[];
}

/** The contracts' functions that withdraw (contracts/interfaces). */
const WITHDRAWING = {
  revoke: 'revoke(bytes32,bytes32,bytes,bytes)',
  revokeRecorded: 'revokeRecorded(bytes32,bytes32,bytes32)',
  revokeAll: 'revokeAll(bytes32,uint32,(bytes,bytes))',
  revokeAllRecorded: 'revokeAllRecorded(bytes32,bytes32)',
  optOut: 'optOut(bytes32,uint8,uint16,(bytes,bytes))',
  optOutRecorded: 'optOutRecorded(bytes32,uint8,bytes32)',
  pause: 'pause(bytes32,uint40,uint16,(bytes,bytes))',
  pauseRecorded: 'pauseRecorded(bytes32,uint40,bytes32)',
} as const;
type Withdrawing = keyof typeof WITHDRAWING;
/** Selectors of those that the hospital calls with a form. */
const RECORDED: ReadonlySet<string> = new Set(
  Object.entries(WITHDRAWING)
    .filter(([name]) => name.endsWith('Recorded'))
    .map(([, signature]) => toHex(keccak_256(utf8(signature)).subarray(0, 4))),
);

/** Letters of one word of a call, and where the second of its words begins. */
const WORD = 64;
const SECOND = 10 + WORD;

/** Who withdrew, by the evidence of its entry (`readEvidence`): a signer of the patient's, or the hospital, which recorded it from a form,
 *  a call or a code; with the digest of that. */
export type WithdrawnBy = { readonly by: 'signer' } | { readonly by: 'hospital'; readonly form: Digest };

export function withdrawnBy({ call: { data } }: Pick<RevocationEvidence, 'call'>): WithdrawnBy {
  const isRecorded = RECORDED.has(data.slice(0, 10));
  return isRecorded ? { by: 'hospital', form: `0x${data.slice(-64)}` as Digest } : { by: 'signer' };
}

/** How far what was withdrawn goes, by the evidence of its entry: of a pause until when, in seconds; of an opt-out, whether of everything. */
export type WithdrawnUntil = { readonly until?: number; readonly isOfEverything?: boolean };

export function withdrawnUntil({ scope, call: { data } }: Pick<RevocationEvidence, 'scope' | 'call'>): WithdrawnUntil {
  const value = Number(`0x${data.slice(SECOND, SECOND + WORD)}`);
  if (!Number.isSafeInteger(value)) return {};
  if (scope === 'pause') return { until: value };
  return scope === 'opt-out' ? { isOfEverything: value !== 1 } : {};
}

/** Withdraws one grant of the caller's, or all. It is withdrawn when this resolves. PROOF_INVALID or SIGNATURE_INVALID
 *  where the log did not sign for it: then nothing shows that it counts. */
export async function withdrawConsent(gateway: GatewayClient, grant: GrantId | undefined): Promise<Withdrawal> {
  const subject = await gateway.withdraws();
  if (grant !== undefined) {
    const signature = await gateway.sign('Revoke', { subject, grant });
    const answer = await gateway.json<Acknowledgement>('POST', '/v1/consents/revocation', {
      json: { grant, signature },
    });
    const signer = await gateway.signer();
    const calls = spellings(signature).map((one) => call('revoke', [subject, grant, signer, one]));
    return acknowledged(gateway, answer, { subject, grant, scope: 'grant', calls });
  }
  const prepared = await gateway.json<{ epoch: number }>('POST', '/v1/consents/revocation/prepare', { json: {} });
  const { epoch } = prepared;
  const signature = await gateway.sign('RevokeAll', { subject, epoch });
  const answer = await gateway.json<Acknowledgement>('POST', '/v1/consents/revocation', { json: { epoch, signature } });
  const calls = await withdrawingCall(gateway, 'revokeAll', [subject, epoch], signature);
  return acknowledged(gateway, answer, { subject, scope: 'epoch', calls });
}

/** What is relayed for a withdrawal made on paper or by telephone: the same act has the same bytes. */
export function recordedWithdrawal(subject: Pseudonym, form: Digest, grant: GrantId | undefined): Hex {
  return grant === undefined
    ? call('revokeAllRecorded', [subject, form])
    : call('revokeRecorded', [subject, grant, form]);
}

/** Records a withdrawal made on paper or by telephone, as the subject's holder; of all grants, where none is named. It
 *  is withdrawn when this resolves; as `withdrawConsent`. `form` is the digest of the form's or call's reference. */
export async function withdrawRecorded(
  gateway: GatewayClient,
  subject: Pseudonym,
  form: Digest,
  grant: GrantId | undefined,
): Promise<Withdrawal> {
  const path = grant === undefined ? '/v1/consents/withdrawal' : `/v1/consents/${grant}/withdrawal`;
  const answer = await gateway.json<Acknowledgement>('POST', path, { json: { subject, form } });
  const calls = [recordedWithdrawal(subject, form, grant)];
  const what = grant === undefined ? { scope: 'epoch' as const } : { grant, scope: 'grant' as const };
  return acknowledged(gateway, answer, { subject, calls, ...what });
}

/** The entry must name the evidence of this act as its own: a receipt of another withdrawal proves nothing of it. */
export async function acknowledged(gateway: GatewayClient, answer: Acknowledgement, act: Act): Promise<Withdrawal> {
  const identity = await gateway.identity();
  if (!isAcknowledgement(answer)) throw notOfThis();
  const opened = openReceipt(answer.receipt, identity);
  const { kind, outcome, seq, evidence } = opened.entry;
  const { calls, ...what } = act;
  const unchecked = answer.checked ? {} : { unchecked: true as const };
  const own = calls
    .map((data) => {
      const relayed = { to: identity.contracts.consents, data };
      return encodeEvidence({ v: 1, kind: 'revocation', ...what, call: relayed, ...unchecked });
    })
    .find((written) => toHex(evidenceDigest(written)) === evidence);
  if (own === undefined || kind !== 'revocation' || outcome !== 'acknowledged' || seq !== answer.seq) throw notOfThis();
  return { ...answer, ...opened, evidence: own };
}

/** Whether all that will be shown of it is there. */
function isAcknowledgement({ receipt, checked, remaining }: Acknowledgement): boolean {
  return (
    typeof receipt === 'string' && typeof checked === 'boolean' && Array.isArray(remaining) && remaining.every(isGrant)
  );
}

function isGrant(value: unknown): value is RemainingGrant {
  if (typeof value !== 'object' || value === null) return false;
  const { modifiers, until, grantedAt, ...texts } = value as RemainingGrant;
  const shown = [texts.grant, texts.kind, texts.permission, texts.grantee, texts.dataset];
  return (
    Array.isArray(modifiers) && [until, grantedAt].every(Number.isSafeInteger) && [...shown, ...modifiers].every(isText)
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function notOfThis(): CustosError {
  return new CustosError(
    'PROOF_INVALID',
    'The gateway’s answer is not that of this withdrawal. Nothing shows that it counts: repeat it, and tell the holder or an auditor.',
  );
}

/** What may be relayed for an act: with the signature of the caller's signer in each form that the contracts may be given. */
export async function withdrawingCall(
  gateway: GatewayClient,
  name: Withdrawing,
  values: readonly CallValue[],
  signature: Hex,
): Promise<Hex[]> {
  const signer = await gateway.signer();
  return spellings(signature).map((one) => call(name, [...values, [signer, one]]));
}

/** One of the contracts' functions that withdraw. */
export function call(name: Withdrawing, values: readonly CallValue[]): Hex {
  return callData(WITHDRAWING[name], values);
}

/** As signed, and as the contracts take it: a gateway brings what wallets give into that form. */
function spellings(signature: Hex): Hex[] {
  // A smart account's has a form of its own.
  return [...new Set([signature, accountSignature(signature) ?? signature])];
}
