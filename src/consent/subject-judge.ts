import type { AcknowledgedRevocations, Revocation } from './acknowledged.ts';
import type { ConsentIndex } from './consent-index.ts';
import { REASON } from './reasons.ts';
import { OPT_OUT_LEVELS } from './subject-table.ts';

export interface SubjectQuestion {
  /** `Members.numberOf` the dataset's holder. */
  readonly holder: number;
  /** A clinician's emergency: only an opt-out from everything holds. */
  readonly emergency: boolean;
  /** Second of the block. */
  readonly now: number;
  readonly acknowledged: AcknowledgedRevocations | undefined;
}

const ALL = OPT_OUT_LEVELS.indexOf('all');
const RESEARCH = OPT_OUT_LEVELS.indexOf('research');

/** Index into `OPT_OUT_LEVELS` from which on an opt-out withholds. */
export function leastOptOut({ emergency }: SubjectQuestion): number {
  return emergency ? ALL : RESEARCH;
}

/** Gives, for a subject's number, 0 or the code of what withholds its items from whoever asks, whatever the grants.
 *  An item of somebody whom the chain does not know at this holder is withheld: it could not opt out. */
export function subjectJudge(index: ConsentIndex, question: SubjectQuestion): (subject: number) => number {
  const { subjects } = index;
  const { acknowledged, holder, now } = question;
  const leastLevel = leastOptOut(question);
  return (subject) => {
    if (holder === 0 || subjects.holder(subject) !== holder) return REASON['unknown-subject'];
    if (subjects.isErased(subject)) return REASON.erased;
    if (subjects.optOut(subject) >= leastLevel) return REASON['opted-out'];
    if (now <= subjects.pausedUntil(subject)) return REASON.paused;
    if (acknowledged === undefined || acknowledged.size === 0) return 0;
    return acknowledgedCode(acknowledged.of(subject), leastLevel, now);
  };
}

function acknowledgedCode(revocations: readonly Revocation[], leastLevel: number, now: number): number {
  let code = 0;
  for (const revocation of revocations) {
    if (revocation.scope === 'erasure') return REASON.erased;
    if (revocation.scope === 'opt-out' && OPT_OUT_LEVELS.indexOf(revocation.level ?? 'all') >= leastLevel) {
      code = REASON['opted-out'];
    }
    if (revocation.scope === 'pause' && now <= (revocation.until ?? Number.POSITIVE_INFINITY) && code === 0)
      code = REASON.paused;
  }
  return code;
}

/** Whether an acknowledged revocation ends a grant of the subject. */
export function endsGrant(index: ConsentIndex, revocation: Revocation, subject: number, grant: number): boolean {
  if (revocation.scope === 'grant') {
    return revocation.grant === undefined || index.grants.id(grant) === revocation.grant;
  }
  return (
    revocation.scope === 'epoch' && index.subjects.epoch(subject) <= (revocation.epoch ?? Number.POSITIVE_INFINITY)
  );
}
