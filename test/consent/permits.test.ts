import { describe, expect, test } from 'vitest';
import { ROLES } from '../../src/consent/members.ts';
import type { Digest, GrantId } from '../../src/core/ids.ts';
import {
  ALICE,
  BOB,
  CAROL,
  CLINICIAN,
  consented,
  founded,
  HOSPITAL,
  id,
  LAB,
  permitIssued,
  refusal,
  release,
  released,
  START,
} from './story.ts';

describe('permits', () => {
  test('releases what an active permit and active grants cover, and says under which', () => {
    const decision = release(consented().ask());
    expect(decision).toMatchObject({ outcome: 'released', permit: 1, basis: 'consent', withheld: {} });
    expect([...decision.items]).toEqual([0, 1, 2, 3]);
    expect([0, 1, 2, 3].map((k) => decision.subjectAt(k))).toEqual([ALICE, ALICE, BOB, undefined]);
    const [alices, bobs] = [id<GrantId>("alice's grant"), id<GrantId>("bob's grant")];
    expect([0, 1, 2, 3].map((k) => decision.grantAt(k))).toEqual([alices, alices, bobs, undefined]);
  });

  test('names the block of the decision', () => {
    const story = consented();
    expect(story.ask().block).toBe(story.index.block);
  });

  test('refuses who is no active member', () => {
    const asker = { member: CAROL.slice(0, 42) as typeof LAB };
    expect(refusal(consented().ask({ asker }))).toBe('not-a-member');
    const story = consented().tell({ name: 'MemberSuspended', identity: LAB });
    expect(refusal(story.ask())).toBe('not-a-member');
    story.tell({ name: 'MemberResumed', identity: LAB });
    expect(story.ask().outcome).toBe('released');
    expect(refusal(story.tell({ name: 'MemberRemoved', identity: LAB }).ask())).toBe('not-a-member');
  });

  test('refuses without a permit of the requester for the dataset', () => {
    const story = consented();
    const { permit: _, ...request } = story.question().request;
    expect(refusal(story.ask({ request: { permit: 9 } }))).toBe('no-permit');
    expect(refusal(story.ask({ asker: { member: HOSPITAL } }))).toBe('no-permit');
    story.tell(permitIssued(2, { dataset: id('another dataset') }));
    expect(refusal(story.ask({ request: { ...request, permit: 2 } }))).toBe('no-permit');
  });

  test('lets none but the persons through whom the permit names, and nobody where they are not known', () => {
    const [ana, rui, list] = [id<Digest>('ana'), id<Digest>('rui'), id<Digest>('their list')];
    const story = consented().tell(permitIssued(2, { recipientKeyDigest: list }));
    const persons = (digest: Digest) => (digest === list ? [ana] : undefined);
    const ask = (more: object) => refusal(story.ask({ request: { permit: 2 }, ...more }));
    expect(ask({ asker: { member: LAB, person: ana }, persons })).toBe('released');
    expect(ask({ asker: { member: LAB, person: rui }, persons })).toBe('person-not-permitted');
    expect(ask({ asker: { member: LAB }, persons })).toBe('person-not-permitted');
    expect(ask({ asker: { member: LAB, person: ana } })).toBe('person-not-permitted');
    expect(ask({ asker: { member: LAB, person: ana }, persons: () => undefined })).toBe('person-not-permitted');
    expect(ask({ asker: { member: HOSPITAL, person: ana }, persons })).toBe('no-permit');
    expect(refusal(story.ask({ asker: { member: LAB, person: rui } }))).toBe('released');
  });

  test('takes the key of a sealed delivery for no list of persons', () => {
    const story = consented().tell(permitIssued(2, { delivery: 1, recipientKeyDigest: id('a key') }));
    expect(refusal(story.ask({ request: { permit: 2, delivery: 'sealed' } }))).toBe('released');
  });

  test('refuses after the permit was revoked', () => {
    expect(refusal(consented().tell({ name: 'PermitRevoked', permit: 1 }).ask())).toBe('permit-inactive');
  });

  test('refuses before the period of the permit, and after its last second', () => {
    const story = consented();
    story.tell(permitIssued(2, { from: story.now + 100, until: story.now + 200 }));
    const from = story.now + 99;
    const second = { request: { permit: 2 } };
    expect(refusal(story.ask(second))).toBe('permit-inactive');
    story.wait(from - story.now);
    expect(story.ask(second).outcome).toBe('released');
    story.wait(from + 100 - story.now);
    expect(story.ask(second).outcome).toBe('released');
    expect(refusal(story.wait(1).ask(second))).toBe('permit-inactive');
  });

  test('what the clock has ended has ended, even where the block is older', () => {
    const story = consented();
    expect(refusal(story.ask({ now: (START + 1_000_001) * 1000 }))).toBe('permit-inactive');
    story.tell(permitIssued(2, { until: START + 9_000_000 }));
    expect(refusal(story.ask({ request: { permit: 2 }, now: (START + 1_000_001) * 1000 }))).toBe('released');
    expect(released(story.ask({ request: { permit: 2 }, now: (START + 1_000_001) * 1000 }))).toEqual([3]);
  });

  test('refuses a requester that lost its role, and a holder that is not active', () => {
    const story = consented();
    expect(refusal(story.tell({ name: 'MemberRolesSet', identity: LAB, roles: ROLES.auditor }).ask())).toBe(
      'permit-inactive',
    );
    story.tell({ name: 'MemberRolesSet', identity: LAB, roles: ROLES.requester });
    expect(refusal(story.tell({ name: 'MemberSuspended', identity: HOSPITAL }).ask())).toBe('permit-inactive');
  });

  test('refuses delivery to an environment that is none', () => {
    const story = consented().tell(permitIssued(2, { delivery: 2 }));
    const request = { permit: 2, delivery: 'environment' } as const;
    expect(refusal(story.ask({ request }))).toBe('permit-inactive');
    story.tell({ name: 'MemberRolesSet', identity: LAB, roles: ROLES.environment });
    expect(story.ask({ request }).outcome).toBe('released');
  });

  test('refuses until the data use agreement is accepted', () => {
    const story = consented().tell(permitIssued(2, { termsDigest: id<Digest>('terms') }));
    expect(refusal(story.ask({ request: { permit: 2 } }))).toBe('permit-not-accepted');
    story.tell({ name: 'PermitAccepted', permit: 2 });
    expect(story.ask({ request: { permit: 2 } }).outcome).toBe('released');
  });

  test('refuses another basis than consent until an authority countersigned', () => {
    const story = founded().tell(permitIssued(2, { basis: 2 }));
    expect(refusal(story.ask({ request: { permit: 2 } }))).toBe('permit-not-countersigned');
    story.tell({ name: 'PermitCountersigned', permit: 2 });
    expect(story.ask({ request: { permit: 2 } })).toMatchObject({ outcome: 'released', basis: 'waiver' });
  });

  test('refuses a purpose or a delivery that the permit does not name', () => {
    expect(refusal(consented().ask({ request: { purpose: 8 } }))).toBe('purpose-not-permitted');
    expect(refusal(consented().ask({ request: { delivery: 'sealed' } }))).toBe('delivery-not-permitted');
  });
});

