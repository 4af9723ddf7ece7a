import { CustosError } from '../core/errors.ts';
import type { Address, Digest, Pseudonym } from '../core/ids.ts';
import type { AccessRequest } from '../core/request.ts';
import type { AcknowledgedRevocations } from './acknowledged.ts';
import { type Collected, collect } from './collect.ts';
import type { ConsentIndex } from './consent-index.ts';
import type { Decision, Refused, Release } from './decision.ts';
import { secondsOf } from './events.ts';
import { byConsent, type ItemJudge, ownItems, withoutGrants } from './item-judge.ts';
import { type Admitted, checkPermit, type RefusedFor } from './permit-check.ts';
import { REASON, withheldOf } from './reasons.ts';
import type { SubjectQuestion } from './subject-judge.ts';
import type { Diseases } from './use.ts';
import type { DatasetView } from './view.ts';

/** Who asks, as its session and proof showed: a member by its identity, or a subject (itself, or by a guardian). */
export type Asker =
  | { readonly member: Address /** Which of its persons, where one does. */; readonly person?: Digest | undefined }
  | { readonly subject: Pseudonym };

export interface Question {
  readonly asker: Asker;
  /** The request that the asker's proof binds. */
  readonly request: AccessRequest;
  /** Of the dataset and version that the request names. */
  readonly view: DatasetView;
  /** Item numbers, ascending, that the request's selection comes to. Left out: the items that it lists, or all. */
  readonly candidates?: ArrayLike<number>;
  /** Persons of a list that a permit names by its digest; undefined where it is not known, and then nobody is on it. */
  readonly persons?: (digest: Digest) => readonly Digest[] | undefined;
  /** Items of lower numbers are not asked for. */
  readonly from?: number;
  /** The first so many items that are released are enough, from 1. */
  readonly most?: number;
  readonly acknowledged?: AcknowledgedRevocations;
  readonly diseases: Diseases;
  /** The clock, in ms since 1970 UTC. It only narrows: what has ended by it has ended. */
  readonly now: number;
}

/** What is left to ask of each item once asker and permit passed. */
export interface Prepared {
  readonly outcome: Release['outcome'];
  readonly judge: ItemJudge;
  /** Absent where a subject reads its own data. */
  readonly admitted?: Admitted;
}

/** Decides a request at the index's block: deny overrides, the first check that fails
 *  refuses, and a release holds the items that are covered, no others. Pure: the same index, acknowledged
 *  revocations and question give the same decision, and nothing changes. A refusal is a value; INPUT_INVALID means
 *  that the caller mixed up view, request and candidates. */
export function decide(index: ConsentIndex, question: Question): Decision {
  const prepared = prepare(index, question);
  if ('refusal' in prepared) return refuse(index, prepared);
  const { outcome, admitted, judge } = prepared;
  const { view, from = 0, most = Number.POSITIVE_INFINITY } = question;
  const found = collect(view, index.itemOrder(view), { items: wantedItems(question), from, most }, judge);
  // Other people's items are none of a subject's business, nor is their number.
  if (outcome === 'self') found.counts[REASON['no-such-item']] = 0;
  const withheld = withheldOf(found.counts);
  const under = admitted === undefined ? {} : { permit: admitted.permit.id, basis: admitted.permit.basis };
  if (found.items.length === 0) return { ...refuse(index, NOTHING), ...under, withheld };
  return { ...under, outcome, block: index.block, withheld, ...named(index, found) };
}

/** Steps 1 and 2, and how items are to be judged. For `decide` and explanations. */
export function prepare(index: ConsentIndex, question: Question): Prepared | RefusedFor {
  checkQuestion(question);
  const { asker } = question;
  return 'subject' in asker ? prepareSelf(index, question, asker.subject) : prepareMember(index, question, asker);
}

/** The item numbers to judge; undefined stands for every item of the view. */
export function wantedItems(question: Question): ArrayLike<number> | undefined {
  return question.candidates ?? question.request.items;
}

