import type { Hex } from '../../core/bytes.ts';
import { type Address, type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import type { ChainEvent } from '../source/sources.ts';
import { EventArgs } from './event-args.ts';
import { History } from './history.ts';

/** A grant as the chain saw it given; its terms are not there. */
export interface GivenGrant {
  readonly kind: 'signed' | 'recorded';
  readonly height: number;
  readonly seconds: number;
  readonly epoch: number;
  /** Id of the signer. */
  readonly signer?: Digest;
  /** A record made once the subject had a signer of its own is void, and a forgery. */
  readonly forged: boolean;
}

export interface Signer {
  readonly bytes: Hex;
  readonly kind: number;
  readonly from: number;
  readonly until: History<number>;
  readonly removed: History<boolean>;
  /** Second at which it ends that was reported stolen; 0 for none. */
  readonly leaves: History<number>;
  readonly height: number;
  /** By a code of the holder's, not by another signer of the subject's. */
  readonly bound: boolean;
}

/** When recorded grants end that the first signer did not keep. */
export interface Question {
  readonly signer: Digest;
  /** Second from which the signer counts. */
  readonly from: number;
  /** Last second of what is not kept; 0: it stays. */
  readonly until: number;
}

export interface OptOut {
  /** 0 none, 1 research, 2 all. */
  readonly level: number;
  readonly turn: number;
  /** The subject's own signer set it or set it again: nobody else ends it. */
  readonly own: boolean;
}

export interface Pause {
  /** Last second. */
  readonly until: number;
  readonly turn: number;
  /** As of an opt-out, while it lasts. */
  readonly own: boolean;
}

export interface Announcement {
  readonly executableAt: number;
  readonly announcedAt: number;
  readonly height: number;
}

export interface Erasure {
  readonly height: number;
  readonly seconds: number;
  /** A signer of the subject asked for it. */
  readonly signed: boolean;
  /** What stood announced then. */
  readonly announcement?: Announcement;
}

export interface Subject {
  readonly id: Pseudonym;
  readonly holder: Address;
  readonly height: number;
  readonly epoch: History<number>;
  readonly optOut: History<OptOut>;
  readonly pause: History<Pause>;
  /** Who acts for a young person: a value of `STAGE`. */
  readonly stage: History<number>;
  /** Undefined until the first binding, and again if it was cancelled while it waited. */
  readonly question: History<Question | undefined>;
  /** Recorded grants that a signer of the subject kept: from when, and the signer's id. */
  readonly kept: Map<GrantId, { readonly height: number; readonly signer: Digest }>;
  readonly signers: Map<Digest, Signer>;
  readonly grants: Map<GrantId, GivenGrant>;
  /** From when each grant is revoked. */
  readonly revoked: Map<GrantId, { readonly height: number; readonly seconds: number }>;
  announced?: Announcement;
  erased?: Erasure;
}

const NARROWING_GRACE = 7 * 86_400;
/** Of the kinds of signers. */
export const SELF = 1;
const GUARDIAN = 2;
/** Of the stages: the subject acts alone. */
const ALONE = 3;

/** Subjects and their consents, replayed from the events of SubjectRegistry and ConsentRegistry. */
export class Subjects {
  readonly #subjects = new Map<Pseudonym, Subject>();
  /** A signer stands for one subject only, for ever. */
  readonly #bySigner = new Map<Hex, Subject>();

  /** False where the event is of another contract. */
  apply(event: ChainEvent): boolean {
    const args = new EventArgs(event);
    if (event.name === 'SubjectEnrolled') {
      this.#enroll(event, args);
      return true;
    }
    const change = CHANGES[event.name];
    if (change === undefined) return false;
    const subject = this.#subjects.get(args.hex('subject'));
    if (subject === undefined) return true;
    change(subject, event, args);
    if (change === addSigner || change === bindSigner) this.#bySigner.set(args.hex('signerBytes'), subject);
    return true;
  }

  find(id: Pseudonym): Subject | undefined {
    return this.#subjects.get(id);
  }

  /** The subject that the signer was ever bound to. */
  ofSigner(signer: Hex): Subject | undefined {
    return this.#bySigner.get(signer);
  }

  all(): Iterable<Subject> {
    return this.#subjects.values();
  }

  #enroll({ height }: ChainEvent, args: EventArgs): void {
    const id = args.hex<Pseudonym>('subject');
    this.#subjects.set(id, {
      id,
      holder: args.hex('holder'),
      height,
      epoch: new History(),
      optOut: new History(),
      pause: new History(),
      stage: new History(),
      question: new History(),
      kept: new Map(),
      signers: new Map(),
      grants: new Map(),
      revoked: new Map(),
    });
  }
}

