import { basisWords } from '../core/basis-words.ts';
import type { Basis, Refusal } from '../core/entry.ts';
import type { DatasetId, GrantId, PermitId, Pseudonym } from '../core/ids.ts';
import { type Condition, conditionWords, undeclaredConditions } from './conditions.ts';
import type { ConsentIndex } from './consent-index.ts';
import { type Asker, decide, type Prepared, prepare, type Question, wantedItems } from './decide.ts';
import type { Decision } from './decision.ts';
import { disclosable, fullTens, LEAST_PEOPLE, type PeopleByReasons } from './disclosure.ts';
import type { Block } from './events.ts';
import { type CoarseReason, coarseCounts, WITHHELD, type WithheldReason } from './reasons.ts';
import type { Use } from './use.ts';

/** A decision in words, for who asked. It names no subject and no grant, and groups reasons (`coarse`). */
export interface Explanation {
  readonly asker: Asker;
  readonly dataset: DatasetId;
  readonly version: number;
  readonly purpose?: number;
  readonly outcome: Decision['outcome'];
  readonly reason?: Refusal;
  readonly permit?: PermitId;
  readonly basis?: Basis;
  readonly block: Block;
  /** Items; of requesters' questions in full tens, 0 for fewer than ten: a few items are a few people. */
  readonly released: number;
  /** Of a question of a requester's about a whole version: people whose items would be released, in full tens, 0 for fewer than
   *  ten. Absent where it is refused. */
  readonly patients?: number;
  readonly withheld: Readonly<Partial<Record<CoarseReason, number>>>;
  /** Of a question about a whole version: people by exact reason, as far as `disclosable`. */
  readonly people?: Readonly<Partial<Record<WithheldReason, number>>>;
  /** Conditions that the permit attests and the request does not declare, and that might be why. Absent where there are none. */
  readonly undeclared?: readonly Condition[];
  /** What was found and what would have to change, in sentences. */
  readonly words: readonly string[];
}

/** One item, for its own subject and for auditors only: it names subject, grant and reason. */
export interface ItemExplanation {
  readonly item: number;
  /** Absent for shared items. */
  readonly subject?: Pseudonym;
  /** The grant that lets it through; absent where none is needed. */
  readonly grant?: GrantId;
  readonly withheld?: WithheldReason;
  /** What would have to change for it to be released. */
  readonly change?: string;
}

const COARSE_CHANGES: Readonly<Record<CoarseReason, string>> = {
  'not-consented':
    'their subjects do not allow this use. Another purpose, declared facts or another permit may be covered; which choice it was is theirs.',
  'no-such-item': 'the version has no such item. Ask for items that it lists.',
};

const CHANGES: Readonly<Record<WithheldReason, string>> = {
  'no-grant': 'The subject would have to consent.',
  revoked: 'The subject revoked the consent and would have to consent anew.',
  'epoch-over': 'The subject revoked all consents and would have to consent anew.',
  'terms-unknown': 'The holder must have the terms of the consent, or the subject must consent anew.',
  'not-yet-valid': 'The period of the consent must have begun.',
  expired: 'The period of the consent is over; the subject would have to consent anew.',
  grantee: 'The consent is for somebody else, or the requester joined the group after it was given.',
  scope: 'The consent is for another dataset, or does not name the dataset and requester that must be asked for.',
  purpose: 'The consent does not contain the purpose, or a declared fact breaks one of its modifiers.',
  notice: 'The notice under which consent was given was not published then; the subject would have to consent anew.',
  'purpose-needs-review': 'A modifier lacks its parameter, a declared fact, or the attestation of the permit.',
  identifiable: 'The consent does not extend to items that identify the subject.',
  category: 'The subject left the categories of the item out.',
  'no-such-item': 'The version has no such item, or it belongs to somebody else.',
  'unknown-subject': 'The subject must be enrolled by the holder of the dataset.',
  erased: 'The subject was erased, for good.',
  'opted-out': 'The subject opted out and would have to opt in.',
  paused: 'The pause of the subject must end.',
};

/** Decides, and says why: who, for what, under which permit, at which block, and what would have to change. */
export function explain(index: ConsentIndex, question: Question): Explanation {
  const decision = decide(index, question);
  const { request, asker } = question;
  const isOfOthers = 'member' in asker;
  const told = isOfOthers ? fullTens : (count: number) => count;
  const withheld = Object.entries(coarseCounts(decision.withheld));
  const prepared = isOfOthers ? prepare(index, question) : undefined;
  const people = prepared && peopleWithheld(index, question, prepared);
  const undeclared = prepared === undefined ? [] : undeclaredIn(prepared);
  return {
    asker,
    dataset: request.dataset,
    version: request.version,
    ...(request.purpose === undefined ? {} : { purpose: request.purpose }),
    outcome: decision.outcome,
    ...(decision.outcome === 'refused' ? { reason: decision.reason } : {}),
    ...(decision.permit === undefined ? {} : { permit: decision.permit }),
    ...(decision.basis === undefined ? {} : { basis: decision.basis }),
    block: decision.block,
    released: decision.outcome === 'refused' ? 0 : told(decision.items.length),
    ...(isOfOthers ? patientsReleased(question, decision) : {}),
    withheld: Object.fromEntries(withheld.map(([reason, count]) => [reason, told(count)])),
    ...(people === undefined ? {} : { people }),
    ...(undeclared.length === 0 ? {} : { undeclared }),
    words: [
      firstWords(decision, isOfOthers ? aboutItems : exactItems),
      ...withheld.map(([reason, count]) => {
        const items = isOfOthers ? aboutItems(count) : exactItems(count);
        return `${items} would be withheld: ${COARSE_CHANGES[reason as CoarseReason]}`;
      }),
      ...(prepared === undefined ? [] : declaredWords(prepared)),
      ...peopleWords(people ?? {}),
    ],
  };
}

