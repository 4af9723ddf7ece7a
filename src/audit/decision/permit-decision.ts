import { BASES, DELIVERIES, type Entry } from '../../core/entry.ts';
import { type Address, ZERO_DIGEST } from '../../core/ids.ts';
import type { Permit, Version } from '../past/datasets.ts';
import type { At } from '../past/history.ts';
import { ROLE } from '../past/members.ts';
import type { Past } from '../past/replay.ts';
import type { FindingCode } from '../source/findings.ts';

export interface Problem {
  readonly code: FindingCode;
  readonly message: string;
}

/** Relations that keep a parent's items as they are: what identifies there identifies here. */
const KEEPING = new Set(['subsetOf', 'mergedFrom', 'annotates']);

/** Whether the entry's requester might have that dataset, version and delivery for that purpose at the block: all of
 *  the decision that needs neither the request nor the subjects. Source: architecture, §5, 1 and 2. */
export function judgePermit(entry: Entry, holder: Address, past: Past, at: At): Problem[] {
  const problems = judgeDataset(entry, holder, past, at);
  if (entry.outcome === 'self') return problems;
  const { requester, permit: id } = entry;
  if (requester === undefined || !past.members.isActive(requester, at.height)) {
    problems.push(problem('REQUESTER_INACTIVE', 'The requester was no active member at the block.'));
  }
  const permit = id === undefined ? undefined : past.datasets.permit(id);
  if (id === undefined || permit === undefined || permit.height > at.height) {
    return [...problems, problem('PERMIT_MISSING', 'No such permit stood at the block.')];
  }
  return [...problems, ...judgeState(permit, past, at), ...judgeScope(entry, permit, past, at)];
}

function judgeDataset(entry: Entry, holder: Address, past: Past, at: At): Problem[] {
  const { dataset: id, version: number } = entry;
  const dataset = id === undefined ? undefined : past.datasets.dataset(id);
  const version = id === undefined || number === undefined ? undefined : past.datasets.version(id, number);
  if (dataset === undefined || version === undefined || version.height > at.height) {
    return [problem('DATASET_UNFIT', 'No such version was published at the block.')];
  }
  const problems: Problem[] = [];
  if (dataset.holder !== holder) problems.push(problem('DATASET_UNFIT', 'The dataset is of another holder.'));
  if (!past.members.isActive(dataset.holder, at.height)) {
    problems.push(problem('DATASET_UNFIT', 'The holder was not active at the block.'));
  }
  if (entry.outcome === 'self') return problems;
  if (isPast(dataset.retiredAt, at)) problems.push(problem('DATASET_UNFIT', 'The dataset was retired.'));
  if (isPast(version.supersededAt, at)) problems.push(problem('DATASET_UNFIT', 'The version was superseded.'));
  if (losesIdentifiable(version, holder, past)) {
    problems.push(problem('IDENTIFIABLE_LOST', 'The version keeps items of one that identifies, and denies it.'));
  }
  return problems;
}

function losesIdentifiable(version: Version, holder: Address, past: Past): boolean {
  if (version.identifiable) return false;
  return version.edges.some((edge) => {
    const sameHolder = past.datasets.dataset(edge.dataset)?.holder === holder;
    const parent = past.datasets.version(edge.dataset, edge.version);
    return sameHolder && parent?.identifiable === true && KEEPING.has(edge.relation ?? '');
  });
}

function judgeState(permit: Permit, past: Past, at: At): Problem[] {
  const problems: Problem[] = [];
  const inactive = (message: string) => problems.push(problem('PERMIT_INACTIVE', message));
  if (isPast(permit.revokedAt, at)) inactive('The permit was revoked.');
  if (at.seconds < permit.from || at.seconds > permit.until) inactive('The permit was not valid at the block’s time.');
  if (permit.termsDigest !== ZERO_DIGEST && !isPast(permit.acceptedAt, at)) inactive('Its terms were not accepted.');
  if (permit.basis !== 0 && !isCountersigned(permit, past, at)) inactive('No authority had countersigned it.');
  return problems;
}

/** By an authority that is neither of the two that the permit is between. */
function isCountersigned({ countersigned, requester, dataset }: Permit, past: Past, at: At): boolean {
  if (countersigned === undefined || countersigned.height > at.height) return false;
  const { authority, height } = countersigned;
  const isParty = authority === requester || authority === past.datasets.dataset(dataset)?.holder;
  return !isParty && past.members.hadRole(authority, ROLE.authority, height);
}

function judgeScope(entry: Entry, permit: Permit, past: Past, at: At): Problem[] {
  const problems: Problem[] = [];
  const exceeded = (message: string) => problems.push(problem('PERMIT_EXCEEDED', message));
  const version = past.datasets.version(permit.dataset, entry.version ?? 0);
  if (permit.requester !== entry.requester) exceeded('The permit is of another requester.');
  if (permit.dataset !== entry.dataset) exceeded('The permit is for another dataset.');
  if (DELIVERIES[permit.delivery] !== entry.delivery) exceeded('The permit is for another delivery.');
  if (version?.identifiable === true && !permit.identifiable) exceeded('The permit is not for items that identify.');
  if (permit.emergency !== (entry.outcome === 'emergency')) exceeded('Emergency and permit do not agree.');
  if (permit.purpose !== 0 && permit.purpose !== entry.purpose) exceeded('The permit is for another purpose.');
  if (permit.purpose === 0 && !permit.emergency) exceeded('The permit names no purpose.');
  if (!past.members.hasRole(permit.requester, wantedRole(permit), at.height)) {
    problems.push(problem('REQUESTER_INACTIVE', 'The requester lacked the role that the permit needs.'));
  }
  if (BASES[permit.basis] !== (entry.basis ?? 'consent')) {
    problems.push(problem('BASIS_DIFFERS', 'The entry names another legal basis than the permit.'));
  }
  return problems;
}

function wantedRole({ emergency, delivery }: Permit): number {
  if (emergency) return ROLE.clinician;
  return DELIVERIES[delivery] === 'environment' ? ROLE.environment : ROLE.requester | ROLE.environment;
}

function isPast(height: number | undefined, at: At): boolean {
  return height !== undefined && height <= at.height;
}

function problem(code: FindingCode, message: string): Problem {
  return { code, message };
}
