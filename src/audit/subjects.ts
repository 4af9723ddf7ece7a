import type { Hex } from '../core/bytes.ts';
import { type Address, type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../core/ids.ts';
import { EventArgs } from './event-args.ts';
import { History } from './history.ts';
import type { ChainEvent } from './sources.ts';

/** A grant as the chain saw it given; its terms are not there. */
export interface GivenGrant {
  readonly kind: 'signed' | 'recorded';
  readonly height: number;
  readonly seconds: number;
  readonly epoch: number;
  /** Id of who signed it. */
  readonly signer?: Digest;
  /** A record made once the subject had a signer of its own is void, and a forgery. */
  readonly forged: boolean;
}

export interface Signer {
  readonly bytes: Hex;
  readonly from: number;
  readonly until: History<number>;
  readonly removed: History<boolean>;
  readonly height: number;
}

export interface OptOut {
  /** 0 none, 1 research, 2 all. */
  readonly level: number;
  readonly turn: number;
}

export interface Pause {
  /** Last second. */
  readonly until: number;
  readonly turn: number;
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
  readonly signers: Map<Digest, Signer>;
  readonly grants: Map<GrantId, GivenGrant>;
  /** Height from which each grant is revoked. */
  readonly revoked: Map<GrantId, number>;
  announced?: Announcement;
  erased?: Erasure;
}

const NARROWING_GRACE = 7 * 86_400;

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
    if (change === addSigner) this.#bySigner.set(args.hex('signerBytes'), subject);
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
      signers: new Map(),
      grants: new Map(),
      revoked: new Map(),
    });
  }
}

/** Whether the signer with these bytes counts for the subject at the block. */
export function hasSigner(subject: Subject, bytes: Hex, height: number, seconds: number): boolean {
  return [...subject.signers.values()].some((signer) => signer.bytes === bytes && stands(signer, height, seconds));
}

/** A signer counts from `from` until its end, while it is not removed. */
export function stands(signer: Signer, height: number, seconds: number): boolean {
  const until = signer.until.at(height) ?? 0;
  const begun = signer.height <= height && signer.from <= seconds;
  return begun && (until === 0 || seconds <= until) && signer.removed.at(height) !== true;
}

/** As `stands`, for what only narrows: it may come late. Source: contracts/SubjectRegistry.sol, NARROWING_GRACE. */
export function mayNarrow(signer: Signer, height: number, seconds: number): boolean {
  if (signer.height > height || signer.from > seconds) return false;
  const removedAt = signer.removed.since(height);
  // Cancelled while it waited, it never counted.
  if (removedAt !== undefined && removedAt < signer.from) return false;
  const end = removedAt ?? signer.until.at(height) ?? 0;
  return end === 0 || seconds <= end + NARROWING_GRACE;
}

export function epochAt(subject: Subject, height: number): number {
  return subject.epoch.at(height) ?? 0;
}

type Change = (subject: Subject, event: ChainEvent, args: EventArgs) => void;

const CHANGES: Readonly<Record<string, Change>> = {
  SignerBound: addSigner,
  SignerAdded: addSigner,
  SignerRemoved: (subject, { height, seconds }, args) => {
    subject.signers.get(args.hex('signer'))?.removed.set(height, seconds, true);
  },
  GuardianEnded: (subject, { height, seconds }, args) => {
    subject.signers.get(args.hex('signer'))?.until.set(height, seconds, seconds - 1);
  },
  OptOutSet: (subject, { height, seconds }, args) => {
    subject.optOut.set(height, seconds, { level: args.number('level'), turn: args.number('turn') });
  },
  PauseSet: (subject, { height, seconds }, args) => {
    subject.pause.set(height, seconds, { until: args.number('until'), turn: args.number('turn') });
  },
  EpochRaised: (subject, { height, seconds }, args) => {
    subject.epoch.set(height, seconds, args.number('epoch'));
  },
  ErasureAnnounced: (subject, { height, seconds }, args) => {
    subject.announced = { executableAt: args.number('executableAt'), announcedAt: seconds, height };
  },
  ErasureCancelled: (subject) => {
    delete subject.announced;
  },
  SubjectErased: (subject, { height, seconds }, args) => {
    const signed = args.hex('by') !== ZERO_DIGEST;
    const { announced } = subject;
    subject.erased = { height, seconds, signed, ...(announced === undefined ? {} : { announcement: announced }) };
  },
  ConsentGranted: (subject, event, args) => give(subject, event, args, 'signed'),
  ConsentRecorded: (subject, event, args) => give(subject, event, args, 'recorded'),
  ConsentRevoked: revoke,
  ConsentRevocationRecorded: revoke,
};

function addSigner(subject: Subject, { height, seconds }: ChainEvent, args: EventArgs): void {
  const signer: Signer = {
    bytes: args.hex('signerBytes'),
    from: args.number('from'),
    until: new History(),
    removed: new History(),
    height,
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

function revoke(subject: Subject, { height }: ChainEvent, args: EventArgs): void {
  const grant = args.hex<GrantId>('grant');
  if (!subject.revoked.has(grant)) subject.revoked.set(grant, height);
}
