// The contracts' rules once more, small enough to read: what a random sequence of calls is checked against.

/** What a call does: `done`, or the reason for which the contract refuses it. */
export type Outcome = 'done' | string;

export interface SignerModel {
  kind: 'self' | 'guardian';
  from: number;
  until: number;
  removedAt: number;
}

export interface GrantModel {
  grantedAt: number;
  revokedAt: number;
  epoch: number;
  giver: string;
}

export interface SubjectModel {
  epoch: number;
  nonce: number;
  turn: number;
  optOut: number;
  pausedUntil: number;
  boundAt: number;
  erasedAt: number;
  signers: Map<string, SignerModel>;
  grants: Map<string, GrantModel>;
}

export interface LogModel {
  size: number;
}

export interface PermitModel {
  until: number;
  acceptedAt: number;
  revokedAt: number;
}

const GRACE = 7 * 86_400;

export function newSubject(): SubjectModel {
  const counters = { epoch: 0, nonce: 0, turn: 0, optOut: 0, pausedUntil: 0, boundAt: 0, erasedAt: 0 };
  return { ...counters, signers: new Map(), grants: new Map() };
}

export function stands(subject: SubjectModel, signer: string, now: number): boolean {
  const known = subject.signers.get(signer);
  if (known === undefined || known.removedAt !== 0) return false;
  return known.from <= now && (known.until === 0 || now <= known.until);
}

export function narrows(subject: SubjectModel, signer: string, now: number): boolean {
  const known = subject.signers.get(signer);
  if (known === undefined || known.from > now) return false;
  const end = known.removedAt !== 0 ? known.removedAt : known.until;
  return end === 0 || now <= end + GRACE;
}

const UNFIT = 'SubjectRegistrySignerUnfit';

export function grant(subject: SubjectModel, id: string, by: string, now: number): Outcome {
  if (!stands(subject, by, now)) return UNFIT;
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  return give(subject, id, by, now);
}

export function grantRecorded(subject: SubjectModel, id: string, now: number): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  if (subject.boundAt !== 0 && subject.boundAt <= now) return 'SubjectRegistryBound';
  return give(subject, id, '', now);
}

function give(subject: SubjectModel, id: string, giver: string, now: number): Outcome {
  const known = subject.grants.get(id);
  if (known !== undefined && known.revokedAt !== 0) return 'ConsentRegistryRevoked';
  if (known !== undefined) return 'ConsentRegistryGranted';
  subject.grants.set(id, { grantedAt: now, revokedAt: 0, epoch: subject.epoch, giver });
  return 'done';
}

export function revoke(subject: SubjectModel, id: string, by: string, now: number): Outcome {
  const known = subject.grants.get(id);
  if (known?.giver !== by && !narrows(subject, by, now)) return UNFIT;
  return end(subject, id, now);
}

export function revokeRecorded(subject: SubjectModel, id: string, now: number): Outcome {
  return end(subject, id, now);
}

function end(subject: SubjectModel, id: string, now: number): Outcome {
  const known = subject.grants.get(id) ?? { grantedAt: 0, revokedAt: 0, epoch: 0, giver: '' };
  subject.grants.set(id, { ...known, revokedAt: known.revokedAt === 0 ? now : known.revokedAt });
  return 'done';
}

export function isActive(subject: SubjectModel, id: string, now: number): boolean {
  const known = subject.grants.get(id);
  if (known === undefined || known.grantedAt === 0 || known.revokedAt !== 0) return false;
  const open = subject.optOut === 0 && now > subject.pausedUntil && subject.erasedAt === 0;
  return open && known.epoch === subject.epoch;
}

export function revokeAll(subject: SubjectModel, epoch: number, by: string, now: number): Outcome {
  if (!narrows(subject, by, now)) return UNFIT;
  if (epoch > subject.epoch) return 'SubjectRegistryAhead';
  if (epoch === subject.epoch) subject.epoch += 1;
  return 'done';
}

export function optOut(subject: SubjectModel, level: number, turn: number, by: string, now: number): Outcome {
  if (!narrows(subject, by, now)) return UNFIT;
  if (turn > subject.turn) return 'SubjectRegistryAhead';
  if (turn === subject.turn) subject.optOut = Math.max(subject.optOut, level);
  return 'done';
}

export function optIn(subject: SubjectModel, level: number, by: string, now: number): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  if (!stands(subject, by, now)) return UNFIT;
  if (level >= subject.optOut) return 'SubjectRegistryLevelInvalid';
  subject.nonce += 1;
  subject.turn += 1;
  subject.optOut = level;
  return 'done';
}

export function pause(subject: SubjectModel, until: number, turn: number, by: string, now: number): Outcome {
  if (!narrows(subject, by, now)) return UNFIT;
  if (turn > subject.turn) return 'SubjectRegistryAhead';
  if (turn === subject.turn) subject.pausedUntil = Math.max(subject.pausedUntil, until);
  return 'done';
}

export function resume(subject: SubjectModel, by: string, now: number): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  if (!stands(subject, by, now)) return UNFIT;
  if (subject.pausedUntil < now) return 'SubjectRegistryNotPaused';
  subject.nonce += 1;
  subject.turn += 1;
  subject.pausedUntil = 0;
  return 'done';
}

export function bind(subject: SubjectModel, signer: string, taken: boolean, now: number, delay: number): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  if (taken) return 'SubjectRegistrySignerTaken';
  const from = subject.boundAt === 0 ? now : now + delay;
  if (subject.boundAt === 0) subject.boundAt = from;
  subject.nonce += 1;
  subject.signers.set(signer, { kind: 'self', from, until: 0, removedAt: 0 });
  return 'done';
}

export function removeSigner(subject: SubjectModel, signer: string, by: string, now: number): Outcome {
  const known = subject.signers.get(signer);
  if (known !== undefined && known.removedAt !== 0) return 'done';
  if (!stands(subject, by, now) || known === undefined) return UNFIT;
  if (known.from > now) known.from = Number.POSITIVE_INFINITY;
  known.removedAt = now;
  return 'done';
}

export function erase(subject: SubjectModel, by: string, now: number): Outcome {
  if (subject.erasedAt !== 0) return 'done';
  if (!stands(subject, by, now)) return UNFIT;
  subject.erasedAt = now;
  return 'done';
}

export function checkpoint(log: LogModel, size: number): Outcome {
  if (size < log.size) return 'AccessLogSizeInvalid';
  log.size = size;
  return 'done';
}

export function accept(permit: PermitModel, now: number): Outcome {
  if (permit.revokedAt !== 0) return 'PermitRegistryRevoked';
  if (permit.acceptedAt !== 0) return 'PermitRegistryAlreadyDone';
  permit.acceptedAt = now;
  return 'done';
}

export function revokePermit(permit: PermitModel, now: number): Outcome {
  if (permit.revokedAt === 0) permit.revokedAt = now;
  return 'done';
}

export function permitState(permit: PermitModel, now: number): number {
  if (permit.revokedAt !== 0) return 6;
  if (now > permit.until) return 5;
  return permit.acceptedAt === 0 ? 2 : 4;
}
