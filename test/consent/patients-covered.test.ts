import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AcknowledgedRevocations, type Revocation } from '../../src/consent/acknowledged.ts';
import { decide } from '../../src/consent/decide.ts';
import type { Attestable } from '../../src/consent/meeting.ts';
import { type CoveredPatients, patientsCovered } from '../../src/consent/patients-covered.ts';
import type { WithheldReason } from '../../src/consent/reasons.ts';
import type { DatasetView } from '../../src/consent/view.ts';
import type { TermsJson } from '../../src/core/content.ts';
import { type Digest, type GrantId, type Pseudonym, ZERO_DIGEST } from '../../src/core/ids.ts';
import { RESEARCH_PURPOSES } from '../../src/core/purpose-table.ts';
import { attestationOf, purposesOf } from '../../src/core/purposes.ts';
import type { Facts } from '../../src/core/request.ts';
import { memberGrantee } from '../../src/core/terms.ts';
import { ANYBODY } from './decide-names.ts';
import {
  ALICE,
  BOB,
  CAROL,
  consented,
  DATASET,
  enrolled,
  founded,
  HOSPITAL,
  id,
  NO_DISEASES,
  NOTICE,
  permitIssued,
  type published,
  START,
  type Story,
  VIEW,
} from './story.ts';

type Version = Parameters<typeof published>[1];

function covered(
  story: Story,
  on: {
    readonly view?: DatasetView;
    readonly acknowledged?: AcknowledgedRevocations;
    readonly meets?: readonly Attestable[];
  } = {},
) {
  const question = { view: VIEW, diseases: NO_DISEASES, now: story.now * 1000, meets: [], ...on };
  const counting = patientsCovered(story.index, question);
  for (;;) {
    const turn = counting.next();
    if (turn.done) return turn.value;
  }
}

function forPurpose({ purposes }: CoveredPatients, purpose: number) {
  return purposes.find((one) => one.purpose === purpose);
}

/** Alice and Bob consented for anybody. */
function widely(version: Version = {}): Story {
  const story = founded(version);
  story.grant("alice's grant", ALICE, ANYBODY);
  story.grant("bob's grant", BOB, ANYBODY);
  return story;
}

