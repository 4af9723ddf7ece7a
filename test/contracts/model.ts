// The contracts' rules once more, small enough to read: what a random sequence of calls is checked against.

/** What a call does: `done`, or the reason for which the contract refuses it. */
export type Outcome = 'done' | string;

export interface SignerModel {
  kind: 'self' | 'guardian';
  from: number;
  until: number;
  removedAt: number;
  leavesAt: number;
}

export interface GrantModel {
  grantedAt: number;
  revokedAt: number;
  epoch: number;
  /** Of a recorded one, who kept it. */
  giver: string;
  recorded: boolean;
}

export interface SubjectModel {
  epoch: number;
  nonce: number;
  optOutTurn: number;
  pauseTurn: number;
  optOut: number;
  stage: number;
  pausedUntil: number;
  boundAt: number;
  erasedAt: number;
  recordedUntil: number;
  /** What the subject itself signed. */
  own: { optOut: boolean; pause: boolean };
  aloneFrom: number;
  hadSelf: boolean;
  erasure: number;
  waiting: string;
  /** How far each turn went that is over. */
  levels: Map<number, number>;
  untils: Map<number, number>;
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
const ERASURE_WINDOW = 30 * 86_400;
const STAGES = { none: 0, guardian: 1, both: 2, self: 3 };

export function newSubject(): SubjectModel {
  const state = { epoch: 0, nonce: 0, optOutTurn: 0, pauseTurn: 0, optOut: 0, stage: 0, pausedUntil: 0 };
  const times = { boundAt: 0, erasedAt: 0, recordedUntil: 0, aloneFrom: 0, erasure: 0 };
  const own = { optOut: false, pause: false };
  const maps = { levels: new Map(), untils: new Map(), signers: new Map(), grants: new Map() };
  return { ...state, ...times, own, hadSelf: false, waiting: '', ...maps };
}

/** What `subjectOf` answers, but the holder. */
export function view(s: SubjectModel): Record<string, bigint> {
  const { epoch, nonce, optOutTurn, pauseTurn, optOut, stage, pausedUntil, boundAt, erasedAt, recordedUntil } = s;
  const shown = { epoch, nonce, optOutTurn, pauseTurn, optOut, stage, pausedUntil, boundAt, erasedAt, recordedUntil };
  return Object.fromEntries(Object.entries(shown).map(([key, value]) => [key, BigInt(value)]));
}

export function stands(subject: SubjectModel, signer: string, now: number): boolean {
  const known = subject.signers.get(signer);
  if (known === undefined || known.removedAt !== 0 || known.leavesAt !== 0) return false;
  return known.from <= now && (known.until === 0 || now <= known.until);
}

/** Stands, and at the subject's stage may widen. */
export function widens(subject: SubjectModel, signer: string, now: number): boolean {
  return widening(subject, signer, now) === undefined;
}

function widening(subject: SubjectModel, signer: string, now: number): Outcome | undefined {
  if (!stands(subject, signer, now)) return UNFIT;
  if (subject.stage === STAGES.none) return undefined;
  const guards = subject.signers.get(signer)?.kind === 'guardian';
  return guards === (subject.stage === STAGES.guardian) ? undefined : 'SubjectRegistryBeyondStage';
}

function cancels(subject: SubjectModel, signer: string, now: number): boolean {
  const known = subject.signers.get(signer);
  if (known?.kind !== 'guardian') return stands(subject, signer, now);
  return known.removedAt === 0 && known.leavesAt === 0 && narrows(subject, signer, now);
}

export function narrows(subject: SubjectModel, signer: string, now: number): boolean {
  const known = subject.signers.get(signer);
  if (known === undefined || known.from > now) return false;
  const alone = known.kind === 'guardian' && subject.stage === STAGES.self ? subject.aloneFrom : 0;
  return [known.removedAt, known.until, known.leavesAt, alone].every((end) => end === 0 || now <= end + GRACE);
}

const UNFIT = 'SubjectRegistrySignerUnfit';

export function grant(subject: SubjectModel, id: string, by: string, now: number): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  return widening(subject, by, now) ?? give(subject, id, by, now);
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
  subject.grants.set(id, { grantedAt: now, revokedAt: 0, epoch: subject.epoch, giver, recorded: giver === '' });
  return 'done';
}