/** Whether the signer with these bytes counts for the subject at the block. */
export function hasSigner(subject: Subject, bytes: Hex, height: number, seconds: number): boolean {
  return [...subject.signers.values()].some(
    (signer) => signer.bytes === bytes && stands(subject, signer, height, seconds),
  );
}

/** A signer counts from `from` until its end, while it is neither removed nor reported stolen; a guardian until the
 *  subject acts alone. */
export function stands(subject: Subject, signer: Signer, height: number, seconds: number): boolean {
  const until = signer.until.at(height) ?? 0;
  const begun = signer.height <= height && signer.from <= seconds;
  const gone = signer.removed.at(height) === true || (signer.leaves.at(height) ?? 0) !== 0;
  return begun && !gone && (until === 0 || seconds <= until) && aloneFrom(subject, signer, height) === undefined;
}

/** As `stands`, for what only narrows: it may come late. Source: contracts/SubjectRegistry.sol, NARROWING_GRACE. */
export function mayNarrow(subject: Subject, signer: Signer, height: number, seconds: number): boolean {
  if (signer.height > height || signer.from > seconds) return false;
  const removedAt = signer.removed.since(height);
  // Cancelled while it waited, it never counted.
  if (removedAt !== undefined && removedAt < signer.from) return false;
  const ends = [
    removedAt,
    signer.until.at(height) || undefined,
    signer.leaves.at(height) || undefined,
    aloneFrom(subject, signer, height),
  ];
  return ends.every((end) => end === undefined || seconds <= end + NARROWING_GRACE);
}

/** Second from which a guardian counts no more, because the subject acts alone. */
function aloneFrom(subject: Subject, { kind }: Signer, height: number): number | undefined {
  const over = kind === GUARDIAN && subject.stage.at(height) === ALONE;
  return over ? subject.stage.since(height) : undefined;
}

/** Whether a recorded grant ended at the block, because the signer that came later did not keep it in time. */
export function endedUnanswered(subject: Subject, grant: GrantId, height: number, seconds: number): boolean {
  const until = subject.question.at(height)?.until ?? 0;
  if (subject.grants.get(grant)?.kind !== 'recorded' || until === 0 || seconds <= until) return false;
  return (subject.kept.get(grant)?.height ?? Number.POSITIVE_INFINITY) > height;
}

export function epochAt(subject: Subject, height: number): number {
  return subject.epoch.at(height) ?? 0;
}

type Change = (subject: Subject, event: ChainEvent, args: EventArgs) => void;

const CHANGES: Readonly<Record<string, Change>> = {
  SignerBound: bindSigner,
  SignerAdded: addSigner,
  SignerRemoved: (subject, { height, seconds }, args) => {
    const signer = args.hex<Digest>('signer');
    subject.signers.get(signer)?.removed.set(height, seconds, true);
    const asked = subject.question.last();
    if (asked?.signer === signer && asked.from > seconds) subject.question.set(height, seconds, undefined);
  },
  SignerLeaving: (subject, { height, seconds }, args) => {
    subject.signers.get(args.hex('signer'))?.leaves.set(height, seconds, args.number('leavesAt'));
  },
  SignerStays: (subject, { height, seconds }, args) => {
    subject.signers.get(args.hex('signer'))?.leaves.set(height, seconds, 0);
  },
  StageSet: (subject, { height, seconds }, args) => {
    subject.stage.set(height, seconds, args.number('stage'));
  },
  GuardianEnded: (subject, { height, seconds }, args) => {
    subject.signers.get(args.hex('signer'))?.until.set(height, seconds, seconds - 1);
  },
  OptOutSet: (subject, { height, seconds }, args) => {
    const [level, turn, before] = [args.number('level'), args.number('turn'), subject.optOut.last()];
    const isNarrowed = turn === (before?.turn ?? 0);
    const own = level > 0 && (before?.own === true || (isNarrowed && isOwn(subject, args)));
    subject.optOut.set(height, seconds, { level, turn, own });
  },
  PauseSet: (subject, { height, seconds }, args) => {
    const [until, turn, before] = [args.number('until'), args.number('turn'), subject.pause.last()];
    const lasts = before?.own === true && before.until >= seconds;
    const own = turn === (before?.turn ?? 0) && (lasts || isOwn(subject, args));
    subject.pause.set(height, seconds, { until, turn, own });
  },
  EpochRaised: (subject, { height, seconds }, args) => {
    subject.epoch.set(height, seconds, args.number('epoch'));
  },
  ErasureAnnounced: (subject, { height, seconds }, args) => {
    subject.announced = { executableAt: args.number('executableAt'), announcedAt: seconds, height };
  },
  ErasureCancelled: endAnnouncement,
  ErasureObjected: endAnnouncement,
  SubjectErased: (subject, { height, seconds }, args) => {
    const signed = args.hex('by') !== ZERO_DIGEST;
    const { announced } = subject;
    subject.erased = { height, seconds, signed, ...(announced === undefined ? {} : { announcement: announced }) };
  },
  ConsentGranted: (subject, event, args) => give(subject, event, args, 'signed'),
  ConsentRecorded: (subject, event, args) => give(subject, event, args, 'recorded'),
  ConsentKept: (subject, { height }, args) => {
    const grant = args.hex<GrantId>('grant');
    if (!subject.kept.has(grant)) subject.kept.set(grant, { height, signer: args.hex('signer') });
  },
  ConsentRevoked: revoke,
  ConsentRevocationRecorded: revoke,
};

