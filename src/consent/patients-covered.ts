import { RESEARCH_PURPOSES, type ResearchPurpose } from '../core/purpose-table.ts';
import { attestationOf } from '../core/purposes.ts';
import type { ConsentIndex } from './consent-index.ts';
import { coverage } from './coverage.ts';
import { consentJudge, type Question, timesOf } from './decide.ts';
import type { Block } from './events.ts';
import type { ItemJudge } from './item-judge.ts';
import { type Attestable, factsMeeting } from './meeting.ts';
import { checkUse, isHeld, type PermitTerms, type RefusedFor, useOf } from './permit-check.ts';
import { COVERS, REASON, type Withheld, withheldOf } from './reasons.ts';
import type { Use } from './use.ts';

/** Items between two turns of others: a few milliseconds. */
const ITEMS_A_TURN = 4_096;

const REVIEW = REASON['purpose-needs-review'];

/** What is asked of each purpose: as a requester that no consent names would, under a permit on the basis of consent. */
export const ORDINARY = { basis: 'consent', delivery: 'download', emergency: false } as const;

/** Patients of a version, each counted once a purpose: as released where any item of its own would be, else by the reason of the
 *  item that came nearest. */
export interface PurposeCoverage {
  readonly purpose: ResearchPurpose;
  /** Why the decision refuses it before anybody's consent is looked at. */
  readonly refused?: RefusedFor;
  readonly released: number;
  /** Of those released: with items that would be withheld. */
  readonly partly: number;
  /** What is declared, or what a permit attests, would settle it. */
  readonly review: number;
  readonly withheld: number;
  /** Patients withheld; none where it is refused for all of them alike. */
  readonly reasons: Withheld;
}

export interface CoveredPatients {
  readonly block: Block;
  readonly identifiable: boolean;
  readonly patients: number;
  /** In the order of the table of purposes. */
  readonly purposes: readonly PurposeCoverage[];
}

export interface CoverageQuestion extends Pick<Question, 'view' | 'acknowledged' | 'diseases' | 'now'> {
  /** What the permit attests, and the request declares so that it meets it (`factsMeeting`); without any it declares nothing. */
  readonly meets: readonly Attestable[];
}

/** Counts the patients of a version whom the decision itself would release, for each purpose that permits can name. It gives way
 *  now and then; the index MUST NOT take in a block meanwhile, so that all purposes are judged at one. */
export function* patientsCovered(index: ConsentIndex, question: CoverageQuestion): Generator<void, CoveredPatients> {
  const shapes = index.terms.count;
  const counted = yield* count(index, question, (asked) => readingOf(index, asked));
  // Terms of another kind came meanwhile, which no reading holds: each purpose is judged by itself.
  return shapes === index.terms.count ? counted : yield* count(index, question, ({ purpose }) => String(purpose));
}

/** A purpose, and how far the decision comes with it before it looks at anybody's consent. */
interface Asked {
  readonly purpose: ResearchPurpose;
  readonly refused: RefusedFor | undefined;
  readonly use: Use | undefined;
  readonly judge: ItemJudge | undefined;
}

/** Purposes of the same `likeness` are judged once. */
function* count(
  index: ConsentIndex,
  question: CoverageQuestion,
  likeness: (asked: Asked) => string,
): Generator<void, CoveredPatients> {
  const { view } = question;
  const { block } = index;
  const all = RESEARCH_PURPOSES.map(({ code }) => askedFor(index, question, code));
  const tallies = new Map(all.map((asked) => [likeness(asked), new Tally(asked.judge)]));
  const counting = [...tallies.values()];
  const { subjects, categories } = index.itemOrder(view);
  let patients = 0;
  for (let i = 0; i < subjects.length; i++) {
    if (i % ITEMS_A_TURN === ITEMS_A_TURN - 1) yield;
    const subject = subjects[i] ?? 0;
    if (subject === 0) continue;
    for (const tally of counting) tally.item(subject, categories[i] ?? 0);
    if (subjects[i + 1] === subject) continue;
    for (const tally of counting) tally.patient();
    patients++;
  }
  const purposes = all.map((asked) => coverageOf(asked, tallies.get(likeness(asked)), patients));
  const identifiable = index.datasets.version(view.dataset, view.version)?.identifiable === true;
  return { block, identifiable, patients, purposes };
}