describe('how many patients are covered', () => {
  test('is said of each purpose that permits can name, at the block of the index', () => {
    const story = widely();
    const found = covered(story);
    expect(found).toMatchObject({ block: story.index.block, patients: 2, identifiable: false });
    expect(found.purposes.map(({ purpose }) => purpose)).toEqual(RESEARCH_PURPOSES.map(({ code }) => code));
    expect(forPurpose(found, 7)).toEqual({ purpose: 7, released: 2, partly: 0, review: 0, withheld: 0, reasons: {} });
    expect(forPurpose(found, 2)).toMatchObject({ released: 0, withheld: 2, reasons: { purpose: 2 } });
  });

  test('counts a patient once, however many items, and says whose are withheld in part', () => {
    const story = founded();
    story.grant("alice's grant", ALICE, { ...ANYBODY, excluded: 1 });
    expect(forPurpose(covered(story), 7)).toMatchObject({
      released: 1,
      partly: 1,
      withheld: 1,
      reasons: { 'no-grant': 1 },
    });
  });

  test('leaves to review what declaring and attesting would settle', () => {
    const story = founded();
    story.grant("alice's grant", ALICE, { ...ANYBODY, purposes: String(purposesOf(['HMB', 'NCU'])) });
    story.grant("bob's grant", BOB, { ...ANYBODY, purposes: String(purposesOf(['DS'])) });
    expect(forPurpose(covered(story), 7)).toMatchObject({ released: 0, review: 1, reasons: { purpose: 1 } });
    expect(forPurpose(covered(story), 10)).toMatchObject({ released: 0, review: 2, withheld: 0, reasons: {} });
  });

  test('counts as released what a request would get that meets the conditions, under a permit that attests them', () => {
    const story = founded({ codes: ['GRU', 'IRB'] });
    story.grant("alice's grant", ALICE, { ...ANYBODY, purposes: String(purposesOf(['HMB', 'NCU'])) });
    story.grant("bob's grant", BOB, { ...ANYBODY, purposes: String(purposesOf(['HMB', 'NTX'])) });
    const counted = (...meets: Attestable[]) => forPurpose(covered(story, { meets }), 7);
    expect(counted('NCU')).toMatchObject({ refused: { refusal: 'purpose-needs-review' }, released: 0, review: 2 });
    expect(counted('IRB', 'NCU')).toMatchObject({ released: 1, review: 1 });
    // Where the version does not say which country is its own, nobody can declare to be there.
    expect(counted('IRB', 'NCU', 'NTX')).toMatchObject({ released: 1, review: 1 });
    const view = { ...VIEW, parameters: { homeCountry: 'PT', countries: ['ES', 'PT'] } };
    const meets = ['IRB', 'NCU', 'NTX', 'GS'] as const;
    expect(forPurpose(covered(story, { view, meets }), 7)).toMatchObject({ released: 2, review: 0 });
  });

  test('counts nobody whose consent names certain organisations, of whatever name', () => {
    expect(forPurpose(covered(consented()), 7)).toMatchObject({ released: 0, reasons: { grantee: 2 } });
    expect(forPurpose(covered(widely({ policy: 1 })), 7)).toMatchObject({ released: 0, reasons: { grantee: 2 } });
  });

  test('takes the permit to allow what identifies where the version does', () => {
    const story = widely({ identifiable: true });
    story.grant("bob's other grant", BOB, { ...ANYBODY, options: 2 });
    const found = covered(story);
    expect(found.identifiable).toBe(true);
    expect(forPurpose(found, 7)).toMatchObject({ released: 1, reasons: { identifiable: 1 } });
  });

  test('says what the dataset itself excludes, and what it leaves open', () => {
    const excludes = forPurpose(covered(widely({ codes: ['POA'] })), 7);
    expect(excludes).toMatchObject({ refused: { refusal: 'purpose-not-permitted' }, withheld: 2, reasons: {} });
    const story = widely({ codes: ['GRU', 'NCU'] }).tell({ name: 'OptOutSet', subject: BOB, level: 1 });
    expect(forPurpose(covered(story), 7)).toMatchObject({
      refused: { refusal: 'purpose-needs-review' },
      ...{ released: 0, review: 1, withheld: 1, reasons: { 'opted-out': 1 } },
    });
  });

  test('is nobody of a version that is superseded, or of a dataset that is retired or whose holder is out', () => {
    const facts = [
      { name: 'DatasetSuperseded', dataset: DATASET, version: 1 },
      { name: 'DatasetRetired', dataset: DATASET },
      { name: 'MemberSuspended', identity: HOSPITAL },
    ] as const;
    for (const [fact, refusal] of facts.map(
      (one, i) => [one, i === 2 ? 'permit-inactive' : 'dataset-not-released'] as const,
    )) {
      const found = covered(widely().tell(fact));
      for (const one of found.purposes) expect(one).toMatchObject({ refused: { refusal }, released: 0, withheld: 2 });
    }
  });

  test('takes a withdrawal that is acknowledged and not on the ledger for one that counts', () => {
    const story = widely();
    const acknowledged = new AcknowledgedRevocations(story.index);
    acknowledged.add({ subject: ALICE, scope: 'grant', grant: id<GrantId>("alice's grant") });
    expect(forPurpose(covered(story, { acknowledged }), 7)).toMatchObject({ released: 1, reasons: { revoked: 1 } });
    acknowledged.add({ subject: BOB, scope: 'pause' });
    expect(forPurpose(covered(story, { acknowledged }), 7)).toMatchObject({
      released: 0,
      reasons: { revoked: 1, paused: 1 },
    });
  });

  test('gives way while it counts many, and loses nobody by it', () => {
    const many = Array.from({ length: 9_000 }, (_, i) => id<Pseudonym>(`patient ${i}`));
    const story = founded().together(...many.map((subject) => enrolled(subject)));
    const subjectOf = Int32Array.from(many.keys());
    const view = { ...VIEW, subjects: many, subjectOf, categories: new Uint32Array(many.length) };
    const counting = patientsCovered(story.index, { view, diseases: NO_DISEASES, now: story.now * 1000, meets: [] });
    let turns = 0;
    let turn = counting.next();
    for (; !turn.done; turn = counting.next()) turns++;
    expect(turns).toBeGreaterThan(1);
    expect(turn.value).toMatchObject({ patients: 9_000 });
    expect(forPurpose(turn.value, 7)).toMatchObject({ withheld: 9_000, reasons: { 'no-grant': 9_000 } });
  });

  test('is right although terms of another kind come to be known while it counts', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => id<Pseudonym>(`patient ${i}`));
    const story = founded().together(...many.map((subject) => enrolled(subject)));
    const last = many.at(-1) ?? ALICE;
    const grant = id<GrantId>('late');
    story.tell({ name: 'ConsentGranted', subject: last, grant, kind: 1 });
    const subjectOf = Int32Array.from(many.keys());
    const view = { ...VIEW, subjects: many, subjectOf, categories: new Uint32Array(many.length) };
    const counting = patientsCovered(story.index, { view, diseases: NO_DISEASES, now: story.now * 1000, meets: [] });
    counting.next();
    story.terms.set(grant, { ...TERMS_OF_ANYBODY, purposes: String(purposesOf(['POA'])) });
    story.index.learnTerms(last, grant);
    let turn = counting.next();
    while (!turn.done) turn = counting.next();
    expect(forPurpose(turn.value, 2)).toMatchObject({ released: 1 });
    expect(forPurpose(turn.value, 7)).toMatchObject({ released: 0 });
  });
});