describe('a permit for a disease', () => {
  const below = 'MONDO:0005148';
  const diseases = { ancestors: (disease: string) => new Set(disease === below ? ['MONDO:0005015'] : []) };
  const ask = (facts: object, terms: object = {}) => {
    const story = consented().tell(permitIssued(2, { disease: 5015, ...terms }));
    return story.ask({ request: { permit: 2, facts }, diseases });
  };

  test('lets out what studies that disease, or one below it', () => {
    for (const disease of ['MONDO:0005015', below]) expect(released(ask({ disease }))).toEqual([0, 1, 2, 3]);
  });

  test('refuses what studies another disease, one above it, or declares none', () => {
    for (const facts of [{ disease: 'MONDO:0000001' }, { disease: 'MONDO:0004979' }, {}]) {
      expect(refusal(ask(facts))).toBe('purpose-not-permitted');
    }
  });

  test('binds an emergency too', () => {
    const story = consented().tell(
      permitIssued(2, { disease: 5015, emergency: true, purpose: 0, requester: CLINICIAN }),
    );
    const asker = { member: CLINICIAN };
    const asked = (facts: object) => story.ask({ asker, request: { permit: 2, facts }, diseases });
    expect(refusal(asked({}))).toBe('purpose-not-permitted');
    expect(asked({ disease: below }).outcome).toBe('emergency');
  });
});