function prepareMember(
  index: ConsentIndex,
  question: Question,
  { member: requester, person }: Extract<Asker, { readonly member: Address }>,
): Prepared | RefusedFor {
  const { now, latest } = timesOf(index, question.now);
  const admitted = checkPermit(index, { ...question, persons: question.persons, person, requester, now, latest });
  if ('refusal' in admitted) return admitted;
  const { permit, dataset } = admitted;
  const about = aboutSubjects(index, question, dataset.holder, permit.emergency);
  if (permit.emergency) return { outcome: 'emergency', judge: withoutGrants(index, about), admitted };
  if (permit.basis !== 'consent') return { outcome: 'released', judge: withoutGrants(index, about), admitted };
  return { outcome: 'released', judge: consentJudge(index, question, admitted, requester), admitted };
}

/** How items of a version are judged by their subjects' consents. `requester`: undefined for one that no consent names. */
export function consentJudge(
  index: ConsentIndex,
  question: Pick<Question, 'view' | 'acknowledged' | 'now'>,
  { dataset, version, use }: Pick<Admitted, 'dataset' | 'version' | 'use'>,
  requester: Address | undefined,
): ItemJudge {
  const { holder } = dataset;
  const { identifiable } = version;
  const asksEachTime = version.policy === 'ask-each-time';
  const times = timesOf(index, question.now);
  const grants = { requester, holder, dataset: question.view.dataset, asksEachTime, identifiable, use, ...times };
  return byConsent(index, aboutSubjects(index, question, holder, false), grants);
}

/** In seconds: the block's, and the later of that and the clock's. */
export function timesOf(index: ConsentIndex, clock: number): { readonly now: number; readonly latest: number } {
  const now = secondsOf(index.block);
  return { now, latest: Math.max(now, Math.floor(clock / 1000)) };
}

function prepareSelf(index: ConsentIndex, question: Question, self: Pseudonym): Prepared | RefusedFor {
  const { dataset: id, version: number } = question.request;
  const dataset = index.datasets.dataset(id);
  const version = index.datasets.version(id, number);
  if (dataset === undefined || version === undefined || dataset.retired || version.superseded) {
    const detail = 'No such version is released. Ask for one that is neither retired nor superseded.';
    return { refusal: 'dataset-not-released', detail };
  }
  const about = aboutSubjects(index, question, dataset.holder, false);
  return { outcome: 'self', judge: ownItems(index, index.subjects.find(self), about) };
}

function aboutSubjects(
  index: ConsentIndex,
  { acknowledged }: Pick<Question, 'acknowledged'>,
  holder: Address,
  emergency: boolean,
): SubjectQuestion {
  return { holder: index.members.numberOf(holder), emergency, now: secondsOf(index.block), acknowledged };
}

function named(index: ConsentIndex, { items, subjects, grants, more }: Collected) {
  return {
    items,
    subjects,
    grants,
    more,
    subjectAt: (k: number) => fromNumber(subjects[k], (number) => index.subjects.pseudonym(number)),
    grantAt: (k: number) => fromNumber(grants[k], (number) => index.grants.id(number)),
  };
}

/** One refusal for all that hangs on people, since it is logged for everybody to read. */
const NOTHING: RefusedFor = {
  refusal: 'nothing-covered',
  detail:
    'None of the items asked for may be released to this requester. Ask for another purpose, declare more, or ask for other items.',
};

function refuse(index: ConsentIndex, { refusal, detail }: RefusedFor): Refused {
  return { outcome: 'refused', reason: refusal, detail, block: index.block, withheld: {} };
}

function fromNumber<Id>(number: number | undefined, id: (number: number) => Id): Id | undefined {
  return number === undefined || number === 0 ? undefined : id(number);
}

/** What the gateway put together must belong together, or it would judge the items of another version. */
function checkQuestion({ request, view, candidates }: Question): void {
  if (view.dataset !== request.dataset || view.version !== request.version) {
    throw new CustosError('INPUT_INVALID', 'The view is of another dataset or version than the request.');
  }
  if (request.select !== undefined && candidates === undefined) {
    throw new CustosError('INPUT_INVALID', 'A request with a selection needs the items that the selection comes to.');
  }
}
