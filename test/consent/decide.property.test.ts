import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AcknowledgedRevocations, type Revocation } from '../../src/consent/acknowledged.ts';
import { affects } from '../../src/consent/affects.ts';
import { ConsentIndex } from '../../src/consent/consent-index.ts';
import { decide, type Question } from '../../src/consent/decide.ts';
import type { Decision } from '../../src/consent/decision.ts';
import type { Block, ConsentEvent } from '../../src/consent/events.ts';
import { explainItems } from '../../src/consent/explain.ts';
import type { TermsJson } from '../../src/core/content.ts';
import { DELIVERIES } from '../../src/core/entry.ts';
import {
  type DatasetId,
  type Digest,
  type GrantId,
  type GroupId,
  type Pseudonym,
  ZERO_DIGEST,
} from '../../src/core/ids.ts';
import { purposesOf } from '../../src/core/purposes.ts';
import { memberGrantee } from '../../src/core/terms.ts';
import { asking, type Model, type ModelDecision, modelDecision } from './model.ts';
import {
  ALICE,
  BOB,
  CAROL,
  CLINICIAN,
  CONSORTIUM,
  DATASET,
  enrolled,
  type Fact,
  HOSPITAL,
  id,
  LAB,
  memberAdded,
  NO_DISEASES,
  NOTICE,
  OTHER_HOSPITAL,
  PERMIT,
  permitIssued,
  published,
  REQUEST,
  START,
  VIEW,
} from './story.ts';

const GROUP = id<GroupId>('group');
const SUBJECTS = [ALICE, BOB, CAROL] as const;
const GRANTS = Array.from({ length: 9 }, (_, i) => id<GrantId>(`grant ${i}`));
const SIGNERS = [id<Digest>('one signer'), id<Digest>('another signer')] as const;
const NOTICES = [NOTICE, id<Digest>('another notice'), id<Digest>('never published')] as const;
const MODIFIERS = ['NCU', 'NAI', 'IRB'] as const;

const subject = fc.constantFrom(...SUBJECTS);
const member = fc.constantFrom(LAB, LAB, CLINICIAN, HOSPITAL);
/** Seconds near the histories' own, now and then far away. */
const moment = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: START - 2, max: START + 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 2 ** 32, 2 ** 40 - 1) },
);
const soon = fc.oneof({ weight: 20, arbitrary: fc.constant(START + 1000) }, { weight: 1, arbitrary: moment });
const early = fc.oneof({ weight: 20, arbitrary: fc.constant(START - 1) }, { weight: 1, arbitrary: moment });
/** Attested, or asked of grants and datasets. */
const modifiers = fc.subarray([...MODIFIERS], { maxLength: 2 });
const usually = fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: modifiers });
const purposes = fc
  .tuple(fc.constantFrom('NRES', 'GRU', 'GRU', 'HMB', 'HMB', 'HMB', 'DS', 'POA'), usually)
  .map(([permission, others]) => purposesOf([permission, ...others]));
const attested = fc.subarray([...MODIFIERS]).map((codes) => purposesOf(['GRU', ...codes]) & ~0xffffn);

const terms: fc.Arbitrary<TermsJson> = fc.record({
  salt: fc.constant(ZERO_DIGEST),
  notice: fc.oneof(
    { weight: 4, arbitrary: fc.constant(NOTICE) },
    { weight: 1, arbitrary: fc.constantFrom(...NOTICES) },
  ),
  grantee: fc.constantFrom(
    ZERO_DIGEST,
    memberGrantee(LAB),
    memberGrantee(LAB),
    memberGrantee(CLINICIAN),
    GROUP as string as Digest,
  ),
  scope: fc.constantFrom(
    ZERO_DIGEST,
    DATASET as string as Digest,
    DATASET as string as Digest,
    id<Digest>('another dataset'),
  ),
  purposes: purposes.map(String),
  excluded: fc.constantFrom(0, 0, 0, 1, 2, 3),
  from: early,
  until: soon,
  options: fc.constantFrom(0, 0, 1, 2, 3),
});

