import { BASES, DELIVERIES } from '../core/entry.ts';
import { type Address, type DatasetId, type PermitId, ZERO_ADDRESS } from '../core/ids.ts';
import { mondoNumber } from '../core/purposes.ts';
import { readGrantee } from '../core/terms.ts';
import type { Keccak } from '../core/trie-root.ts';
import { type StateCell, stateCells } from '../ledger/state-cells.ts';
import type { ConsentIndex } from './consent-index.ts';
import type { Release } from './decision.ts';
import { GRANT_KINDS } from './grant-table.ts';

export interface DecidedOn {
  readonly index: ConsentIndex;
  readonly keccak: Keccak;
  readonly membership: Address;
  readonly dataset: DatasetId;
  readonly version: number;
  /** Absent where a subject reads its own data. */
  readonly requester?: Address | undefined;
}

const ACTIVE = 1;
const RECORDED = GRANT_KINDS.indexOf('recorded');

/** The slots of the contracts that a release rests on, with what the index holds of them:
 *  seats, dataset and version, permit, and of each subject its own, its deciding grants', and the notices and groups
 *  behind these. Read at the decision's block they must say the same, or the index was not given all events.
 *
 *  Not among them: the policy, approvals, and the chain's part in signatures. */
export function decisionCells(on: DecidedOn, release: Release): StateCell[] {
  const cells = [...datasetCells(on), ...permitCells(on, release.permit), ...seatCells(on, on.requester)];
  const asked = new Set<number>();
  const shapes = new Set<number>();
  for (let k = 0; k < release.items.length; k++) {
    const [subject = 0, grant = 0] = [release.subjects[k], release.grants[k]];
    if (subject !== 0 && !asked.has(subject)) {
      asked.add(subject);
      cells.push(...subjectCells(on, subject));
    }
    if (grant === 0 || asked.has(-grant)) continue;
    asked.add(-grant);
    cells.push(...grantCells(on, subject, grant));
    shapes.add(on.index.grants.shape(grant));
  }
  return [...cells, ...[...shapes].flatMap((shape) => shapeCells(on, shape))];
}

function seatCells({ index, keccak }: DecidedOn, identity: Address | undefined): StateCell[] {
  const member = identity && index.members.find(identity);
  if (!identity || !member) return [];
  const { account, principal, ordinal, roles } = member;
  const seat = { status: ACTIVE, roles, ordinal, principal };
  return [
    ...stateCells(keccak, 'membership', '_accounts', [identity], { value: account === identity ? 0 : account }),
    ...stateCells(keccak, 'membership', '_seats', [account], seat),
  ];
}

function datasetCells(on: DecidedOn): StateCell[] {
  const { index, keccak, dataset: id, version: number, requester } = on;
  const dataset = index.datasets.dataset(id);
  const version = index.datasets.version(id, number);
  if (!dataset || !version) return [];
  const { holder, retired } = dataset;
  const { purposes, identifiable, superseded } = version;
  const policy = version.policy === 'ask-each-time';
  return [
    // Only a member's request rests on the holder's standing.
    ...(requester === undefined ? [] : seatCells(on, holder)),
    ...stateCells(keccak, 'datasets', '_datasets', [id], { holder, retiredAt: since(retired) }),
    ...stateCells(keccak, 'datasets', '_versions', [id, number], {
      purposes,
      policy,
      identifiable,
      publishedAt: 'set',
      supersededAt: since(superseded),
    }),
  ];
}

function permitCells({ index, keccak }: DecidedOn, id: PermitId | undefined): StateCell[] {
  const permit = id === undefined ? undefined : index.permits.permit(id);
  if (!permit) return [];
  const { requester, dataset, from, until, purpose, identifiable, emergency, attested, recipientKeyDigest } = permit;
  return stateCells(keccak, 'permits', '_permits', [permit.id], {
    ...{ requester, dataset, from, until, purpose, identifiable, emergency, attested, recipientKeyDigest },
    delivery: DELIVERIES.indexOf(permit.delivery),
    basis: BASES.indexOf(permit.basis),
    disease: permit.disease === undefined ? 0 : mondoNumber(permit.disease),
    termsDigest: since(permit.hasTerms),
    issuedAt: 'set',
    acceptedAt: since(permit.accepted),
    countersignedAt: since(permit.countersigned),
    revokedAt: since(permit.revoked),
  });
}

function subjectCells({ index, keccak, dataset }: DecidedOn, subject: number): StateCell[] {
  const { subjects } = index;
  const holder = index.datasets.dataset(dataset)?.holder ?? ZERO_ADDRESS;
  return stateCells(keccak, 'consents', '_subjects', [subjects.pseudonym(subject)], {
    holder: index.members.find(holder)?.ordinal ?? 0,
    epoch: subjects.epoch(subject),
    optOut: subjects.optOut(subject),
    pausedUntil: subjects.pausedUntil(subject),
    erasedAt: since(subjects.isErased(subject)),
  });
}

function grantCells({ index, keccak }: DecidedOn, subject: number, grant: number): StateCell[] {
  const { grants, subjects } = index;
  const pseudonym = subjects.pseudonym(subject);
  const isPaper = grants.kind(grant) === RECORDED;
  const isAsked = isPaper && !grants.isKept(grant);
  return [
    ...stateCells(keccak, 'consents', '_grants', [pseudonym, grants.id(grant)], {
      grantedAt: grants.grantedAt(grant),
      revokedAt: since(grants.isRevoked(grant)),
      epoch: subjects.epoch(subject),
      kind: grants.kind(grant),
      giver: since(!isAsked),
    }),
    ...(isAsked
      ? stateCells(keccak, 'consents', '_recordedUntil', [pseudonym], { value: index.recordedEnd(subject) })
      : []),
  ];
}

/** What grants of one shape have in common: their notice, by whoever may have published it, and their group. */
function shapeCells({ index, keccak, membership, dataset, requester }: DecidedOn, shape: number): StateCell[] {
  const terms = index.terms.at(shape);
  const holder = index.datasets.dataset(dataset)?.holder;
  if (!terms || !holder) return [];
  const notices = [holder, membership].flatMap((publisher) => {
    const { publishedAt = 0, withdrawnAt = 0 } = index.members.notice(publisher, terms.notice) ?? {};
    return stateCells(keccak, 'membership', '_notices', [publisher, terms.notice], { publishedAt, withdrawnAt });
  });
  if (readGrantee(terms.grantee).kind !== 'group' || requester === undefined) return notices;
  const joinedAt = index.members.joinedAt(terms.grantee, requester) ?? 0;
  const presence = stateCells(keccak, 'membership', '_presences', [terms.grantee, requester], { joinedAt, leftAt: 0 });
  return [...notices, ...presence];
}

/** A second that the index does not keep: whether there is one. */
function since(happened: boolean): 0 | 'set' {
  return happened ? 'set' : 0;
}
