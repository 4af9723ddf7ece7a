import { describe, expect, test } from 'vitest';
import { ROLES } from '../../src/consent/members.ts';
import type { Digest } from '../../src/core/ids.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { attestationOf } from '../../src/core/purposes.ts';
import { ANYBODY } from './decide-names.ts';
import {
  ALICE,
  BOB,
  CAROL,
  CLINICIAN,
  consented,
  DATASET,
  founded,
  HOSPITAL,
  id,
  type LAB,
  memberAdded,
  OTHER_HOSPITAL,
  permitIssued,
  published,
  refusal,
  release,
  released,
  START,
  type Story,
  VIEW,
} from './story.ts';

describe('datasets', () => {
  test('refuses a purpose that the permission of the dataset does not contain', () => {
    expect(refusal(consented({ codes: ['POA'] }).ask())).toBe('purpose-not-permitted');
  });

  test('refuses what breaks a modifier of the dataset', () => {
    const story = consented({ codes: ['GRU', 'NCU'] });
    expect(refusal(story.ask({ request: { facts: { commercial: true } } }))).toBe('purpose-not-permitted');
  });

  test('needs review where no fact answers a modifier of the dataset, or the permit does not attest it', () => {
    const story = consented({ codes: ['GRU', 'NCU'] });
    const facts = { commercial: false };
    expect(refusal(story.ask())).toBe('purpose-needs-review');
    expect(refusal(story.ask({ request: { facts } }))).toBe('purpose-needs-review');
    story.tell(permitIssued(2, { attested: attestationOf(['NCU']) }));
    expect(refusal(story.ask({ request: { permit: 2 } }))).toBe('purpose-needs-review');
    expect(refusal(story.ask({ request: { permit: 2, facts } }))).toBe('released');
  });

  test('releases neither a superseded version nor a retired dataset, nor one never published', () => {
    const story = consented().tell(published(2), { name: 'DatasetSuperseded', dataset: DATASET, version: 1 });
    const second = { request: { version: 2 }, view: { ...VIEW, version: 2 } };
    expect(refusal(story.ask())).toBe('dataset-not-released');
    expect(refusal(story.ask(second))).toBe('released');
    expect(refusal(story.ask({ request: { version: 3 }, view: { ...VIEW, version: 3 } }))).toBe('dataset-not-released');
    expect(refusal(story.tell({ name: 'DatasetRetired', dataset: DATASET }).ask(second))).toBe('dataset-not-released');
  });

  test('releases what identifies people only under a permit and grants that say so', () => {
    const story = consented({ identifiable: true });
    expect(refusal(story.ask())).toBe('identifiable-not-permitted');
    story.tell(permitIssued(2, { identifiable: true }));
    expect(released(story.ask({ request: { permit: 2 } }))).toEqual([3]);
    story.grant('identifiable', BOB, { options: 2 });
    expect(released(story.ask({ request: { permit: 2 } }))).toEqual([2, 3]);
  });

  test('a dataset that asks each time needs grants that name it and the requester', () => {
    const story = founded({ policy: 1 });
    story.grant('any dataset', ALICE, { scope: ZERO_DIGEST });
    story.grant('any requester', BOB, ANYBODY);
    expect(story.ask().withheld).toEqual({ scope: 2, grantee: 1 });
    story.grant('both', ALICE);
    expect(released(story.ask())).toEqual([0, 1, 3]);
  });

  test('an item of somebody whom the holder did not enrol is withheld on every basis', () => {
    const story = founded().tell(
      { name: 'SubjectEnrolled', subject: CAROL, holder: OTHER_HOSPITAL },
      permitIssued(2, { basis: 1 }),
      { name: 'PermitCountersigned', permit: 2 },
    );
    const view = { ...VIEW, subjects: [CAROL, id<typeof CAROL>('nobody')], subjectOf: Int32Array.of(0, 0, 1, -1) };
    expect(released(story.ask({ request: { permit: 2 }, view }))).toEqual([3]);
    story.grant('of carol', CAROL, { scope: ZERO_DIGEST });
    expect(story.ask({ view }).withheld).toEqual({ 'unknown-subject': 3 });
  });
});