export function keepRecorded(subject: SubjectModel, id: string, by: string, now: number): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  const refused = widening(subject, by, now);
  if (refused !== undefined) return refused;
  const known = subject.grants.get(id);
  if (known?.recorded === true && known.giver !== '') return 'done';
  if (known === undefined || !known.recorded || !counts(subject, known, now)) return 'ConsentRegistryNotKept';
  known.giver = by;
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
  const known = subject.grants.get(id) ?? { grantedAt: 0, revokedAt: 0, epoch: 0, giver: '', recorded: false };
  subject.grants.set(id, { ...known, revokedAt: known.revokedAt === 0 ? now : known.revokedAt });
  return 'done';
}

export function isActive(subject: SubjectModel, id: string, now: number): boolean {
  const known = subject.grants.get(id);
  if (known === undefined || !counts(subject, known, now)) return false;
  const open = subject.optOut === 0 && now > subject.pausedUntil && subject.erasedAt === 0;
  return open;
}

function counts(subject: SubjectModel, known: GrantModel, now: number): boolean {
  if (known.grantedAt === 0 || known.revokedAt !== 0 || known.epoch !== subject.epoch) return false;
  const unanswered = known.recorded && known.giver === '' && subject.recordedUntil !== 0;
  return !unanswered || now <= subject.recordedUntil;
}

export function revokeAll(subject: SubjectModel, epoch: number, by: string, now: number): Outcome {
  if (!narrows(subject, by, now)) return UNFIT;
  if (epoch > subject.epoch) return 'SubjectRegistryAhead';
  if (epoch === subject.epoch) subject.epoch += 1;
  return 'done';
}

/** Whether what was signed in a turn is still to be done: in its turn always, later once what goes further. */
function isDue(peaks: Map<number, number>, value: number, turn: number, current: number): boolean {
  if (turn === current) return true;
  if (value <= (peaks.get(turn) ?? 0)) return false;
  peaks.set(turn, value);
  return true;
}

export function optOut(subject: SubjectModel, level: number, turn: number, by: string, now: number): Outcome {
  if (!narrows(subject, by, now)) return UNFIT;
  if (turn > subject.optOutTurn) return 'SubjectRegistryAhead';
  if (!isDue(subject.levels, level, turn, subject.optOutTurn)) return 'done';
  if (subject.signers.get(by)?.kind === 'self') subject.own.optOut = true;
  subject.optOut = Math.max(subject.optOut, level);
  return 'done';
}

export function optIn(subject: SubjectModel, level: number, by: string, now: number): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  const refused = widening(subject, by, now);
  if (refused !== undefined) return refused;
  if (subject.own.optOut && subject.signers.get(by)?.kind === 'guardian') return 'SubjectRegistryBeyondGuardian';
  if (level >= subject.optOut) return 'SubjectRegistryLevelInvalid';
  subject.levels.set(subject.optOutTurn, subject.optOut);
  subject.optOutTurn += 1;
  subject.optOut = level;
  if (level === 0) subject.own.optOut = false;
  return 'done';
}

export function pause(subject: SubjectModel, until: number, turn: number, by: string, now: number): Outcome {
  if (!narrows(subject, by, now)) return UNFIT;
  if (turn > subject.pauseTurn) return 'SubjectRegistryAhead';
  if (!isDue(subject.untils, until, turn, subject.pauseTurn)) return 'done';
  if (subject.pausedUntil < now) subject.own.pause = false;
  if (subject.signers.get(by)?.kind === 'self' && until >= now) subject.own.pause = true;
  subject.pausedUntil = Math.max(subject.pausedUntil, until);
  return 'done';
}

export function resume(subject: SubjectModel, by: string, now: number): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  const refused = widening(subject, by, now);
  if (refused !== undefined) return refused;
  const own = subject.own.pause && subject.pausedUntil >= now;
  if (subject.pausedUntil < now)
    return subject.own.pause && isGuardian(subject, by) ? BEYOND : 'SubjectRegistryNotPaused';
  if (own && isGuardian(subject, by)) return BEYOND;
  subject.untils.set(subject.pauseTurn, subject.pausedUntil);
  subject.pauseTurn += 1;
  subject.pausedUntil = 0;
  subject.own.pause = false;
  return 'done';
}

const BEYOND = 'SubjectRegistryBeyondGuardian';

function isGuardian(subject: SubjectModel, signer: string): boolean {
  return subject.signers.get(signer)?.kind === 'guardian';
}

/** What the policy says. */
export interface Delays {
  readonly signerDelay: number;
  readonly erasureDelay: number;
  readonly recordedEndsAfter: number;
}