const permit = fc
  .record({
    requester: fc.constantFrom(LAB, LAB, LAB, CLINICIAN),
    dataset: fc.constantFrom(...Array<DatasetId>(12).fill(DATASET), id<DatasetId>('another dataset')),
    from: early,
    until: soon,
    purpose: fc.constantFrom(7, 7, 7, 2, 10),
    delivery: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2),
    basis: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
    identifiable: fc.boolean(),
    emergency: fc.constantFrom(false, false, false, false, true),
    attested,
    disease: fc.constantFrom(...Array<number>(12).fill(0), 5148),
    termsDigest: fc.constantFrom(...Array<Digest>(8).fill(ZERO_DIGEST), id<Digest>('terms')),
  })
  .map((own) => (own.emergency ? { ...own, requester: CLINICIAN, purpose: own.purpose === 2 ? 0 : own.purpose } : own));

const grantOf = fc.constantFrom(...GRANTS);
const fact: fc.Arbitrary<Fact> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      name: fc.constant('ConsentGranted' as const),
      subject,
      grant: grantOf,
      kind: fc.constantFrom(1, 2),
    }),
  },
  { weight: 4, arbitrary: fc.record({ name: fc.constant('ConsentRecorded' as const), subject, grant: grantOf }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('ConsentKept' as const), subject, grant: grantOf }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('SignerBound' as const),
      subject,
      signer: fc.constantFrom(...SIGNERS),
      from: fc.integer({ min: START, max: START + 25 }),
      recordedUntil: fc.oneof(fc.constant(0), moment),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('SignerRemoved' as const),
      subject,
      signer: fc.constantFrom(...SIGNERS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constantFrom('ConsentRevoked' as const, 'ConsentRevocationRecorded' as const),
      subject,
      grant: grantOf,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ name: fc.constant('OptOutSet' as const), subject, level: fc.constantFrom(0, 0, 1, 2) }),
  },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('PauseSet' as const), subject, until: moment }) },
  { weight: 1, arbitrary: fc.record({ name: fc.constant('EpochRaised' as const), subject, epoch: fc.constant(0) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constantFrom('MemberSuspended' as const, ...Array<'MemberResumed'>(4).fill('MemberResumed')),
      identity: member,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constant('MemberRolesSet' as const),
      identity: fc.constant(LAB),
      roles: fc.constantFrom(8, 8, 24, 24, 24, 64),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constantFrom('GroupJoined' as const, 'GroupLeft' as const),
      group: fc.constant(GROUP),
      identity: fc.constantFrom(LAB, CLINICIAN),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      name: fc.constantFrom('NoticePublished' as const, 'NoticeWithdrawn' as const),
      notice: fc.constant(NOTICES[1]),
      publisher: fc.constantFrom(HOSPITAL, HOSPITAL, OTHER_HOSPITAL, CONSORTIUM),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      name: fc.constantFrom('PermitAccepted' as const, 'PermitCountersigned' as const),
      permit: fc.constantFrom(1, 2),
    }),
  },
);
/** What ends nearly every story; at most one of them, seldom. */
const ending: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({ name: fc.constant('PermitRevoked' as const), permit: fc.constantFrom(1, 2) }),
  fc.record({ name: fc.constant('SubjectErased' as const), subject }),
  fc.record({ name: fc.constant('MemberRemoved' as const), identity: member }),
  fc.constant({ name: 'DatasetSuperseded' as const, dataset: DATASET, version: 1 }),
  fc.constant({ name: 'DatasetRetired' as const, dataset: DATASET }),
);

const revocation: fc.Arbitrary<Revocation> = fc.oneof(
  fc.record({ subject, scope: fc.constant('grant' as const), grant: grantOf }),
  fc.record({ subject, scope: fc.constant('epoch' as const), epoch: fc.constantFrom(0, 1) }),
  fc.record({
    subject,
    scope: fc.constantFrom('epoch' as const, 'opt-out' as const, 'pause' as const, 'erasure' as const),
  }),
  fc.record({
    subject,
    scope: fc.constant('opt-out' as const),
    level: fc.constantFrom('research' as const, 'all' as const),
  }),
  fc.record({ subject, scope: fc.constant('pause' as const), until: moment }),
);