describe('subjects', () => {
  test('who opted out is withheld, at either level', () => {
    for (const level of [1, 2]) {
      const story = consented().tell({ name: 'OptOutSet', subject: ALICE, level });
      expect(story.ask().withheld).toEqual({ 'opted-out': 2 });
      expect(released(story.tell({ name: 'OptOutSet', subject: ALICE, level: 0 }).ask())).toEqual([0, 1, 2, 3]);
    }
  });

  test('who paused is withheld until its last second', () => {
    const story = consented();
    const until = story.now + 100;
    story.tell({ name: 'PauseSet', subject: BOB, until });
    expect(story.wait(until - story.now).ask().withheld).toEqual({ paused: 1 });
    expect(released(story.wait(1).ask())).toEqual([0, 1, 2, 3]);
  });

  test('a pause beyond 2106 holds', () => {
    const story = consented().tell({ name: 'PauseSet', subject: BOB, until: 2 ** 40 - 1 });
    expect(story.ask().withheld).toEqual({ paused: 1 });
  });

  test('who was erased is withheld from all', () => {
    const story = consented().tell({ name: 'SubjectErased', subject: ALICE });
    expect(story.ask().withheld).toEqual({ erased: 2 });
    expect(refusal(story.ask({ asker: { subject: ALICE } }))).toBe('nothing-covered');
  });
});

describe('exceptions', () => {
  function onWaiver(): Story {
    return founded().tell(permitIssued(2, { basis: 2 }), { name: 'PermitCountersigned', permit: 2 });
  }

  function emergency(): Story {
    return founded().tell(permitIssued(2, { requester: CLINICIAN, emergency: true, purpose: 0 }));
  }
  const treat = { asker: { member: CLINICIAN }, request: { permit: 2 } };

  test('on another basis no grant is needed, and none is named', () => {
    const decision = release(onWaiver().ask({ request: { permit: 2 } }));
    expect([...decision.items]).toEqual([0, 1, 2, 3]);
    expect(decision.grantAt(0)).toBeUndefined();
  });

  test('on another basis opt-out, pause and erasure still withhold', () => {
    const story = onWaiver().tell({ name: 'OptOutSet', subject: ALICE, level: 1 });
    expect(released(story.ask({ request: { permit: 2 } }))).toEqual([2, 3]);
    story.tell({ name: 'PauseSet', subject: BOB, until: story.now + 100 });
    expect(released(story.ask({ request: { permit: 2 } }))).toEqual([3]);
  });

  test('on another basis the conditions of the dataset still hold', () => {
    const story = founded({ codes: ['GRU', 'IRB'] });
    story.tell(permitIssued(2, { basis: 2 }), { name: 'PermitCountersigned', permit: 2 });
    expect(refusal(story.ask({ request: { permit: 2 } }))).toBe('purpose-needs-review');
  });

  test('an emergency permit lets a clinician through without a grant', () => {
    expect(emergency().ask(treat)).toMatchObject({ outcome: 'emergency', permit: 2 });
    expect(released(emergency().ask(treat))).toEqual([0, 1, 2, 3]);
  });

  test('an emergency permit is nothing to who is no clinician', () => {
    const story = emergency().tell({ name: 'MemberRolesSet', identity: CLINICIAN, roles: ROLES.requester });
    expect(refusal(story.ask(treat))).toBe('permit-inactive');
  });

  test('in an emergency only an opt-out from everything, a pause and an erasure withhold', () => {
    const story = emergency().tell({ name: 'OptOutSet', subject: ALICE, level: 1 });
    expect(released(story.ask(treat))).toEqual([0, 1, 2, 3]);
    story.tell({ name: 'OptOutSet', subject: ALICE, level: 2 });
    expect(released(story.ask(treat))).toEqual([2, 3]);
    story.tell({ name: 'PauseSet', subject: BOB, until: story.now + 10 });
    expect(released(story.ask(treat))).toEqual([3]);
  });

  test('an emergency permit must allow what identifies people as well', () => {
    const story = founded({ identifiable: true }).tell(
      permitIssued(2, { requester: CLINICIAN, emergency: true, purpose: 0 }),
    );
    expect(refusal(story.ask(treat))).toBe('identifiable-not-permitted');
  });

  test('a subject reads its own items without a permit, whatever it forbade others', () => {
    const story = founded().tell(
      { name: 'OptOutSet', subject: ALICE, level: 2 },
      { name: 'PauseSet', subject: ALICE, until: START * 2 },
    );
    const decision = story.ask({ asker: { subject: ALICE } });
    expect(decision).toMatchObject({ outcome: 'self', withheld: {} });
    expect(released(decision)).toEqual([0, 1]);
    expect(decision.permit).toBeUndefined();
  });

  test("a subject reads nobody else's items, nor those of nobody", () => {
    const story = founded();
    expect(refusal(story.ask({ asker: { subject: ALICE }, request: { items: [2, 3] } }))).toBe('nothing-covered');
    expect(refusal(story.ask({ asker: { subject: CAROL } }))).toBe('nothing-covered');
  });

  test('a subject of another holder reads nothing here', () => {
    const story = founded().tell({ name: 'SubjectEnrolled', subject: CAROL, holder: OTHER_HOSPITAL });
    const view = { ...VIEW, subjects: [CAROL, BOB], subjectOf: Int32Array.of(0, 0, 1, -1) };
    expect(refusal(story.ask({ asker: { subject: CAROL }, view }))).toBe('nothing-covered');
  });
});