/** Why each item asked for would be released or withheld; at most `limit` of them, of one subject if it is given.
 *  Empty where the request is refused before any item is judged. Never for a requester: it names subjects. @public */
export function explainItems(
  index: ConsentIndex,
  question: Question,
  { subject, limit }: { readonly subject?: Pseudonym; readonly limit: number },
): readonly ItemExplanation[] {
  const prepared = prepare(index, question);
  if ('refusal' in prepared) return [];
  const { subjectOf } = index.itemOrder(question.view);
  const only = subject === undefined ? undefined : index.subjects.find(subject);
  const wanted = wantedItems(question);
  const explained: ItemExplanation[] = [];
  for (let i = 0; i < (wanted ?? subjectOf).length && explained.length < limit; i++) {
    const item = wanted === undefined ? i : (wanted[i] ?? -1);
    const number = subjectOf[item];
    // A pseudonym without a number has no items; 0 would stand for the shared ones.
    if (only !== undefined && (only === 0 || number !== only)) continue;
    explained.push(explainItem(index, question, prepared, item, number));
  }
  return explained;
}

/** Nothing where the question names items: a few items are a few people. */
function patientsReleased(question: Question, decision: Decision): Pick<Explanation, 'patients'> {
  if (decision.outcome === 'refused' || wantedItems(question) !== undefined) return {};
  const people = new Set(decision.subjects);
  people.delete(0);
  return { patients: fullTens(people.size) };
}

/** Undefined where the question names items, or is refused before any is judged: a few items are a few people. */
function peopleWithheld(
  index: ConsentIndex,
  question: Question,
  prepared: ReturnType<typeof prepare>,
): Explanation['people'] | undefined {
  if (wantedItems(question) !== undefined || 'refusal' in prepared) return undefined;
  const { subjects, categories } = index.itemOrder(question.view);
  const found: PeopleByReasons = new Map();
  let reasons = 0;
  for (let i = 0; i < subjects.length; i++) {
    const verdict = prepared.judge(subjects[i] ?? 0, categories[i] ?? 0);
    if (verdict < 0) reasons |= 1 << (-verdict - 1);
    if (subjects[i] === subjects[i + 1]) continue;
    if (reasons !== 0) found.set(reasons, (found.get(reasons) ?? 0) + 1);
    reasons = 0;
  }
  return disclosable(found);
}

function explainItem(
  index: ConsentIndex,
  { view }: Question,
  { judge }: Prepared,
  item: number,
  subject: number | undefined,
): ItemExplanation {
  const whose = subject === undefined || subject === 0 ? {} : { subject: index.subjects.pseudonym(subject) };
  if (subject === undefined) return { item, withheld: 'no-such-item', change: CHANGES['no-such-item'] };
  const verdict = judge(subject, view.categories[item] ?? 0);
  if (verdict > 0) return { item, ...whose, grant: index.grants.id(verdict) };
  const withheld = WITHHELD[-verdict - 1];
  return withheld === undefined ? { item, ...whose } : { item, ...whose, withheld, change: CHANGES[withheld] };
}

/** As many as can be told to somebody who may not learn of a few people. */
function aboutItems(count: number): string {
  return count < LEAST_PEOPLE ? `fewer than ${LEAST_PEOPLE} items` : `${fullTens(count)} items or more`;
}

function exactItems(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

function firstWords(decision: Decision, itemsOf: (count: number) => string): string {
  if (decision.outcome === 'refused') return decision.detail;
  const items = `${itemsOf(decision.items.length)} would be released`;
  if (decision.outcome === 'self') return `${items}: a subject reads its own data.`;
  if (decision.outcome === 'emergency') {
    return `${items}, under emergency permit ${decision.permit}. The subjects are told, and an auditor reviews it.`;
  }
  const basis =
    decision.basis === 'consent' ? 'consents of their subjects' : `another basis: ${basisWords(decision.basis ?? '')}`;
  return `${items}, under permit ${decision.permit} and ${basis}.`;
}

function declaredWords(prepared: ReturnType<typeof prepare>): readonly string[] {
  const use = 'refusal' in prepared ? undefined : useUnderConsent(prepared);
  return use === undefined ? [] : conditionWords(use);
}

function undeclaredIn(prepared: ReturnType<typeof prepare>): readonly Condition[] {
  if ('refusal' in prepared) return prepared.undeclared ?? [];
  const use = useUnderConsent(prepared);
  return use === undefined ? [] : undeclaredConditions(use);
}

/** Undefined where nobody's consent is asked for: conditions are those of consents. */
function useUnderConsent({ admitted }: Prepared): Use | undefined {
  return admitted?.permit.basis === 'consent' && !admitted.permit.emergency ? admitted.use : undefined;
}

function peopleWords(people: Readonly<Partial<Record<WithheldReason, number>>>): readonly string[] {
  return Object.entries(people).map(
    ([reason, count]) => `Of ${count} people or more: ${CHANGES[reason as WithheldReason]}`,
  );
}
