import type { Revocation } from './acknowledged.ts';
import type { ConsentIndex } from './consent-index.ts';
import type { Release } from './decision.ts';
import { endsGrant } from './subject-judge.ts';

/** Positions of `release.items`, from `from` until before `until`: what a stream still has to send. */
export interface Part {
  readonly from: number;
  readonly until: number;
}

/** Whether an acknowledged revocation concerns what a release lets out, or the given part of it. True means: decide
 *  again, or cut the stream. A revocation of grants concerns the items that those grants let through; one of the
 *  subject all of its items, but not what the subject itself reads; what only research must heed leaves an emergency
 *  alone. One pass over numbers: a release of 4,096 items takes microseconds. */
export function affects(index: ConsentIndex, revocation: Revocation, release: Release, part?: Part): boolean {
  if (!concerns(revocation, release)) return false;
  const subject = index.subjects.find(revocation.subject);
  if (subject === 0) return false;
  const from = Math.max(0, part?.from ?? 0);
  const until = Math.min(release.items.length, part?.until ?? release.items.length);
  const ofGrants = revocation.scope === 'grant' || revocation.scope === 'epoch';
  for (
    let k = release.subjects.indexOf(subject, from);
    k !== -1 && k < until;
    k = release.subjects.indexOf(subject, k + 1)
  ) {
    if (!ofGrants) return true;
    const grant = release.grants[k] ?? 0;
    if (grant !== 0 && endsGrant(index, revocation, subject, grant)) return true;
  }
  return false;
}

function concerns(revocation: Revocation, { outcome }: Release): boolean {
  if (outcome === 'self') return revocation.scope === 'erasure';
  const researchOnly = revocation.scope === 'opt-out' && revocation.level === 'research';
  return !(outcome === 'emergency' && researchOnly);
}