function askedFor(index: ConsentIndex, question: CoverageQuestion, purpose: ResearchPurpose): Asked {
  const { view, diseases, now, meets } = question;
  const dataset = index.datasets.dataset(view.dataset);
  const version = index.datasets.version(view.dataset, view.version);
  if (!isHeld(index, dataset) || version === undefined) {
    return { purpose, refused: NOT_HELD, use: undefined, judge: undefined };
  }
  const { delivery, emergency } = ORDINARY;
  const facts = factsMeeting(meets, view.parameters);
  const { disease } = facts;
  const attested = attestationOf(meets);
  const permit: PermitTerms = { delivery, emergency, purpose, disease, attested, identifiable: version.identifiable };
  const request = { dataset: view.dataset, version: view.version, purpose, facts, delivery };
  const asked = { request, view, diseases, latest: timesOf(index, now).latest };
  const found = checkUse(index, permit, asked);
  const refused = 'refusal' in found ? found : undefined;
  const use = useOf(permit, asked);
  const isForAll = refused !== undefined && refused.refusal !== 'purpose-needs-review';
  const judge = isForAll ? undefined : consentJudge(index, question, { dataset, version, use }, undefined);
  return { purpose, refused, use, judge };
}

const NOT_HELD: RefusedFor = { refusal: 'permit-inactive', detail: 'The holder is no active member.' };

/** What each kind of terms makes of the use: in nothing else does a judgement hang on the purpose. */
function readingOf(index: ConsentIndex, { judge, use }: Asked): string {
  if (judge === undefined || use === undefined) return 'none';
  const verdicts = Array.from({ length: index.terms.count }, (_, i) => {
    const terms = index.terms.at(i + 1);
    return terms === undefined ? '' : coverage(terms.purposes, use).verdict;
  });
  return `judged ${verdicts.join(' ')}`;
}

/** What the version itself leaves open is open for whoever consented. */
function coverageOf({ purpose, refused }: Asked, tally: Tally | undefined, patients: number): PurposeCoverage {
  const { nearest, partly } = tally ?? new Tally(undefined);
  const covered = nearest[COVERS] ?? 0;
  const released = refused === undefined ? covered : 0;
  const review = (nearest[REVIEW] ?? 0) + covered - released;
  const { 'purpose-needs-review': _, ...reasons } = withheldOf(nearest);
  return {
    purpose,
    ...(refused === undefined ? {} : { refused }),
    released,
    partly: refused === undefined ? partly : 0,
    review,
    withheld: patients - released - review,
    reasons,
  };
}

/** Patients by the code that came nearest to a release, `COVERS` for one that is released. */
class Tally {
  readonly nearest = new Uint32Array(COVERS + 1);
  partly = 0;
  readonly #judge: ItemJudge | undefined;
  #isReleased = false;
  #reason = 0;

  /** Without a judge where all are refused alike. */
  constructor(judge: ItemJudge | undefined) {
    this.#judge = judge;
  }

  item(subject: number, categories: number): void {
    if (this.#judge === undefined) return;
    const verdict = this.#judge(subject, categories);
    if (verdict > 0) this.#isReleased = true;
    else if (-verdict > this.#reason) this.#reason = -verdict;
  }

  /** The items that were told since the last one are all of one patient. */
  patient(): void {
    if (this.#isReleased && this.#reason !== 0) this.partly++;
    const nearest = this.#isReleased ? COVERS : this.#reason;
    this.nearest[nearest] = (this.nearest[nearest] ?? 0) + 1;
    this.#isReleased = false;
    this.#reason = 0;
  }
}
