import { Interface, type TransactionDescription } from 'ethers';
import type { Hex } from '../../core/bytes.ts';
import type { RevocationEvidence } from '../../core/evidence.ts';
import type { Address, Digest, GrantId, Pseudonym } from '../../core/ids.ts';
import { signerId } from '../../core/signer.ts';
import type { At, History } from '../past/history.ts';
import { changedBy, epochAt, type GivenGrant, isRevoked, SELF, type Subject, type Subjects } from '../past/subjects.ts';

/** The calls that a withdrawal may relay, from contracts/interfaces. */
const CALLS = new Interface([
  'function revoke(bytes32 subject, bytes32 id, bytes signer, bytes signature)',
  'function revokeRecorded(bytes32 subject, bytes32 id, bytes32 form)',
  'function revokeAll(bytes32 subject, uint32 epoch, (bytes signer, bytes signature) by)',
  'function revokeAllRecorded(bytes32 subject, bytes32 form)',
  'function optOut(bytes32 subject, uint8 level, uint16 turn, (bytes signer, bytes signature) by)',
  'function optOutRecorded(bytes32 subject, uint8 level, bytes32 form)',
  'function pause(bytes32 subject, uint40 until, uint16 turn, (bytes signer, bytes signature) by)',
  'function pauseRecorded(bytes32 subject, uint40 until, bytes32 form)',
  'function erase(bytes32 subject, uint48 deadline, (bytes signer, bytes signature) by)',
  'function announceErasure(bytes32 subject, bytes32 causeDigest)',
  'function executeErasure(bytes32 subject)',
]);

const SCOPES: Readonly<Record<string, RevocationEvidence['scope']>> = {
  revoke: 'grant',
  revokeRecorded: 'grant',
  revokeAll: 'epoch',
  revokeAllRecorded: 'epoch',
  optOut: 'opt-out',
  optOutRecorded: 'opt-out',
  pause: 'pause',
  pauseRecorded: 'pause',
  erase: 'erasure',
  announceErasure: 'erasure',
  executeErasure: 'erasure',
};

/** What the ledger's past says of a rejection that a log claims. `unseen`: it hangs on what cannot be seen there. */
export type Rejection = 'founded' | 'unfounded' | 'unseen';

/** An acknowledged withdrawal, read from the call that the entry binds. */
export interface Withdrawal {
  readonly seq: number;
  readonly time: number;
  /** The entry's block. */
  readonly at: At;
  readonly subject: Pseudonym;
  readonly scope: RevocationEvidence['scope'];
  readonly grant?: GrantId;
  /** Epoch that is ended, level or second that is set; -1 where the call names none. */
  readonly value: number;
  /** Epoch or turn that the call was signed in; undefined for a recorded one. */
  readonly turn?: number;
  /** Last second in which a signed erasure is taken. */
  readonly deadline?: number;
  /** Who signed it; undefined for a recorded one. */
  readonly by?: { readonly signer: Hex; readonly signature: Hex };
  /** Digest of the form, of a recorded one. */
  readonly form?: Digest;
  /** It only announces: nothing is withheld yet. */
  readonly announces: boolean;
  /** It was signed for an epoch or turn that was over when it was acknowledged, though its block does not show it. */
  isLate?: boolean;
  /** Last second in which the policy of its own block lets it reach the chain; not known where only the evidence is. */
  due?: number;
  /** What the log says became of the call; of a rejection, what the ledger's past says to that: `overdue` where the chain
   *  would have taken the call for as long as the policy gives, and only later not. */
  answer?: 'mined' | 'overdue' | Rejection;
}

