import { recoverAccount } from '../../core/account-signature.ts';
import { isPasskeySignature } from '../../core/assertion-fault.ts';
import { type Bytes, fromHex, type Hex, toHex } from '../../core/bytes.ts';
import { isCustosError } from '../../core/errors.ts';
import { type Address, type Digest, ZERO_DIGEST } from '../../core/ids.ts';
import { accountOf, signerId } from '../../core/signer.ts';
import { type TypedDomain, typedDigest, typedDomain } from '../../core/typed-data.ts';
import type { At } from '../past/history.ts';
import type { ChainLog } from '../past/logs.ts';
import type { Past } from '../past/replay.ts';
import { epochAt, mayNarrow, type Subject, stands } from '../past/subjects.ts';
import type { LedgerSource } from '../source/sources.ts';
import type { Rejection, Withdrawal } from './withdrawals.ts';

/** The ledger, its past, and what its smart accounts accept. */
export interface LedgerPorts {
  readonly past: Past;
  readonly source: Pick<LedgerSource, 'ledger' | 'acceptsSignature'>;
}

/** From the acknowledgement to the entry that claims the rejection: the call was sent somewhere between. */
interface Span {
  readonly from: At;
  readonly to: At;
}

interface RejectionCase extends Span {
  /** Where a smart account is asked what it accepts; undefined where that convicts somebody, since its owner decides
   *  what it answers in each block. */
  readonly asksAt?: number;
  readonly subject: Subject | undefined;
  readonly log: ChainLog;
  readonly context: LedgerPorts;
}

type NarrowingCall = Withdrawal & { readonly scope: Exclude<Withdrawal['scope'], 'erasure'> };

const MAX_LEVEL = 2;
/** Of an address in hex: other signers are keys behind a verifier. */

/** Whether the contracts had a reason to refuse the call until the rejection was claimed: then it withdrew nothing. */
export function judgeRejection(w: Withdrawal, claimed: At, log: ChainLog, context: LedgerPorts): Promise<Rejection> {
  return judgeCall(w, { from: w.at, to: claimed, asksAt: claimed.height }, log, context);
}

/** Whether the contracts had to refuse the call already when the log acknowledged it: an honest gateway looks first. */
export async function wasVoid(w: Withdrawal, log: ChainLog, context: LedgerPorts): Promise<boolean> {
  // A block later than the entry's may have taken it.
  const at = { height: w.at.height, seconds: Math.max(w.at.seconds, Math.floor(w.time / 1000)) };
  return (await judgeCall(w, { from: at, to: at }, log, context)) === 'founded';
}

/** Whether the contracts took the call for as long as the policy gives, and the rejection was claimed later: then it is the
 *  log's own delay that lost it. */
export async function wasInTime(w: Withdrawal, claimed: At, log: ChainLog, context: LedgerPorts): Promise<boolean> {
  if (w.due === undefined || claimed.seconds <= w.due) return false;
  const until = { height: w.at.height, seconds: w.due };
  return (await judgeCall(w, { from: w.at, to: until }, log, context)) === 'unfounded';
}

/** After contracts/SubjectRegistry.sol and ConsentRegistry.sol: narrowing calls are never too late, and done twice they
 *  do nothing. What is left are a stranger's word, a broken one, and one signed for a state that is yet to come. */
async function judgeCall(
  w: Withdrawal,
  span: Span & Pick<RejectionCase, 'asksAt'>,
  log: ChainLog,
  context: LedgerPorts,
): Promise<Rejection> {
  const on = { ...span, subject: context.past.subjects.find(w.subject), log, context };
  if (isAhead(w, on)) return 'founded';
  return w.by === undefined ? judgeRecorded(w, on) : judgeSigned(w, w.by, on);
}

/** Epochs and turns only grow: what was ahead at any time was so at first. */
function isAhead({ scope, turn, value }: Withdrawal, { subject, from }: RejectionCase): boolean {
  if (scope === 'opt-out' && value > MAX_LEVEL) return true;
  if (turn === undefined || subject === undefined) return false;
  if (scope === 'epoch') return turn > epochAt(subject, from.height);
  const history = scope === 'pause' ? subject.pause : subject.optOut;
  return turn > (history.at(from.height)?.turn ?? 0);
}

/** Who writes the log's heads at the block, and so recorded what it holds; undefined where it has no head. */
export function recorderOf({ heads }: ChainLog, height: number, { members }: Past): Address | undefined {
  const writer = heads.findLast((head) => head.height <= height) ?? heads[0];
  return writer === undefined ? undefined : members.identityOf(writer.actor);
}

