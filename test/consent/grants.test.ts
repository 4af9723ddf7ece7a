import { describe, expect, test } from 'vitest';
import type { Digest, GrantId } from '../../src/core/ids.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { attestationOf, purposesOf } from '../../src/core/purposes.ts';
import { memberGrantee } from '../../src/core/terms.ts';
import { ANYBODY, GROUP } from './decide-names.ts';
import {
  ALICE,
  BOB,
  CLINICIAN,
  CONSORTIUM,
  consented,
  enrolled,
  type Fact,
  founded,
  HOSPITAL,
  id,
  LAB,
  NOTICE,
  OTHER_HOSPITAL,
  permitIssued,
  refusal,
  release,
  released,
  type Story,
  TERMS,
  VIEW,
} from './story.ts';

const BOBS_NAME = "bob's grant";
const BOBS = id<GrantId>(BOBS_NAME);

function tell(story: Story, fact: Fact, withheld: Partial<Record<string, number>>): Partial<Record<string, number>> {
  story.tell(fact);
  return withheld;
}

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

  test.each<[string, (story: Story) => Partial<Record<string, number>>]>([
    ['is opted out', (story) => tell(story, { name: 'OptOutSet', subject: BOB, level: 1 }, { 'opted-out': 1 })],
    ['is paused', (story) => tell(story, { name: 'PauseSet', subject: BOB, until: story.now + 100 }, { paused: 1 })],
    ['is erased', (story) => tell(story, { name: 'SubjectErased', subject: BOB }, { erased: 1 })],
    ['withdrew it', (story) => tell(story, { name: 'ConsentRevoked', subject: BOB, grant: BOBS }, { revoked: 1 })],
    ['withdrew all', (story) => tell(story, { name: 'EpochRaised', subject: BOB, epoch: 1 }, { 'epoch-over': 1 })],
    ['is of another hospital', (story) => tell(story, enrolled(BOB, OTHER_HOSPITAL), { 'unknown-subject': 1 })],
  ])('one like a grant that counts does not count where its subject %s', (_, end) => {
    const story = founded();
    story.grant("alice's grant", ALICE);
    story.grant(BOBS_NAME, BOB);
    expect(released(story.ask())).toEqual([0, 1, 2, 3]);
    const withheld = end(story);
    expect(released(story.ask())).toEqual([0, 1, 3]);
    expect(story.ask().withheld).toEqual(withheld);
  });

  test('one like a grant that counts does not count before its period, after it, or for a category left out', () => {
    const story = founded();
    story.grant("alice's grant", ALICE, { excluded: 4 });
    story.grant('too early', BOB, { excluded: 4, from: story.now + 100 });
    expect(story.ask().withheld).toEqual({ 'not-yet-valid': 1 });
    story.grant('over', BOB, { excluded: 4, until: story.now });
    expect(story.ask().withheld).toEqual({ expired: 1 });
    story.grant('within', BOB, { excluded: 4 });
    expect(released(story.ask())).toEqual([0, 1, 2, 3]);
    const view = { ...VIEW, subjectOf: VIEW.subjectOf.slice(), categories: Uint32Array.of(0, 0, 4, 0) };
    expect(story.ask({ view }).withheld).toEqual({ category: 1 });
  });

  test('one like a grant that counts does not count where it was given before the member joined its group', () => {
    const story = founded();
    const terms = { grantee: GROUP as string as Digest };
    story.grant('given too early', BOB, terms);
    story.tell({ name: 'GroupJoined', group: GROUP, identity: LAB });
    story.grant('given in time', ALICE, terms);
    expect(released(story.ask())).toEqual([0, 1, 3]);
    expect(story.ask().withheld).toEqual({ grantee: 1 });
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
