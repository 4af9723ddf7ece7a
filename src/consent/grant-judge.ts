import type { Hex } from '../core/bytes.ts';
import type { Address, DatasetId, Digest } from '../core/ids.ts';
import { memberGrantee } from '../core/terms.ts';
import type { ConsentIndex } from './consent-index.ts';
import { coverage } from './coverage.ts';
import { COVERS, REASON } from './reasons.ts';
import { ANY, type TermsShape } from './terms-table.ts';
import type { Use } from './use.ts';

/** What grants are asked. Times in seconds. */
export interface GrantQuestion {
  /** Undefined for one that no consent names, alone or in a group. */
  readonly requester: Address | undefined;
  /** Of the dataset, and so of the subjects. */
  readonly holder: Address;
  readonly dataset: DatasetId;
  /** The dataset asks each time: only a grant that names both it and the requester counts. */
  readonly asksEachTime: boolean;
  readonly identifiable: boolean;
  readonly use: Use;
  /** Of the block of the decision. */
  readonly now: number;
  /** The later of the block's time and the clock's: what ended meanwhile has ended. */
  readonly latest: number;
}

/** What a shape comes to for one question: the first check that every grant of the shape fails, and the bounds of
 *  `grantedAt` for those that depend on when it was given. */
interface Verdict {
  readonly code: number;
  /** The grant must be later than this (group membership). */
  readonly after: number;
  /** The holder's notice stood from here until before `shownUntil`; the consortium's in the second period. */
  readonly shownFrom: number;
  readonly shownUntil: number;
  readonly alsoFrom: number;
  readonly alsoUntil: number;
  readonly excluded: number;
}

const NEVER_SHOWN = { shownFrom: 0, shownUntil: 0, alsoFrom: 0, alsoUntil: 0 } as const;

/** How grants are judged for one question. Shapes are read once each, when they are met first. */
export interface GrantJudge {
  /** For a grant and an item's categories, COVERS or the code of the first check that fails. */
  readonly codeOf: (grant: number, categories: number) => number;
  /** Of shapes met so far whose grants cover items by these two words alone, once they are known to be alive and within their
   *  period: the first second in which one that counts was given, and the categories left out. At twice the shape's number. */
  readonly sure: Uint32Array;
}

/** First second of a shape that is not met yet, or that more hangs on. */
const NOT_SURE = 0xffff_ffff;

export function grantJudge(index: ConsentIndex, question: GrantQuestion): GrantJudge {
  const { grants } = index;
  const requester = question.requester === undefined ? undefined : memberGrantee(question.requester);
  const verdicts: (Verdict | undefined)[] = [];
  const sure = new Uint32Array(2 * (index.terms.count + 1)).fill(NOT_SURE);
  const firstVerdict = (shape: number) => {
    const verdict = verdictOf(index, shape, question, requester);
    verdicts[shape] = verdict;
    if (verdict.code === COVERS && verdict.shownUntil === Number.POSITIVE_INFINITY) {
      sure[2 * shape] = Math.max(verdict.after + 1, verdict.shownFrom);
      sure[2 * shape + 1] = verdict.excluded;
    }
    return verdict;
  };
  const codeOf = (grant: number, categories: number) => {
    if (!grants.isAlive(grant)) return grants.isRevoked(grant) ? REASON.revoked : REASON['epoch-over'];
    const shape = grants.shape(grant);
    if (shape === 0) return REASON['terms-unknown'];
    if (question.now < grants.from(grant)) return REASON['not-yet-valid'];
    if (question.latest > grants.until(grant)) return REASON.expired;
    const verdict = verdicts[shape] ?? firstVerdict(shape);
    const grantedAt = grants.grantedAt(grant);
    if (grantedAt <= verdict.after && verdict.code > REASON.grantee) return REASON.grantee;
    const wasShown =
      (grantedAt >= verdict.shownFrom && grantedAt < verdict.shownUntil) ||
      (grantedAt >= verdict.alsoFrom && grantedAt < verdict.alsoUntil);
    if (!wasShown && verdict.code > REASON.notice) return REASON.notice;
    if (verdict.code === COVERS && (verdict.excluded & categories) !== 0) return REASON.category;
    return verdict.code;
  };
  return { codeOf, sure };
}

/** `requester` is the question's, as grants name it. */
function verdictOf(
  index: ConsentIndex,
  number: number,
  question: GrantQuestion,
  requester: Digest | undefined,
): Verdict {
  const shape = index.terms.at(number);
  if (shape === undefined) return { code: REASON['terms-unknown'], after: 0, ...NEVER_SHOWN, excluded: 0 };
  const after = shape.grantee === requester ? -1 : coveredAfter(index, shape, question);
  const [notice, other] = index.members.notices(shape.notice, question.holder);
  return {
    code: after === undefined ? REASON.grantee : codeOf(shape, question, notice !== undefined),
    after: after ?? 0,
    shownFrom: notice?.publishedAt ?? 0,
    shownUntil: notice === undefined ? 0 : (notice.withdrawnAt ?? Number.POSITIVE_INFINITY),
    alsoFrom: other?.publishedAt ?? 0,
    alsoUntil: other === undefined ? 0 : (other.withdrawnAt ?? Number.POSITIVE_INFINITY),
    excluded: shape.excluded,
  };
}

function codeOf(shape: TermsShape, question: GrantQuestion, published: boolean): number {
  const anyScope = shape.scope === ANY && !question.asksEachTime;
  if (!anyScope && !same(shape.scope, question.dataset)) return REASON.scope;
  const { verdict } = coverage(shape.purposes, question.use);
  if (verdict === 'refused') return REASON.purpose;
  if (!published) return REASON.notice;
  if (verdict === 'needs-review') return REASON['purpose-needs-review'];
  if (question.identifiable && !shape.identifiable) return REASON.identifiable;
  return COVERS;
}

/** Second after which a grant that does not name the requester must have been given to cover it; undefined where none
 *  does. */
function coveredAfter(index: ConsentIndex, shape: TermsShape, question: GrantQuestion): number | undefined {
  const { grantee } = shape;
  if (question.asksEachTime) return undefined;
  if (grantee === ANY) return -1;
  if (question.requester === undefined) return undefined;
  const joinedAt = index.members.joinedAt(grantee, question.requester);
  return joinedAt === undefined || !shape.futureMembers ? joinedAt : -1;
}

function same(one: Hex, other: Hex): boolean {
  return one === other;
}