const TERMS_OF_ANYBODY: TermsJson = {
  salt: ZERO_DIGEST,
  notice: NOTICE,
  grantee: ZERO_DIGEST,
  scope: ZERO_DIGEST,
  purposes: String(purposesOf(['HMB'])),
  excluded: 0,
  from: START,
  until: START + 1_000_000,
  options: 0,
};

const SUBJECTS = [ALICE, BOB, CAROL];
const subject = fc.constantFrom(...SUBJECTS);
const GRANTS = Array.from({ length: 6 }, (_, i) => id<GrantId>(`grant ${i}`));
const terms = fc.record({
  grantee: fc.constantFrom(...Array<Digest>(6).fill(ZERO_DIGEST), memberGrantee(HOSPITAL), id<Digest>('a group')),
  scope: fc.constantFrom(ZERO_DIGEST, ZERO_DIGEST, DATASET as string as Digest, id<Digest>('another dataset')),
  purposes: fc
    .tuple(fc.constantFrom('NRES', 'GRU', 'HMB', 'DS', 'POA'), fc.subarray(['NCU', 'NMDS', 'NPOA'], { maxLength: 1 }))
    .map(([permission, others]) => String(purposesOf([permission, ...others]))),
  excluded: fc.constantFrom(0, 0, 1, 2, 3),
  until: fc.constantFrom(START + 10, ...Array<number>(4).fill(START + 1_000_000)),
  options: fc.constantFrom(0, 2, 2),
});
const change = fc.oneof(
  fc.record({ name: fc.constant('ConsentRevoked' as const), subject, grant: fc.constantFrom(...GRANTS) }),
  fc.record({ name: fc.constant('OptOutSet' as const), subject, level: fc.constantFrom(0, 1, 2) }),
  fc.record({ name: fc.constant('PauseSet' as const), subject, until: fc.constantFrom(0, START + 1_000_000) }),
  fc.record({ name: fc.constant('EpochRaised' as const), subject, epoch: fc.constant(1) }),
  fc.record({ name: fc.constant('SubjectErased' as const), subject }),
);
const revocation: fc.Arbitrary<Revocation> = fc.oneof(
  fc.record({ subject, scope: fc.constant('grant' as const), grant: fc.constantFrom(...GRANTS) }),
  fc.record({
    subject,
    scope: fc.constantFrom('epoch' as const, 'opt-out' as const, 'pause' as const, 'erasure' as const),
  }),
);
const item = fc.tuple(fc.integer({ min: -1, max: 2 }), fc.constantFrom(0, 0, 1, 2, 3));