/** Whether the subject's own signer did it; all but it are guardians and the holder. */
function isOwn(subject: Subject, args: EventArgs): boolean {
  return subject.signers.get(args.hex('by'))?.kind === SELF;
}

function bindSigner(subject: Subject, event: ChainEvent, args: EventArgs): void {
  const { height, seconds } = event;
  addSigner(subject, event, args);
  if (subject.question.last() !== undefined) return;
  const [from, until] = [args.number('from'), args.number('recordedUntil')];
  subject.question.set(height, seconds, { signer: args.hex('signer'), from, until });
}

function endAnnouncement(subject: Subject): void {
  delete subject.announced;
}

function addSigner(subject: Subject, { name, height, seconds }: ChainEvent, args: EventArgs): void {
  const signer: Signer = {
    bytes: args.hex('signerBytes'),
    kind: args.number('kind'),
    from: args.number('from'),
    until: new History(),
    removed: new History(),
    leaves: new History(),
    height,
    bound: name === 'SignerBound',
  };
  signer.until.set(height, seconds, args.number('until'));
  subject.signers.set(args.hex('signer'), signer);
}

function give(subject: Subject, { height, seconds }: ChainEvent, args: EventArgs, kind: GivenGrant['kind']): void {
  // A binding that was cancelled while it waited never bound the subject.
  const bound = [...subject.signers.values()].some((s) => s.from <= seconds && !cancelledBefore(s, s.from));
  const forged = kind === 'recorded' && bound;
  const signer = kind === 'signed' ? { signer: args.hex<Digest>('signer') } : {};
  const epoch = subject.epoch.last() ?? 0;
  subject.grants.set(args.hex('grant'), { kind, height, seconds, epoch, ...signer, forged });
}

function cancelledBefore(signer: Signer, second: number): boolean {
  const removedAt = signer.removed.since(Number.MAX_SAFE_INTEGER);
  return removedAt !== undefined && removedAt < second;
}

function revoke(subject: Subject, { height, seconds }: ChainEvent, args: EventArgs): void {
  const grant = args.hex<GrantId>('grant');
  if (!subject.revoked.has(grant)) subject.revoked.set(grant, { height, seconds });
}

/** Whether the grant was revoked up to the block. */
export function isRevoked({ revoked }: Subject, grant: GrantId, height: number): boolean {
  return (revoked.get(grant)?.height ?? Number.POSITIVE_INFINITY) <= height;
}

/** Last block, up to the second, that changed what the subject's withdrawals end; 0 where none did. */
export function changedBy({ epoch, optOut, pause, grants, revoked }: Subject, second: number): number {
  const histories = [epoch, optOut, pause].map((history) => history.heightAt(second) ?? 0);
  const moments = [...grants.values(), ...revoked.values()].filter(({ seconds }) => seconds <= second);
  return Math.max(...histories, ...moments.map(({ height }) => height));
}
