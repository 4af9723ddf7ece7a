import { describe, expect, test } from 'vitest';
import { ROLES } from '../../src/consent/members.ts';
import type { Digest, GrantId, GroupId } from '../../src/core/ids.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { attestationOf, purposesOf } from '../../src/core/purposes.ts';
import { memberGrantee } from '../../src/core/terms.ts';
import {
  ALICE,
  BOB,
  CAROL,
  CLINICIAN,
  CONSORTIUM,
  consented,
  DATASET,
  founded,
  HOSPITAL,
  id,
  LAB,
  memberAdded,
  NOTICE,
  OTHER_HOSPITAL,
  permitIssued,
  published,
  refusal,
  release,
  released,
  START,
  type Story,
  TERMS,
  VIEW,
} from './story.ts';

const ANYBODY = { grantee: ZERO_DIGEST };
const GROUP = id<GroupId>('group');

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

describe('grants', () => {
  test('without a grant only what belongs to nobody is released', () => {
    const decision = founded().ask();
    expect(released(decision)).toEqual([3]);
    expect(decision.withheld).toEqual({ 'no-grant': 3 });
  });

  test('refuses where nothing is covered', () => {
    const decision = founded().ask({ request: { items: [0, 2] } });
    expect(decision).toMatchObject({ outcome: 'refused', reason: 'nothing-covered', permit: 1 });
  });

  test('a recorded grant counts like a signed one', () => {
    const story = founded();
    const grant = id<GrantId>('paper');
    story.terms.set(grant, TERMS);
    expect(released(story.tell({ name: 'ConsentRecorded', subject: BOB, grant }).ask())).toEqual([2, 3]);
  });

  test('a recorded grant ends where the signer that came later did not keep it in time', () => {
    const story = founded();
    const [grant, other, late] = [id<GrantId>('paper'), id<GrantId>('more paper'), id<GrantId>('terms that come late')];
    for (const one of [grant, other]) story.terms.set(one, TERMS);
    story.tell({ name: 'ConsentRecorded', subject: ALICE, grant: late });
    story.tell({ name: 'ConsentRecorded', subject: ALICE, grant });
    const signer = id<Digest>('signer');
    const bound = { name: 'SignerBound', subject: ALICE, signer, recordedUntil: story.now + 20 } as const;
    story.tell({ ...bound, from: story.now + 10 });
    story.tell({ name: 'ConsentRecorded', subject: ALICE, grant: other });
    expect(released(story.ask())).toContain(0);
    story.wait(30);
    expect(released(story.ask())).not.toContain(0);
    story.terms.set(late, TERMS);
    story.index.learnTerms(ALICE, late);
    expect(released(story.ask())).not.toContain(0);
    story.tell({ name: 'ConsentKept', subject: ALICE, grant });
    expect(released(story.ask())).toContain(0);
    story.tell({ name: 'ConsentRevoked', subject: ALICE, grant });
    expect(released(story.ask())).not.toContain(0);
  });

  test('a recorded grant stays where the binding was cancelled while it waited, or the policy asks nothing', () => {
    const story = founded();
    const [grant, signer] = [id<GrantId>('paper'), id<Digest>('signer')];
    story.terms.set(grant, TERMS);
    story.tell({ name: 'ConsentRecorded', subject: ALICE, grant });
    const from = story.now + 10;
    story.tell({ name: 'SignerBound', subject: ALICE, signer, from, recordedUntil: from + 5 });
    story.tell({ name: 'SignerRemoved', subject: ALICE, signer });
    story.tell({ name: 'SignerBound', subject: ALICE, signer: id<Digest>('next'), from, recordedUntil: 0 });
    story.wait(100);
    expect(released(story.ask())).toContain(0);
  });

  test('withholds after revocation, by the subject or recorded by the holder', () => {
    const story = consented();
    const [alices, bobs] = [id<GrantId>("alice's grant"), id<GrantId>("bob's grant")];
    story.tell({ name: 'ConsentRevoked', subject: ALICE, grant: alices });
    expect(released(story.ask())).toEqual([2, 3]);
    story.tell({ name: 'ConsentRevocationRecorded', subject: BOB, grant: bobs });
    expect(story.ask().withheld).toEqual({ revoked: 3 });
  });

  test('a revocation named under another subject reaches nobody else', () => {
    const story = consented().tell({ name: 'ConsentRevoked', subject: BOB, grant: id<GrantId>("alice's grant") });
    expect(released(story.ask())).toEqual([0, 1, 2, 3]);
  });

  test('a grant that was revoked before it was given never counts', () => {
    const story = founded().tell({ name: 'ConsentRevoked', subject: BOB, grant: id<GrantId>('late') });
    story.grant('late', BOB);
    expect(story.ask().withheld).toEqual({ 'no-grant': 2, revoked: 1 });
  });

  test('grants of an earlier epoch do not count, later ones do', () => {
    const story = consented().tell({ name: 'EpochRaised', subject: ALICE, epoch: 1 });
    expect(story.ask().withheld).toEqual({ 'epoch-over': 2 });
    story.grant('anew', ALICE);
    expect(released(story.ask())).toEqual([0, 1, 2, 3]);
  });

  test('counts from its first second to its last', () => {
    const story = founded();
    const from = story.now + 100;
    story.grant('of a while', BOB, { from, until: from + 100 });
    expect(story.wait(from - 1 - story.now).ask().withheld).toEqual({ 'no-grant': 2, 'not-yet-valid': 1 });
    expect(released(story.wait(1).ask())).toEqual([2, 3]);
    expect(released(story.wait(100).ask())).toEqual([2, 3]);
    expect(story.wait(1).ask().withheld).toEqual({ 'no-grant': 2, expired: 1 });
  });

  test('covers any requester, the one it names, and nobody else', () => {
    const story = founded();
    story.grant('anybody', ALICE, ANYBODY);
    story.grant('somebody else', BOB, { grantee: memberGrantee(CLINICIAN) });
    expect(story.ask().withheld).toEqual({ grantee: 1 });
  });

  test('covers members that were in the group before the grant', () => {
    const story = founded();
    story.tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
    story.grant('to the group', BOB, { grantee: GROUP as string as Digest });
    expect(released(story.ask())).toEqual([2, 3]);
  });

  test('does not cover who joined with the grant or after it, unless the subject agreed to future members', () => {
    const grantee = GROUP as string as Digest;
    const story = founded();
    story.grant('to the group', ALICE, { grantee });
    story.grant('to future members', BOB, { grantee, options: 1 });
    story.tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
    expect(story.ask().withheld).toEqual({ grantee: 2 });
  });

  test('who joined in the second of the grant did not join before it', () => {
    const story = founded();
    const grant = id<GrantId>('to the group');
    story.terms.set(grant, { ...TERMS, grantee: GROUP as string as Digest });
    story.together(
      { name: 'GroupJoined', group: GROUP, identity: LAB },
      { name: 'ConsentGranted', subject: BOB, grant, kind: 1 },
    );
    expect(story.ask().withheld).toMatchObject({ grantee: 1 });
  });

  test('a notice counts from the second of its publication until before that of its withdrawal', () => {
    const story = founded();
    const notice = id<Digest>('short notice');
    for (const name of ['first', 'last']) story.terms.set(id<GrantId>(name), { ...TERMS, notice });
    const given = (name: string, subject: typeof ALICE) => {
      return { name: 'ConsentGranted', subject, grant: id<GrantId>(name), kind: 1 } as const;
    };
    story.together({ name: 'NoticePublished', notice, publisher: HOSPITAL }, given('first', ALICE));
    story.together(given('last', BOB), { name: 'NoticeWithdrawn', notice, publisher: HOSPITAL });
    expect(released(story.ask())).toEqual([0, 1, 3]);
  });

  test('a grant that is told twice keeps the moment and the terms of the first', () => {
    const story = founded();
    const grant = story.grant('once', BOB);
    story.terms.set(grant, { ...TERMS, excluded: 1 });
    story.tell({ name: 'ConsentGranted', subject: BOB, grant, kind: 1 });
    expect(story.index.grants.count).toBe(1);
    expect(story.index.terms.at(story.index.grants.shape(1))?.excluded).toBe(0);
  });

  test('a member that left the group is not covered, and one that joins again counts from then', () => {
    const grantee = GROUP as string as Digest;
    const story = founded().tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
    story.grant('to the group', ALICE, { grantee });
    story.grant('to future members', BOB, { grantee, options: 1 });
    story.tell({ name: 'GroupLeft', group: GROUP, identity: LAB });
    expect(released(story.ask())).toEqual([3]);
    story.tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
    expect(released(story.ask())).toEqual([2, 3]);
  });

  test('covers the dataset that it names, or all of the holder', () => {
    const story = founded();
    story.grant('all', ALICE, { scope: ZERO_DIGEST });
    story.grant('another', BOB, { scope: id<Digest>('another dataset') });
    expect(story.ask().withheld).toEqual({ scope: 1 });
  });

  test('withholds a purpose that the permission does not contain', () => {
    const story = founded();
    story.grant('ancestry', BOB, { purposes: String(purposesOf(['POA'])) });
    expect(story.ask().withheld).toMatchObject({ purpose: 1 });
  });

  test('needs review where a condition of the grant is not answered, which the refusal tells nobody', () => {
    const story = founded();
    story.grant('not for AI', BOB, { purposes: String(purposesOf(['GRU', 'NAI'])) });
    expect(story.ask().withheld).toMatchObject({ 'purpose-needs-review': 1 });
    expect(refusal(story.ask({ request: { items: [2] } }))).toBe('nothing-covered');
    story.tell(permitIssued(2, { attested: attestationOf(['NAI']) }));
    const declared = (aiTraining: boolean) => ({ request: { permit: 2, facts: { aiTraining } } });
    expect(released(story.ask(declared(false)))).toEqual([2, 3]);
    expect(story.ask(declared(true)).withheld).toMatchObject({ purpose: 1 });
  });

  test('the notice must have been published when the grant was given, and not withdrawn', () => {
    const story = founded();
    const late = id<Digest>('late notice');
    story.grant('before its notice', ALICE, { notice: late });
    story.tell({ name: 'NoticePublished', notice: late, publisher: HOSPITAL });
    story.grant('while it stands', BOB, { notice: late });
    story.tell({ name: 'NoticeWithdrawn', notice: late, publisher: HOSPITAL });
    expect(story.ask().withheld).toEqual({ notice: 2 });
    story.grant('after its end', ALICE, { notice: late });
    story.grant('under none', ALICE, { notice: id<Digest>('never published') });
    expect(story.ask().withheld).toEqual({ notice: 2 });
    story.tell({ name: 'NoticeWithdrawn', notice: NOTICE, publisher: HOSPITAL });
    expect(released(story.ask())).toEqual([2, 3]);
  });

  test('a notice is the one of the subject’s holder, or of the consortium, whoever else published or withdrew it', () => {
    const [notice, common] = [id<Digest>('copied notice'), id<Digest>('common notice')];
    const story = founded();
    story.tell({ name: 'NoticePublished', notice, publisher: OTHER_HOSPITAL });
    story.grant('under another’s', ALICE, { notice });
    expect(story.ask().withheld).toMatchObject({ notice: 2 });
    story.tell({ name: 'NoticePublished', notice, publisher: HOSPITAL });
    story.tell({ name: 'NoticeWithdrawn', notice, publisher: OTHER_HOSPITAL });
    story.grant('under its own', ALICE, { notice });
    expect(released(story.ask())).toEqual([0, 1, 3]);
    story.tell({ name: 'NoticePublished', notice: common, publisher: CONSORTIUM });
    story.grant('under the consortium’s', BOB, { notice: common });
    expect(released(story.ask())).toEqual([0, 1, 2, 3]);
  });

  test('a notice that both published stands while either does', () => {
    const notice = id<Digest>('double notice');
    const story = founded();
    story.tell({ name: 'NoticePublished', notice, publisher: HOSPITAL });
    story.tell({ name: 'NoticeWithdrawn', notice, publisher: HOSPITAL });
    story.grant('between', ALICE, { notice });
    story.tell({ name: 'NoticePublished', notice, publisher: CONSORTIUM });
    story.grant('under the second', BOB, { notice });
    expect(released(story.ask())).toEqual([2, 3]);
  });

  test('withholds the categories that the subject left out', () => {
    const story = founded();
    story.grant('not the first', ALICE, { excluded: 0b11 });
    expect(released(story.ask())).toEqual([0, 3]);
    expect(story.ask().withheld).toEqual({ category: 1, 'no-grant': 1 });
  });

  test('the newest grant that covers an item decides, item by item', () => {
    const story = founded();
    const wide = story.grant('wide', ALICE);
    const narrow = story.grant('narrow', ALICE, { excluded: 1 });
    const decision = release(story.ask());
    expect([decision.grantAt(0), decision.grantAt(1)]).toEqual([narrow, wide]);
  });

  test('a grant whose terms are unknown does not count, until they are learned', () => {
    const story = founded();
    const grant = id<GrantId>('elsewhere');
    story.tell({ name: 'ConsentGranted', subject: BOB, grant, kind: 1 });
    expect(story.ask().withheld).toMatchObject({ 'terms-unknown': 1 });
    story.terms.set(grant, TERMS);
    story.index.learnTerms(BOB, grant);
    expect(released(story.ask())).toEqual([2, 3]);
  });

  test('terms with two permissions, or with an option from the future, mean nothing', () => {
    const story = founded();
    story.grant('two permissions', ALICE, { purposes: '3' });
    story.grant('option', BOB, { options: 4 });
    expect(story.ask().withheld).toEqual({ 'terms-unknown': 3 });
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
