import type { Hex } from '../../core/bytes.ts';
import type { Entry } from '../../core/entry.ts';
import type { Address, Digest, GrantId } from '../../core/ids.ts';
import { mondoNumber } from '../../core/purposes.ts';
import { sessionKeyHash } from '../../core/session-statement.ts';
import { type Signer, signerId } from '../../core/signer.ts';
import { readGrantee, type Terms } from '../../core/terms.ts';
import type { Keccak } from '../../core/trie-root.ts';
import { type StateCell, stateCells } from '../../ledger/state-cells.ts';
import type { At } from '../past/history.ts';
import type { ChainLog } from '../past/logs.ts';
import type { Past } from '../past/replay.ts';
import { epochAt, type Subject } from '../past/subjects.ts';
import type { Withdrawal } from './withdrawals.ts';

/** What the audit replayed of the contracts, as their storage must have it at a block. */
export interface Replayed {
  readonly past: Past;
  readonly at: At;
  readonly keccak: Keccak;
}

const ACTIVE = 1;
const RECORDED = 3;
const GUARDIAN = 2;
/** Of the stages: the subject acts alone. */
const ALONE = 3;
/** Of a signer's id, what a grant keeps. */
const TAG_BITS = 128;

/** Seats, dataset, version and permit behind an entry that releases. What the replay does not know is a finding of
 *  another kind already. */
export function entryCells(entry: Entry, holder: Address, on: Replayed): StateCell[] {
  const { dataset, version, requester, permit } = entry;
  const cells = dataset === undefined ? [] : datasetCells(dataset, version ?? 0, on);
  if (entry.outcome === 'self') return cells;
  const seats = [holder, requester].flatMap((identity) => (identity === undefined ? [] : seatCells(identity, on)));
  return [...cells, ...seats, ...(permit === undefined ? [] : permitCells(permit, on))];
}

/** A subject's own slot, and its deciding grant's with the notice and group that this rests on. */
export function subjectCells(
  subject: Subject,
  decided: {
    readonly grant: GrantId | undefined;
    readonly terms: Terms | undefined;
    readonly requester: Address | undefined;
  },
  membership: Address,
  on: Replayed,
): StateCell[] {
  const own = standingCells(subject, on);
  if (decided.grant === undefined) return own;
  const terms = decided.terms && termsCells(decided.terms, decided.requester, subject.holder, membership, on);
  return [...own, ...grantCells(subject, decided.grant, on), ...(terms ?? [])];
}

/** What the rejection of a withdrawal rests on that the replay bears out: the subject's slot, the signer's, and whether
 *  those could act who recorded it. */
export function rejectionCells(w: Withdrawal, recorders: readonly Address[], on: Replayed): StateCell[] {
  const { past, at, keccak } = on;
  const subject = past.subjects.find(w.subject);
  const own =
    subject === undefined
      ? stateCells(keccak, 'consents', '_subjects', [w.subject], { holder: 0 })
      : standingCells(subject, on);
  const seats = recorders.flatMap((identity) => {
    const seat = past.members.seatAt(identity, at.height);
    return seat === undefined
      ? []
      : stateCells(keccak, 'membership', '_seats', [seat.account], { status: seat.status });
  });
  if (w.by === undefined) return [...own, ...seats];
  const id = signerId(w.by.signer);
  const signer = subject?.signers.get(id);
  const isBound = signer !== undefined && signer.height <= at.height;
  // Of one that was cancelled the kind is gone as well.
  const word = isBound ? { removedAt: signer.removed.at(at.height) === true ? ('set' as const) : 0 } : { from: 0 };
  const leaves = isBound ? { leavesAt: signer.leaves.at(at.height) ?? 0 } : {};
  return [...own, ...stateCells(keccak, 'consents', '_signers', [w.subject, id], { ...word, ...leaves })];
}

function standingCells(subject: Subject, { past, at, keccak }: Replayed): StateCell[] {
  return stateCells(keccak, 'consents', '_subjects', [subject.id], {
    holder: past.members.seatAt(subject.holder, at.height)?.ordinal ?? 0,
    epoch: epochAt(subject, at.height),
    optOut: subject.optOut.at(at.height)?.level ?? 0,
    optOutTurn: subject.optOut.at(at.height)?.turn ?? 0,
    pausedUntil: subject.pause.at(at.height)?.until ?? 0,
    pauseTurn: subject.pause.at(at.height)?.turn ?? 0,
    erasedAt: happened(subject.erased?.height, at),
  });
}

/** A signer's standing, when its subject reads its own data. */
export function signerCells(subject: Subject, bytes: Signer, { at, keccak }: Replayed): StateCell[] {
  const id = signerId(bytes);
  const signer = subject.signers.get(id);
  if (signer === undefined) return [];
  const own = stateCells(keccak, 'consents', '_signers', [subject.id, id], {
    kind: signer.kind,
    from: signer.from,
    until: signer.until.at(at.height) ?? 0,
    removedAt: signer.removed.at(at.height) === true ? 'set' : 0,
    leavesAt: signer.leaves.at(at.height) ?? 0,
  });
  if (signer.kind !== GUARDIAN) return own;
  const alone = subject.stage.at(at.height) === ALONE ? ('set' as const) : 0;
  return [...own, ...stateCells(keccak, 'consents', '_aloneFrom', [subject.id], { value: alone })];
}