/** The holder's own word: good from whoever acts for it, and in the log it is the one who writes the log's heads. */
function judgeRecorded(w: Withdrawal, { subject, log, from, to, context }: RejectionCase): Rejection {
  const { members } = context.past;
  const held = subject?.holder === log.holder && subject.height <= from.height;
  if (!held || w.form === ZERO_DIGEST) return 'founded';
  const gateway = recorderOf(log, to.height, context.past);
  // Whether an erasure stood announced, and when, is not kept for every block.
  if (gateway === undefined || w.scope === 'erasure') return 'unseen';
  if (![from, to].every(({ height }) => members.actsFor(gateway, log.holder, height))) return 'founded';
  return members.changedWithin(gateway, from.height, to.height) ? 'unseen' : 'unfounded';
}

function judgeSigned(w: Withdrawal, by: NonNullable<Withdrawal['by']>, on: RejectionCase): Promise<Rejection> {
  const { subject, from, to } = on;
  const id = signerId(by.signer);
  const signer = subject?.signers.get(id);
  if (w.deadline !== undefined && w.deadline < from.seconds) return Promise.resolve('founded');
  // A signer counts from one block until another: who counts at both ends counts between them.
  const counts = w.scope === 'erasure' ? stands : mayNarrow;
  const fit =
    subject !== undefined &&
    signer !== undefined &&
    [from, to].every(({ height, seconds }) => counts(subject, signer, height, seconds));
  const given = w.grant === undefined ? undefined : subject?.grants.get(w.grant);
  const isGiver = given !== undefined && given.height <= from.height && given.signer === id;
  const kept = w.grant === undefined ? undefined : subject?.kept.get(w.grant);
  const isKeeper = kept !== undefined && kept.height <= from.height && kept.signer === id;
  if (!fit && !isGiver && !isKeeper) return Promise.resolve('founded');
  const { scope } = w;
  // Its nonce, which the call does not name, and its deadline may have been over.
  return scope === 'erasure' ? Promise.resolve('unseen') : judgeSignature({ ...w, scope }, by, on);
}

async function judgeSignature(
  w: NarrowingCall,
  { signer, signature }: NonNullable<Withdrawal['by']>,
  { context: { past, source }, asksAt }: RejectionCase,
): Promise<Rejection> {
  const { consents, passkeyVerifier } = past;
  if (consents === undefined) return 'unseen';
  const account = accountOf(signer);
  const digest = signedDigest(w, typedDomain(source.ledger.chainId, consents));
  if (account === undefined) {
    // What is written in another way than gateways write it, the contract may take or not.
    const isTaken =
      passkeyVerifier !== undefined && isPasskeySignature(passkeyVerifier, signer, fromHex(digest), signature);
    return isTaken ? 'unfounded' : 'unseen';
  }
  if (recoverAccount(fromHex(digest), signature) === account) return 'unfounded';
  // What a smart account accepts now, it may not have accepted then, nor the other way round.
  const isContract = (await source.acceptsSignature?.(account, digest, signature)) !== undefined;
  if (source.acceptsSignature !== undefined && !isContract) return 'founded';
  return (await wasRefused(source, asksAt, account, digest, signature)) ? 'founded' : 'unseen';
}

/** Whether the smart account refused the signature at the block where the rejection is claimed, and the node can tell. */
async function wasRefused(
  source: LedgerPorts['source'],
  height: number | undefined,
  ...asked: readonly [Address, Digest, Hex]
): Promise<boolean> {
  if (height === undefined) return false;
  try {
    return (await source.acceptsSignature?.(...asked, height)) === false;
  } catch (error) {
    if (isCustosError(error, 'LEDGER_REJECTED')) return false;
    throw error;
  }
}

function signedDigest({ subject, scope, grant, value, turn = 0 }: NarrowingCall, domain: TypedDomain): Digest {
  switch (scope) {
    case 'grant':
      return toDigest(typedDigest(domain, 'Revoke', { subject, grant: grant ?? ZERO_DIGEST }));
    case 'epoch':
      return toDigest(typedDigest(domain, 'RevokeAll', { subject, epoch: value }));
    case 'opt-out':
      return toDigest(typedDigest(domain, 'OptOut', { subject, level: value, turn }));
    case 'pause':
      return toDigest(typedDigest(domain, 'Pause', { subject, until: value, turn }));
  }
}

function toDigest(bytes: Bytes): Digest {
  return toHex(bytes) as Digest;
}
