import type { Hex } from '../core/bytes.ts';
import type { Address, DatasetId, Digest } from '../core/ids.ts';
import { memberGrantee } from '../core/terms.ts';
import type { ConsentIndex } from './consent-index.ts';
import { coverage } from './coverage.ts';
import type { Notice } from './members.ts';
import { COVERS, REASON } from './reasons.ts';
import { ANY, type TermsShape } from './terms-table.ts';
import type { Use } from './use.ts';

/** What grants are asked. Times in seconds. */
export interface GrantQuestion {
  readonly requester: Address;
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

/** What a shape comes to for one question, as a row of numbers: objects would cost a grant several times what reading it does.
 *  The first check that every grant of the shape fails (0 until the shape was met), and the bounds of `grantedAt` for those that
 *  depend on when it was given. */
const WIDTH = 7;
const CODE = 0;
/** The grant must be later than this (group membership). */
const AFTER = 1;
/** The holder's notice stood from here until before `SHOWN_UNTIL`; the consortium's in the second period. */
const SHOWN_FROM = 2;
const SHOWN_UNTIL = 3;
const ALSO_FROM = 4;
const ALSO_UNTIL = 5;
const EXCLUDED = 6;

/** Gives, for a grant and an item's categories, COVERS or the code of the first check that fails. Shapes are read
 *  once each, when they are met first, so that a million grants cost array lookups. */
export function grantJudge(
  index: ConsentIndex,
  question: GrantQuestion,
): (grant: number, categories: number) => number {
  const { grants } = index;
  const { now, latest } = question;
  const requester = memberGrantee(question.requester);
  const verdicts = new Float64Array((index.terms.count + 1) * WIDTH);
  const at = (row: number, column: number) => verdicts[row + column] as number;
  return (grant, categories) => {
    if (!grants.isAlive(grant)) return grants.isRevoked(grant) ? REASON.revoked : REASON['epoch-over'];
    const shape = grants.shape(grant);
    if (shape === 0) return REASON['terms-unknown'];
    if (now < grants.from(grant)) return REASON['not-yet-valid'];
    if (latest > grants.until(grant)) return REASON.expired;
    const row = shape * WIDTH;
    if (at(row, CODE) === 0) verdicts.set(verdictOf(index, shape, question, requester), row);
    const code = at(row, CODE);
    const grantedAt = grants.grantedAt(grant);
    if (grantedAt <= at(row, AFTER) && code > REASON.grantee) return REASON.grantee;
    const wasShown =
      (grantedAt >= at(row, SHOWN_FROM) && grantedAt < at(row, SHOWN_UNTIL)) ||
      (grantedAt >= at(row, ALSO_FROM) && grantedAt < at(row, ALSO_UNTIL));
    if (!wasShown && code > REASON.notice) return REASON.notice;
    if (code === COVERS && (at(row, EXCLUDED) & categories) !== 0) return REASON.category;
    return code;
  };
}

/** The row of a shape. `requester` is the question's, as grants name it. */
function verdictOf(index: ConsentIndex, number: number, question: GrantQuestion, requester: Digest): number[] {
  const shape = index.terms.at(number);
  if (shape === undefined) return [REASON['terms-unknown'], 0, 0, 0, 0, 0, 0];
  const after = shape.grantee === requester ? -1 : coveredAfter(index, shape, question);
  const [notice, other] = index.members.notices(shape.notice, question.holder);
  const code = after === undefined ? REASON.grantee : codeOf(shape, question, notice !== undefined);
  return [code, after ?? 0, ...shown(notice), ...shown(other), shape.excluded];
}

/** From when until before when a notice stood; never for none. */
function shown(notice: Readonly<Notice> | undefined): readonly [number, number] {
  if (notice === undefined) return [0, 0];
  return [notice.publishedAt, notice.withdrawnAt ?? Number.POSITIVE_INFINITY];
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
  const joinedAt = index.members.joinedAt(grantee, question.requester);
  return joinedAt === undefined || !shape.futureMembers ? joinedAt : -1;
}

function same(one: Hex, other: Hex): boolean {
  return one === other;
}