export function bind(
  subject: SubjectModel,
  signer: string,
  kind: SignerModel['kind'],
  taken: boolean,
  now: number,
  { signerDelay, recordedEndsAfter }: Delays,
): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  const waiting = subject.signers.get(subject.waiting);
  if (waiting !== undefined && waiting.from !== Number.POSITIVE_INFINITY && waiting.from > now) {
    return 'SubjectRegistryWaiting';
  }
  if (taken) return 'SubjectRegistrySignerTaken';
  const first = subject.boundAt === 0;
  const from = first ? now : now + signerDelay;
  if (first) subject.boundAt = from;
  if (first && recordedEndsAfter !== 0) subject.recordedUntil = from + recordedEndsAfter;
  if (!first) subject.waiting = signer;
  if (kind === 'self') subject.hadSelf = true;
  subject.signers.set(signer, { kind, from, until: 0, removedAt: 0, leavesAt: 0 });
  return 'done';
}

export function cancelSigner(subject: SubjectModel, signer: string, by: string, now: number): Outcome {
  const known = subject.signers.get(signer);
  if (known !== undefined && known.removedAt !== 0) return 'done';
  if (!cancels(subject, by, now)) return UNFIT;
  if (known === undefined || known.from <= now) return 'SubjectRegistryNotWaiting';
  known.from = Number.POSITIVE_INFINITY;
  known.removedAt = now;
  return 'done';
}

export function setStage(subject: SubjectModel, stage: number, now: number): Outcome {
  const back = stage <= subject.stage || (stage === STAGES.guardian && subject.hadSelf);
  if (back) return 'SubjectRegistryStageInvalid';
  subject.stage = stage;
  if (stage === STAGES.self) subject.aloneFrom = now;
  return 'done';
}

export function endGuardian(subject: SubjectModel, signer: string, now: number): Outcome {
  const known = subject.signers.get(signer);
  if (known?.kind !== 'guardian' || !stands(subject, signer, now)) return 'SubjectRegistryNotGuardian';
  known.until = now - 1;
  return 'done';
}

export function reportSigner(subject: SubjectModel, signer: string, now: number, { signerDelay }: Delays): Outcome {
  const known = subject.signers.get(signer);
  if (known === undefined || known.removedAt !== 0 || known.leavesAt !== 0) return UNFIT;
  known.leavesAt = now + signerDelay;
  return 'done';
}

export function keepSigner(subject: SubjectModel, signer: string, now: number): Outcome {
  const known = subject.signers.get(signer);
  if (known === undefined || known.leavesAt <= now || known.removedAt !== 0) return 'SubjectRegistryNotLeaving';
  known.leavesAt = 0;
  return 'done';
}

export function removeSigner(subject: SubjectModel, signer: string, by: string, now: number): Outcome {
  const known = subject.signers.get(signer);
  if (known !== undefined && known.removedAt !== 0) return 'done';
  if (!stands(subject, by, now)) return UNFIT;
  const alone = subject.stage === STAGES.none || subject.stage === STAGES.self;
  const reaches = !isGuardian(subject, by) && (known?.kind === 'self' || alone);
  if (by !== signer && !reaches) return 'SubjectRegistryBeyondStage';
  if (known === undefined) return UNFIT;
  if (known.from > now) known.from = Number.POSITIVE_INFINITY;
  known.removedAt = now;
  return 'done';
}

export function erase(subject: SubjectModel, by: string, now: number, delays: Delays): Outcome {
  if (subject.erasedAt !== 0) return 'done';
  const refused = widening(subject, by, now);
  if (refused !== undefined) return refused;
  if (isGuardian(subject, by)) {
    const announced = announceErasure(subject, now, delays);
    if (announced !== 'done') return announced;
  } else {
    subject.erasedAt = now;
    subject.erasure = 0;
  }
  subject.nonce += 1;
  return 'done';
}

export function announceErasure(subject: SubjectModel, now: number, { erasureDelay }: Delays): Outcome {
  if (subject.erasedAt !== 0) return 'SubjectRegistryErased';
  const stands = subject.erasure !== 0 && now <= subject.erasure + ERASURE_WINDOW;
  if (stands) return 'SubjectRegistryErasureAnnounced';
  subject.erasure = now + erasureDelay;
  return 'done';
}

export function objectToErasure(subject: SubjectModel): Outcome {
  subject.erasure = 0;
  return 'done';
}

export function executeErasure(subject: SubjectModel, now: number): Outcome {
  if (subject.erasure === 0) return 'SubjectRegistryNoErasure';
  if (now < subject.erasure) return 'SubjectRegistryTooEarly';
  if (now > subject.erasure + ERASURE_WINDOW) return 'SubjectRegistryErasureLapsed';
  subject.erasedAt = now;
  subject.erasure = 0;
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