describe('requests', () => {
  test('releases those items only that were asked for', () => {
    expect(released(consented().ask({ request: { items: [1, 3] } }))).toEqual([1, 3]);
    expect(released(consented().ask({ candidates: [2] }))).toEqual([2]);
  });

  test('few of many items are decided as all of them are', () => {
    const story = founded();
    story.grant('not the first', ALICE, { excluded: 1 });
    const subjectOf = Int32Array.from({ length: 1000 }, (_, i) => (i % 3) - 1);
    const view = { ...VIEW, subjectOf, categories: Uint32Array.from(subjectOf, (_, i) => i % 2) };
    const all = new Set(released(story.ask({ view })));
    expect(all.size).toBe(500);
    for (const items of [[0], [1, 4, 7, 10], [2, 5], [5, 6, 7, 999]]) {
      expect(released(story.ask({ view, candidates: items }))).toEqual(items.filter((item) => all.has(item)));
    }
    const half = Array.from({ length: 500 }, (_, i) => 2 * i);
    expect(released(story.ask({ view, candidates: half }))).toEqual(half.filter((item) => all.has(item)));
  });

  test('an item that the version does not have is withheld', () => {
    const decision = consented().ask({ request: { items: [3, 4, 4_000_000_000] } });
    expect(released(decision)).toEqual([3]);
    expect(decision.withheld).toEqual({ 'no-such-item': 2 });
  });

  test('a view of another version, candidates out of order and a selection without candidates are mistakes', () => {
    const invalid = expect.objectContaining({ code: 'INPUT_INVALID' });
    expect(() => consented().ask({ view: { ...VIEW, version: 2 } })).toThrowError(invalid);
    expect(() => consented().ask({ candidates: [2, 2] })).toThrowError(invalid);
    expect(() => consented().ask({ request: { select: { types: ['Patient'] } } })).toThrowError(invalid);
  });

  test('a gateway that is held with its holder asks for nobody', () => {
    const gateway = id<Digest>('gateway').replace(/^0x0{24}/, '0x') as typeof LAB;
    const story = consented().tell(memberAdded(gateway, ROLES.gateway, HOSPITAL));
    expect(refusal(story.ask({ asker: { member: gateway } }))).toBe('no-permit');
    story.tell({ name: 'MemberSuspended', identity: HOSPITAL });
    expect(refusal(story.ask({ asker: { member: gateway } }))).toBe('not-a-member');
  });

  test('an index goes forward only', () => {
    const story = consented();
    const block = { ...story.index.block, height: 1 };
    expect(() => story.index.apply([], block)).toThrowError(expect.objectContaining({ code: 'LEDGER_FORKED' }));
  });
});

describe('a view that contradicts itself', () => {
  test('is refused as broken: a subject that is not listed, a category bitmap too few', () => {
    const corrupt = expect.objectContaining({ code: 'STORE_CORRUPT' });
    const stray = { ...VIEW, subjectOf: Int32Array.of(0, 0, 2, -1) };
    expect(() => consented().ask({ view: stray })).toThrowError(corrupt);
    expect(() => consented().ask({ view: { ...VIEW, categories: Uint32Array.of(0) } })).toThrowError(corrupt);
  });
});