/** Undefined where the evidence does not say what its call does, or its call is not to the contract of consents. */
export function readWithdrawal(
  { subject, scope, grant, call: relayed }: RevocationEvidence,
  { seq, time }: { readonly seq: number; readonly time: number },
  { height, seconds }: At,
  consents: Address | undefined,
): Withdrawal | undefined {
  const call = relayed.to === consents ? parseCall(relayed.data) : undefined;
  if (call === undefined || call.args.subject !== subject || SCOPES[call.name] !== scope) return undefined;
  const { id, epoch, level, until, deadline, turn = epoch, form = call.args.causeDigest } = call.args;
  if (id !== grant) return undefined;
  const { signer, signature } = call.args.by ?? call.args;
  return {
    seq,
    time,
    at: { height, seconds },
    subject,
    scope,
    ...(grant === undefined ? {} : { grant }),
    value: Number(epoch ?? level ?? until ?? -1),
    ...(turn === undefined ? {} : { turn: Number(turn) }),
    ...(deadline === undefined ? {} : { deadline: Number(deadline) }),
    ...(signer === undefined ? {} : { by: { signer, signature } }),
    ...(form === undefined ? {} : { form }),
    announces: call.name === 'announceErasure',
  };
}

function parseCall(data: string): TransactionDescription | undefined {
  try {
    return CALLS.parseTransaction({ data }) ?? undefined;
  } catch {
    // The decoder throws on bytes that do not fit: the caller reports them.
    return undefined;
  }
}

/** Whether the chain, up to `height`, shows what the withdrawal asked for: from there the chain decides. A call that
 *  was signed in an epoch or turn that is over does nothing, and is done. */
export function isEffective(w: Withdrawal, subject: Subject | undefined, height: number): boolean {
  return (shownAt(w, subject)?.height ?? Number.POSITIVE_INFINITY) <= height;
}

/** The block that first shows it. That something else was changed meanwhile is no such block: it is this call, or one
 *  that went as far, that has to stand on the chain. */
export function shownAt(w: Withdrawal, subject: Subject | undefined): At | undefined {
  if (subject === undefined) return undefined;
  const { erased } = subject;
  const shown = [erased, ownEffect(w, subject)].filter((at) => at !== undefined);
  return shown.toSorted((a, b) => a.height - b.height)[0];
}

function ownEffect(w: Withdrawal, subject: Subject): At | undefined {
  switch (w.scope) {
    case 'grant':
      return w.grant === undefined ? undefined : subject.revoked.get(w.grant);
    case 'epoch': {
      const ended = endedEpoch(w, subject);
      return subject.epoch.changes().find(({ value }) => value > ended);
    }
    case 'opt-out':
      return reachedAt(w, subject, subject.optOut, ({ level }) => level);
    case 'pause':
      return reachedAt(w, subject, subject.pause, ({ until }) => until);
    case 'erasure': {
      const { announced } = subject;
      return w.announces && announced ? { height: announced.height, seconds: announced.announcedAt } : undefined;
    }
  }
}

/** As contracts/SubjectRegistry.sol counts: a call of a turn, or a later one, that went as far, marked as the subject's
 *  own where that signed it. One whose turn ended before it could be sent, when that had gone as far, does nothing. */
function reachedAt<T extends { readonly turn: number; readonly own: boolean }>(
  w: Withdrawal,
  subject: Subject,
  history: History<T>,
  reached: (state: T) => number,
): At | undefined {
  const turn = w.turn ?? history.at(w.at.height)?.turn ?? 0;
  const isOwn = w.by !== undefined && subject.signers.get(signerId(w.by.signer))?.kind === SELF;
  const changes = history.changes();
  const done = changes.find(({ value }) => value.turn >= turn && reached(value) >= w.value && (!isOwn || value.own));
  const went = changes.some(({ value }) => value.turn === turn && reached(value) >= w.value);
  const over = w.turn === undefined || !went ? undefined : changes.find(({ value }) => value.turn > turn);
  const spent = over !== undefined && over.seconds <= (w.due ?? Number.POSITIVE_INFINITY) ? over : undefined;
  return [done, spent].filter((at) => at !== undefined).toSorted((x, y) => x.height - y.height)[0];
}

function endedEpoch(w: Withdrawal, subject: Subject): number {
  return w.value >= 0 ? w.value : epochAt(subject, w.at.height);
}

/** Whether the contracts took the call for a repetition of what had been done by then, and so did nothing. */
function isSpent({ scope, turn, value }: Withdrawal, subject: Subject, height: number): boolean {
  if (turn === undefined) return false;
  switch (scope) {
    case 'epoch':
      return turn < epochAt(subject, height);
    case 'opt-out':
      return isReplay(turn, value, subject.optOut, height, ({ level }) => level);
    case 'pause':
      return isReplay(turn, value, subject.pause, height, ({ until }) => until);
    default:
      return false;
  }
}