/** An organisation's session key and the account that named it, behind a session of one of its persons. */
export function sessionKeyCells(member: Address, key: Hex, { past, at, keccak }: Replayed): StateCell[] {
  const known = past.members.sessionKey(member, key, at.height);
  if (known === undefined) return [];
  const { by, until } = known;
  return [
    ...stateCells(keccak, 'membership', '_sessionKeys', [member, sessionKeyHash(key)], { by, until }),
    ...stateCells(keccak, 'membership', '_seats', [by], { status: ACTIVE }),
  ];
}

/** A log’s head and its writer, as the audit read them last. */
export function logCells({ id, heads, writer }: ChainLog, keccak: Keccak): StateCell[] {
  return stateCells(keccak, 'accessLog', '_logs', [id], { size: heads.at(-1)?.size ?? 0, writer });
}

function seatCells(identity: Address, { past, at, keccak }: Replayed): StateCell[] {
  const seat = past.members.seatAt(identity, at.height);
  if (seat === undefined || !past.members.isActive(identity, at.height)) return [];
  const { account, ...rest } = seat;
  return [
    ...stateCells(keccak, 'membership', '_accounts', [identity], { value: account === identity ? 0 : account }),
    ...stateCells(keccak, 'membership', '_seats', [account], rest),
  ];
}

function datasetCells(id: NonNullable<Entry['dataset']>, number: number, { past, at, keccak }: Replayed): StateCell[] {
  const dataset = past.datasets.dataset(id);
  const version = past.datasets.version(id, number);
  if (dataset === undefined || version === undefined || version.height > at.height) return [];
  const { manifestRoot, purposes, sharedCount, identifiable, asksEachTime } = version;
  return [
    ...stateCells(keccak, 'datasets', '_datasets', [id], {
      holder: dataset.holder,
      retiredAt: happened(dataset.retiredAt, at),
    }),
    ...stateCells(keccak, 'datasets', '_versions', [id, number], {
      ...{ manifestRoot, purposes, sharedCount, identifiable, policy: asksEachTime },
      publishedAt: 'set',
      supersededAt: happened(version.supersededAt, at),
    }),
  ];
}

function permitCells(id: number, { past, at, keccak }: Replayed): StateCell[] {
  const permit = past.datasets.permit(id);
  if (permit === undefined || permit.height > at.height) return [];
  const { height: _, disease, countersigned, acceptedAt, revokedAt, ...terms } = permit;
  const isCountersigned = countersigned !== undefined && countersigned.height <= at.height;
  return stateCells(keccak, 'permits', '_permits', [id], {
    ...terms,
    disease: disease === undefined ? 0 : mondoNumber(disease),
    issuedAt: 'set',
    acceptedAt: happened(acceptedAt, at),
    countersignedAt: isCountersigned ? 'set' : 0,
    authority: isCountersigned ? countersigned.authority : 0,
    revokedAt: happened(revokedAt, at),
  });
}

function grantCells(subject: Subject, id: GrantId, { at, keccak }: Replayed): StateCell[] {
  const given = subject.grants.get(id);
  if (given === undefined || given.height > at.height) return [];
  const kept = subject.kept.get(id);
  const giver = given.signer ?? (kept !== undefined && kept.height <= at.height ? kept.signer : undefined);
  const isRecorded = given.kind === 'recorded';
  const cells = stateCells(keccak, 'consents', '_grants', [subject.id, id], {
    grantedAt: given.seconds,
    revokedAt: happened(subject.revoked.get(id)?.height, at),
    epoch: given.epoch,
    kind: isRecorded ? RECORDED : 'set',
    giver: giver === undefined ? 0 : BigInt.asUintN(TAG_BITS, BigInt(giver)),
  });
  if (!isRecorded || giver !== undefined) return cells;
  const value = subject.question.at(at.height)?.until ?? 0;
  return [...cells, ...stateCells(keccak, 'consents', '_recordedUntil', [subject.id], { value })];
}

function termsCells(
  { notice, grantee }: Terms,
  requester: Address | undefined,
  holder: Address,
  membership: Address,
  { past, at, keccak }: Replayed,
): StateCell[] {
  const notices = [holder, membership].flatMap((publisher) => {
    const known = past.members.noticeAt(publisher, notice as Digest, at.seconds);
    return stateCells(keccak, 'membership', '_notices', [publisher, notice], known);
  });
  const to = readGrantee(grantee);
  if (to.kind !== 'group' || requester === undefined) return notices;
  const joinedAt = past.members.joinedAt(to.group, requester, at.height);
  const presence = { joinedAt: joinedAt ?? 0, leftAt: joinedAt === undefined ? ('set' as const) : 0 };
  return [...notices, ...stateCells(keccak, 'membership', '_presences', [grantee, requester], presence)];
}

/** A second that the replay does not keep: whether there is one by the block. */
function happened(height: number | undefined, at: At): 0 | 'set' {
  return height !== undefined && height <= at.height ? 'set' : 0;
}
