import type { AcknowledgedRevocations } from './acknowledged.ts';
import type { ConsentIndex } from './consent-index.ts';
import { type GrantQuestion, grantJudge } from './grant-judge.ts';
import { COVERS, REASON } from './reasons.ts';
import { endsGrant, type SubjectQuestion, subjectJudge } from './subject-judge.ts';

/** Says of one item: the deciding grant's number, 0 for "no grant needed", or the negative code of the reason why it
 *  is withheld. */
export type ItemJudge = (subject: number, categories: number) => number;

/** Grants are needed: the newest that covers the item decides, else the one that came nearest gives the reason. */
export function byConsent(index: ConsentIndex, about: SubjectQuestion, question: GrantQuestion): ItemJudge {
  const blocked = subjectJudge(index, about);
  const judge = grantJudge(index, question);
  const { acknowledged } = about;
  return (subject, categories) => {
    if (subject === 0) return 0;
    const block = blocked(subject);
    if (block !== 0) return -block;
    const pending = acknowledged !== undefined && acknowledged.size > 0;
    let nearest = REASON['no-grant'];
    for (let grant = index.subjects.firstGrant(subject); grant !== 0; grant = index.grants.next(grant)) {
      let code = judge(grant, categories);
      if (code === COVERS) {
        if (!pending || !isEnded(index, acknowledged, subject, grant)) return grant;
        code = REASON.revoked;
      }
      if (code > nearest) nearest = code;
    }
    return -nearest;
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