const scenario = fc.record({
  version: fc.record({
    codes: fc
      .tuple(fc.constantFrom('GRU', 'GRU', 'HMB', 'DS'), usually)
      .map(([permission, others]) => [permission, ...others]),
    policy: fc.constantFrom(0, 0, 0, 1),
    identifiable: fc.constantFrom(false, false, true),
  }),
  permits: fc.tuple(fc.constant(PERMIT), permit),
  facts: fc.array(fact, { minLength: 3, maxLength: 40 }),
  endings: fc.array(ending, { maxLength: 1 }).chain((one) => fc.constantFrom([], [], one)),
  terms: fc.array(fc.option(terms, { freq: 12, nil: undefined }), {
    minLength: GRANTS.length,
    maxLength: GRANTS.length,
  }),
  revocations: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(revocation, { maxLength: 3 }) },
  ),
  asker: fc.oneof(
    { weight: 5, arbitrary: member.map((one) => ({ member: one })) },
    { weight: 1, arbitrary: subject.map((one) => ({ subject: one })) },
  ),
  request: fc.record(
    {
      permit: fc.constantFrom(1, 2, 2, 3),
      purpose: fc.constantFrom(7, 7, 7, 10),
      delivery: fc.constantFrom('download' as const, 'download' as const, 'sealed' as const, 'environment' as const),
      facts: fc.record(
        {
          commercial: fc.boolean(),
          aiTraining: fc.constantFrom(false, false, true),
          ethicsApproval: fc.constant(id<Digest>('approval')),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['permit', 'purpose', 'delivery', 'facts'] },
  ),
  items: fc.option(fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 99], { minLength: 1 }), { nil: undefined }),
  late: fc.constantFrom(...Array<number>(15).fill(0), 5000),
  /** Whether it is the second permit that is asked under, as that permit wants it. */
  fits: fc.constantFrom(true, true, true, true, true, false),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

const FIXED: readonly Fact[] = [
  memberAdded(HOSPITAL, 2 | 4),
  memberAdded(OTHER_HOSPITAL, 2),
  memberAdded(LAB, 8),
  memberAdded(CLINICIAN, 64),
  { name: 'NoticePublished', notice: NOTICE, publisher: HOSPITAL },
  { name: 'DatasetRegistered', dataset: DATASET, holder: HOSPITAL },
  enrolled(ALICE),
  enrolled(BOB),
  enrolled(CAROL, OTHER_HOSPITAL),
];

/** Items of every subject and of nobody, with and without categories; so many that short lists go item by item. */
const WIDE = {
  ...VIEW,
  subjects: [...SUBJECTS],
  subjectOf: Int32Array.from({ length: 32 }, (_, i) => [0, -1, 2, 1, 1, -1, 0, 2][i % 8] ?? -1),
  categories: Uint32Array.from({ length: 32 }, (_, i) => [1, 0, 0, 1, 0, 2, 0, 1][i % 8] ?? 0),
};

/** Events that the contracts would not emit in that order are left out: they keep a grant to one subject and one
 *  gift, raise epochs by one and publish a notice once. */
function history(told: Scenario): ConsentEvent[] {
  const events: ConsentEvent[] = [];
  const epochs = new Map<string, number>();
  const facts = [
    ...FIXED,
    published(1, told.version),
    ...told.permits.map((own, i) => permitIssued(i + 1, own)),
    ...told.facts,
    ...told.endings,
  ];
  for (const [i, fact] of facts.entries()) {
    // Two events a second: times tie, heights do not.
    const at: Block = { height: i + 1, hash: id<Digest>(`block ${i}`), time: (START + Math.floor(i / 2)) * 1000 };
    const event = withEpoch({ ...fact, at } as ConsentEvent, epochs);
    if (isPossible(event, events)) events.push(event);
  }
  return events;
}

function withEpoch(event: ConsentEvent, epochs: Map<string, number>): ConsentEvent {
  if (event.name !== 'EpochRaised') return event;
  const epoch = (epochs.get(event.subject) ?? 0) + 1;
  epochs.set(event.subject, epoch);
  return { ...event, epoch };
}

