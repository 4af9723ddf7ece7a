import type { AcknowledgedRevocations } from './acknowledged.ts';
import type { ConsentIndex } from './consent-index.ts';
import { type GrantQuestion, grantJudge } from './grant-judge.ts';
import { GRANT_ROW } from './grant-table.ts';
import { COVERS, REASON } from './reasons.ts';
import { endsGrant, leastOptOut, type SubjectQuestion, subjectJudge } from './subject-judge.ts';
import { SUBJECT_ROW } from './subject-table.ts';

/** Says of one item: the deciding grant's number, 0 for "no grant needed", or the negative code of the reason why it
 *  is withheld. */
export type ItemJudge = (subject: number, categories: number) => number;

/** Grants are needed: the newest that covers the item decides, else the one that came nearest gives the reason. */
export function byConsent(index: ConsentIndex, about: SubjectQuestion, question: GrantQuestion): ItemJudge {
  const blocked = subjectJudge(index, about);
  const { codeOf, sure } = grantJudge(index, question);
  const surely = newestSurely(index, about, question, sure);
  const { acknowledged } = about;
  const hasPending = acknowledged !== undefined && acknowledged.size > 0;
  const whole = (subject: number, categories: number) => {
    const block = blocked(subject);
    if (block !== 0) return -block;
    let nearest = REASON['no-grant'];
    for (let grant = index.subjects.firstGrant(subject); grant !== 0; grant = index.grants.next(grant)) {
      let code = codeOf(grant, categories);
      if (code === COVERS) {
        if (!hasPending || !isEnded(index, acknowledged, subject, grant)) return grant;
        code = REASON.revoked;
      }
      if (code > nearest) nearest = code;
    }
    return -nearest;
  };
  return (subject, categories) => {
    if (subject === 0) return 0;
    const grant = surely(subject, categories);
    if (grant !== 0 && !(hasPending && acknowledged.of(subject).length > 0)) return grant;
    return whole(subject, categories);
  };
}

/** Gives the subject's newest grant where a few words of the tables show that it covers the item, acknowledged revocations
 *  aside, and 0 where the whole judgement is needed. It says nothing that the whole judgement would not: most items of
 *  a large release are decided by it, at a third of the time. */
function newestSurely(
  { subjects: { rows: subjects }, grants: { rows: grants } }: ConsentIndex,
  about: SubjectQuestion,
  question: GrantQuestion,
  sure: Uint32Array,
): (subject: number, categories: number) => number {
  const { words: subjectWords } = subjects;
  const { words: grantWords } = grants;
  const leastLevel = leastOptOut(about);
  const { holder, now } = about;
  const { now: began, latest } = question;
  return (subject, categories) => {
    const own = subject * SUBJECT_ROW.WIDTH;
    const state = subjectWords[own + SUBJECT_ROW.STATE] ?? 0;
    if (holder === 0 || state >>> SUBJECT_ROW.HOLDER_SHIFT !== holder) return 0;
    // An erasure is a bit above the levels of opting out.
    if ((state & SUBJECT_ROW.STOP_BITS) >= leastLevel || now <= (subjectWords[own + SUBJECT_ROW.PAUSED_UNTIL] ?? 0))
      return 0;
    const grant = subjectWords[own + SUBJECT_ROW.FIRST] ?? 0;
    const row = grant * GRANT_ROW.WIDTH;
    const given = grantWords[row + GRANT_ROW.SHAPE] ?? 0;
    if (grant === 0 || (given & GRANT_ROW.DEAD_BITS) !== 0) return 0;
    if (began < (grantWords[row + GRANT_ROW.FROM] ?? 0) || latest > (grantWords[row + GRANT_ROW.UNTIL] ?? 0)) return 0;
    const shape = 2 * (given >>> GRANT_ROW.SHAPE_SHIFT);
    const grantedAt = grantWords[row + GRANT_ROW.GRANTED_AT] ?? 0;
    // Undefined for what the shapes do not know: not greater, not smaller.
    return grantedAt >= (sure[shape] ?? Number.POSITIVE_INFINITY) && ((sure[shape + 1] ?? 0) & categories) === 0
      ? grant
      : 0;
  };
}

/** Another basis than consent, or an emergency: what the subject said of itself still withholds. */
export function withoutGrants(index: ConsentIndex, about: SubjectQuestion): ItemJudge {
  const blocked = subjectJudge(index, about);
  return (subject) => (subject === 0 ? 0 : -blocked(subject));
}

/** A subject reads its own items, and no others; a pause or an opt-out is about others. */
export function ownItems(index: ConsentIndex, self: number, about: SubjectQuestion): ItemJudge {
  const erasing = about.acknowledged?.of(self).some(({ scope }) => scope === 'erasure') === true;
  const isErased = index.subjects.isErased(self) || erasing;
  const isHeld = about.holder !== 0 && index.subjects.holder(self) === about.holder;
  return (subject) => {
    if (self === 0 || subject !== self) return -REASON['no-such-item'];
    if (isErased) return -REASON.erased;
    return isHeld ? 0 : -REASON['unknown-subject'];
  };
}

function isEnded(index: ConsentIndex, acknowledged: AcknowledgedRevocations, subject: number, grant: number): boolean {
  return acknowledged.of(subject).some((revocation) => endsGrant(index, revocation, subject, grant));
}