/** Whether it was signed in a turn that is over and that had gone as far. */
function isReplay<T extends { readonly turn: number }>(
  turn: number,
  value: number,
  history: History<T>,
  height: number,
  reached: (state: T) => number,
): boolean {
  if (turn >= (history.at(height)?.turn ?? 0)) return false;
  return [...history.upTo(height)].some((state) => state.turn === turn && reached(state) >= value);
}

/** Whether the withdrawal was signed in an epoch or turn that was over at its own entry, and left standing what it says
 *  to end: whoever was to sign it was given another one than stood. */
export function endsNothing(w: Withdrawal, subject: Subject | undefined, height = w.at.height): boolean {
  if (subject === undefined || !isSpent(w, subject, height)) return false;
  if ((subject.erased?.height ?? Number.POSITIVE_INFINITY) <= height) return false;
  switch (w.scope) {
    case 'epoch':
      return [...subject.grants].some(([grant, given]) => standsAt(subject, grant, given, height));
    case 'opt-out':
      return (subject.optOut.at(height)?.level ?? 0) < w.value;
    default:
      return (subject.pause.at(height)?.until ?? 0) < w.value;
  }
}

/** Whether it ended nothing by the second, later than its own block, that its entry gives. A log that was cut from its
 *  ledger cannot know; one that dates its entries on old blocks wants it to look so. */
export function cameTooLate(w: Withdrawal, subject: Subject | undefined, second: number): boolean {
  return subject !== undefined && endsNothing(w, subject, Math.max(w.at.height, changedBy(subject, second)));
}

/** Given by then, in the epoch that stood, and revoked by nobody. */
function standsAt(subject: Subject, grant: GrantId, given: GivenGrant, height: number): boolean {
  return given.height <= height && given.epoch === epochAt(subject, height) && !isRevoked(subject, grant, height);
}

/** Withdrawals that one log acknowledged: they count from their own entry on, before any block knows them. */
export class Withdrawals {
  readonly #bySubject = new Map<Pseudonym, Withdrawal[]>();
  readonly #bySeq = new Map<number, Withdrawal>();
  readonly #subjects: Subjects;

  constructor(subjects: Subjects) {
    this.#subjects = subjects;
  }

  add(withdrawal: Withdrawal): void {
    const known = this.#bySubject.get(withdrawal.subject) ?? [];
    known.push(withdrawal);
    this.#bySubject.set(withdrawal.subject, known);
    this.#bySeq.set(withdrawal.seq, withdrawal);
  }

  find(seq: number): Withdrawal | undefined {
    return this.#bySeq.get(seq);
  }

  /** The withdrawal that forbids a release under the grant (undefined: without one) at the block, if there is one. To be
   *  asked in the order of the log: what was sequenced before an answer is not excused by it. */
  forbidding(subject: Pseudonym, grant: GrantId | undefined, emergency: boolean, at: At): Withdrawal | undefined {
    const known = this.#subjects.find(subject);
    return this.#bySubject.get(subject)?.find((w) => {
      const isOver = w.answer === 'founded' || w.answer === 'unseen' || isEffective(w, known, at.height);
      return !isOver && concerns(w, known, grant, emergency, at);
    });
  }

  all(): Iterable<Withdrawal> {
    return this.#bySeq.values();
  }
}

/** Whether a release, on that block, is under what the withdrawal ends. */
export function concerns(
  w: Withdrawal,
  subject: Subject | undefined,
  grant: GrantId | undefined,
  emergency: boolean,
  at: At,
) {
  switch (w.scope) {
    case 'grant':
      return grant !== undefined && w.grant === grant;
    case 'epoch': {
      const given = grant === undefined ? undefined : subject?.grants.get(grant);
      return given !== undefined && subject !== undefined && given.epoch <= endedEpoch(w, subject);
    }
    case 'opt-out':
      return w.value >= (emergency ? 2 : 1);
    case 'pause':
      return at.seconds <= w.value;
    case 'erasure':
      return !w.announces;
  }
}