test('the counts are those of deciding about each patient alone, for each purpose', () => {
  let [released, review] = [0, 0];
  fc.assert(
    fc.property(
      fc.record({
        version: fc.record({
          codes: fc.constantFrom<string[]>(['GRU'], ['GRU'], ['GRU'], ['HMB'], ['GRU', 'NCU'], ['POA']),
          policy: fc.constantFrom(0, 0, 0, 0, 0, 1),
          identifiable: fc.boolean(),
        }),
        grants: fc.array(fc.tuple(subject, terms), { minLength: 2, maxLength: GRANTS.length }),
        changes: fc.array(change, { maxLength: 2 }),
        revocations: fc.array(revocation, { maxLength: 1 }),
        items: fc.array(item, { minLength: 1, maxLength: 8 }),
        meets: fc.subarray(['NCU', 'NMDS', 'NPOA'] as const),
      }),
      ({ version, grants, changes, revocations, items, meets }) => {
        const story = founded(version).tell(enrolled(CAROL));
        for (const [i, [of, own]] of grants.entries()) story.grant(`grant ${i}`, of, own);
        story.tell(...changes);
        // What is counted for anybody is what this lab, whom no consent names, would get under such a permit.
        for (const { code } of RESEARCH_PURPOSES) {
          const attested = attestationOf(meets);
          story.tell(permitIssued(100 + code, { purpose: code, identifiable: version.identifiable, attested }));
        }
        const acknowledged = new AcknowledgedRevocations(story.index);
        for (const one of revocations) acknowledged.add(one);
        const view: DatasetView = {
          ...VIEW,
          subjects: SUBJECTS,
          subjectOf: Int32Array.from(items, ([of]) => of),
          categories: Uint32Array.from(items, ([, categories]) => categories),
        };
        const found = covered(story, { view, acknowledged, meets });
        const facts = Object.assign({}, ...meets.map((code) => MEETING[code])) as Facts;
        const present = SUBJECTS.filter((_, i) => view.subjectOf.includes(i));
        expect(found.patients).toBe(present.length);
        for (const one of found.purposes) {
          const alone = present
            .map((_, i) => i)
            .map((i) => aloneOf(story, view, acknowledged, { purpose: one.purpose, facts }, present[i]));
          released += one.released;
          review += one.review;
          expect(one.released).toBe(alone.filter((is) => is === 'released' || is === 'partly').length);
          expect(one.partly).toBe(alone.filter((is) => is === 'partly').length);
          expect(one.released + one.review + one.withheld).toBe(present.length);
          if (one.refused !== undefined) {
            expect(new Set(alone)).toEqual(new Set(present.length === 0 ? [] : [one.refused.refusal]));
            continue;
          }
          expect(one.review).toBe(alone.filter((is) => is === 'purpose-needs-review').length);
          const others = alone.filter((is) => !['released', 'partly', 'purpose-needs-review'].includes(is));
          const byReason: Record<string, number> = {};
          for (const reason of others) byReason[reason] = (byReason[reason] ?? 0) + 1;
          expect(one.reasons).toEqual(byReason);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(released).toBeGreaterThan(100);
  expect(review).toBeGreaterThan(100);
});

/** What is declared to meet each. */
const MEETING = {
  NCU: { commercial: false },
  NMDS: { methodsDevelopment: false },
  NPOA: { populationOrAncestry: false },
};

/** What the decision about one patient's items alone comes to. */
function aloneOf(
  story: Story,
  view: DatasetView,
  acknowledged: AcknowledgedRevocations,
  asked: { readonly purpose: number; readonly facts: Facts },
  of: Pseudonym | undefined,
): string {
  const candidates = [...view.subjectOf.keys()].filter((at) => view.subjects[view.subjectOf[at] ?? -1] === of);
  const request = { ...asked, permit: 100 + asked.purpose };
  const decision = decide(story.index, { ...story.question({ request, view, acknowledged }), candidates });
  if (decision.outcome !== 'refused') return Object.keys(decision.withheld).length > 0 ? 'partly' : 'released';
  if (decision.reason !== 'nothing-covered') return decision.reason;
  const reasons = Object.keys(decision.withheld) as WithheldReason[];
  return reasons.reduce((nearest, one) => (NEARNESS.indexOf(one) > NEARNESS.indexOf(nearest) ? one : nearest));
}

/** As the decision checks them: later ones came nearer. */
const NEARNESS: readonly WithheldReason[] = [
  ...(['no-grant', 'revoked', 'epoch-over', 'terms-unknown', 'not-yet-valid', 'expired', 'grantee', 'scope'] as const),
  ...(['purpose', 'notice', 'purpose-needs-review', 'identifiable', 'category'] as const),
  ...(['unknown-subject', 'erased', 'opted-out', 'paused'] as const),
];