function isPossible(event: ConsentEvent, before: readonly ConsentEvent[]): boolean {
  if (event.name === 'ConsentGranted' || event.name === 'ConsentRecorded') {
    return !before.some((e) => {
      if (e.name === 'ConsentGranted' || e.name === 'ConsentRecorded') return e.grant === event.grant;
      const revokes = e.name === 'ConsentRevoked' || e.name === 'ConsentRevocationRecorded';
      return revokes && e.grant === event.grant && e.subject === event.subject;
    });
  }
  if (event.name === 'ConsentKept') {
    return before.some((e) => e.name === 'ConsentRecorded' && e.grant === event.grant && e.subject === event.subject);
  }
  if (event.name === 'SignerBound' || event.name === 'SignerRemoved') {
    const ofSigner = before.filter(
      (e) => (e.name === 'SignerBound' || e.name === 'SignerRemoved') && e.signer === event.signer,
    );
    const last = ofSigner.at(-1);
    // A signer is bound once; the first of a subject that was not cancelled is the only one that asks.
    if (event.name === 'SignerRemoved') return last?.name === 'SignerBound' && last.subject === event.subject;
    return last === undefined && (Number(event.recordedUntil) === 0 || asking(event.subject, before) === undefined);
  }
  if (event.name === 'NoticePublished' || event.name === 'NoticeWithdrawn') {
    const told = before.filter((e) => 'publisher' in e && e.notice === event.notice && e.publisher === event.publisher);
    const known = told.some((e) => e.name === 'NoticePublished');
    const withdrawn = told.some((e) => e.name === 'NoticeWithdrawn');
    return event.name === 'NoticePublished' ? !known : known && !withdrawn;
  }
  if (event.name === 'MemberSuspended' || event.name === 'MemberResumed') {
    return !before.some((e) => e.name === 'MemberRemoved' && e.identity === event.identity);
  }
  if (event.name === 'GroupJoined' || event.name === 'GroupLeft') {
    const last = before.findLast(
      (e) => (e.name === 'GroupJoined' || e.name === 'GroupLeft') && e.identity === event.identity,
    );
    return event.name === 'GroupJoined' ? last?.name !== 'GroupJoined' : last?.name === 'GroupJoined';
  }
  return true;
}

interface Played {
  readonly model: Model;
  readonly index: ConsentIndex;
  readonly question: Question;
}

function play(told: Scenario): Played {
  const events = history(told);
  const known = new Map<GrantId, TermsJson>();
  for (const [i, own] of told.terms.entries()) if (own !== undefined) known.set(GRANTS[i] ?? id(''), own);
  const index = new ConsentIndex((grant) => known.get(grant));
  const head = events.at(-1)?.at ?? { height: 0, hash: ZERO_DIGEST, time: START * 1000 };
  index.apply(events, head);
  const acknowledged = new AcknowledgedRevocations(index);
  for (const one of told.revocations) acknowledged.add(one);
  const own = told.permits[1];
  const fitting = { permit: 2, purpose: own.purpose || 7, delivery: DELIVERIES[own.delivery] ?? 'download' };
  const fits = told.fits && 'member' in told.asker;
  const request = {
    ...REQUEST,
    ...told.request,
    ...(fits ? fitting : {}),
    ...(told.items === undefined ? {} : { items: told.items }),
  };
  const asker = fits ? { member: own.requester } : told.asker;
  const now = head.time + told.late * 1000;
  const question = { asker, request, view: WIDE, diseases: NO_DISEASES, now, acknowledged };
  return { model: { events, terms: known, revocations: told.revocations, now: head.time / 1000 }, index, question };
}

/** Through the bytes of a file and back. */
function kept(index: ConsentIndex, erased: readonly Pseudonym[]): ReturnType<ConsentIndex['snapshot']> {
  return deserialize(serialize(index.snapshot(erased)));
}

/** All that an index holds, but for the shapes of terms that no grant has any more. */
function rowsOf(index: ConsentIndex) {
  const { terms: _, grants, ...rows } = index.snapshot();
  const each = Array.from({ length: grants.count }, (_, i) => {
    const grant = i + 1;
    const state = [index.grants.kind(grant), index.grants.isAlive(grant), index.grants.isRevoked(grant)];
    const terms = [index.grants.from(grant), index.grants.until(grant), index.terms.at(index.grants.shape(grant))];
    const links = [index.grants.id(grant), index.grants.next(grant), index.grants.grantedAt(grant)];
    return [...links, ...state, index.grants.isKept(grant), ...terms];
  });
  return { ...rows, grants: each };
}

function asModel(decision: Decision): ModelDecision {
  if (decision.outcome === 'refused') return { outcome: 'refused', reason: decision.reason, items: [] };
  return {
    outcome: decision.outcome,
    items: [...decision.items].map((item, k) => [item, decision.grantAt(k)] as const),
  };
}

describe('any history and any request', () => {
  test('G2, G3: releases exactly what a plain reading of the history allows, for the same reasons', () => {
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(scenario, (told) => {
        const { model, index, question } = play(told);
        const decision = asModel(decide(index, question));
        const underGrant = decision.items.some(([, grant]) => grant !== undefined);
        const key = decision.reason ?? (underGrant ? 'released under a grant' : decision.outcome);
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
        expect(decision).toEqual(modelDecision(model, question));
      }),
      { numRuns: 3000 },
    );
    // A generator that never came to a release would prove nothing.
    for (const outcome of [
      'released under a grant',
      'released',
      'emergency',
      'self',
      'nothing-covered',
      'purpose-needs-review',
    ]) {
      expect(outcomes.get(outcome) ?? 0, `${outcome} of ${JSON.stringify([...outcomes])}`).toBeGreaterThan(5);
    }
  });

  test('the decision is pure: asked again, or of an index built anew, it answers the same', () => {
    fc.assert(
      fc.property(scenario, (told) => {
        const { index, question } = play(told);
        const first = decide(index, question);
        const bytes = index.grantBytes;
        expect(asModel(decide(index, question))).toEqual(asModel(first));
        expect(index.grantBytes).toBe(bytes);
        const again = play(told);
        expect(asModel(decide(again.index, again.question))).toEqual(asModel(first));
      }),
      { numRuns: 200 },
    );
  });

  test('decided in parts of any size, it comes to the whole', () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 1, max: 9 }), (told, most) => {
        const { index, question } = play(told);
        const whole = decide(index, question);
        if (whole.outcome === 'refused') {
          expect(decide(index, { ...question, most })).toEqual(whole);
          return;
        }
        const found = { items: [] as number[], grants: [] as number[], withheld: {} as Record<string, number> };
        for (let from = 0, more = true; more; ) {
          const part = decide(index, { ...question, from, most });
          if (part.outcome === 'refused') throw new Error(`Nothing is left from ${from} on.`);
          found.items.push(...part.items);
          found.grants.push(...part.grants);
          for (const [reason, count] of Object.entries(part.withheld)) {
            found.withheld[reason] = (found.withheld[reason] ?? 0) + count;
          }
          more = part.more;
          if (more) expect(part.items).toHaveLength(most);
          from = (part.items.at(-1) ?? 0) + 1;
        }
        expect(found).toEqual({ items: [...whole.items], grants: [...whole.grants], withheld: whole.withheld });
        expect(whole.more).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  test('an index that goes on from a snapshot holds and decides what one built from the first event does', () => {
    fc.assert(
      fc.property(scenario, fc.nat({ max: 100 }), fc.subarray([...SUBJECTS]), (told, cut, erased) => {
        const { model, index, question } = play(told);
        const at = Math.floor((cut * model.events.length) / 100);
        const before = model.events.slice(0, at);
        const gone = new Set<string>();
        for (const event of model.events) {
          const gives = event.name === 'ConsentGranted' || event.name === 'ConsentRecorded';
          if (gives && erased.includes(event.subject)) gone.add(event.grant);
        }
        const source = (grant: GrantId) => (gone.has(grant) ? undefined : model.terms.get(grant));
        const first = new ConsentIndex((grant) => model.terms.get(grant));
        first.apply(before, before.at(-1)?.at ?? first.block);
        const resumed = new ConsentIndex(source, kept(first, erased));
        const later = model.events.slice(at);
        resumed.apply(later, index.block);
        const rebuilt = new ConsentIndex(source);
        rebuilt.apply(model.events, index.block);
        expect(rowsOf(resumed)).toEqual(rowsOf(rebuilt));
        const acknowledged = new AcknowledgedRevocations(resumed);
        for (const one of told.revocations) acknowledged.add(one);
        const terms = new Map([...model.terms].filter(([grant]) => !gone.has(grant)));
        expect(asModel(decide(resumed, { ...question, acknowledged }))).toEqual(
          modelDecision({ ...model, terms }, question),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('G3: acknowledging only narrows, and what it takes away it concerns', () => {
    fc.assert(
      fc.property(scenario, revocation, (told, late) => {
        const { index, question } = play(told);
        const before = decide(index, question);
        if (before.outcome === 'refused') return;
        question.acknowledged?.add(late);
        const after = decide(index, question);
        const left = after.outcome === 'refused' ? [] : [...after.items];
        expect([...before.items]).toEqual(expect.arrayContaining(left));
        if (left.length < before.items.length) expect(affects(index, late, before)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('the explanation of each item agrees with the decision', () => {
    fc.assert(
      fc.property(scenario, (told) => {
        const { index, question } = play(told);
        const decision = decide(index, question);
        const through = explainItems(index, question, { limit: 100 }).filter(({ withheld }) => withheld === undefined);
        const released = decision.outcome === 'refused' ? [] : [...decision.items];
        expect(through.map(({ item }) => item)).toEqual(released);
      }),
      { numRuns: 300 },
    );
  });
});
