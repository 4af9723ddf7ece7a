import { describe, expect, test } from 'vitest';
import { AcknowledgedRevocations, type Revocation } from '../../src/consent/acknowledged.ts';
import { affects } from '../../src/consent/affects.ts';
import type { GrantId } from '../../src/core/ids.ts';
import {
  ALICE,
  BOB,
  CAROL,
  CLINICIAN,
  consented,
  founded,
  id,
  permitIssued,
  refusal,
  release,
  released,
  type Story,
} from './story.ts';

const ALICES = id<GrantId>("alice's grant");
const BOBS = id<GrantId>("bob's grant");
const TREAT = { asker: { member: CLINICIAN }, request: { permit: 2 } };

function acknowledge(story: Story, ...revocations: readonly Revocation[]): AcknowledgedRevocations {
  const acknowledged = new AcknowledgedRevocations(story.index);
  for (const revocation of revocations) acknowledged.add(revocation);
  return acknowledged;
}

function emergency(): Story {
  return founded().tell(permitIssued(2, { requester: CLINICIAN, emergency: true, purpose: 0 }));
}

describe('a revocation that is acknowledged and not mined', () => {
  test('ends the grant that it names', () => {
    const story = consented();
    const acknowledged = acknowledge(story, { subject: ALICE, scope: 'grant', grant: ALICES });
    expect(story.ask({ acknowledged }).withheld).toEqual({ revoked: 2 });
  });

  test("ends no less where a grant like it counts for somebody else's items", () => {
    const story = consented();
    const acknowledged = acknowledge(story, { subject: BOB, scope: 'grant', grant: BOBS });
    expect(story.ask({ acknowledged }).withheld).toEqual({ revoked: 1 });
    const paused = acknowledge(story, { subject: BOB, scope: 'pause' });
    expect(story.ask({ acknowledged: paused }).withheld).toEqual({ paused: 1 });
  });

  test('leaves another grant of the subject in force', () => {
    const story = consented();
    const other = story.grant('another', ALICE);
    const acknowledged = acknowledge(story, { subject: ALICE, scope: 'grant', grant: other });
    expect(release(story.ask({ acknowledged })).grantAt(0)).toBe(ALICES);
  });

  test('ends the grants of the epoch that it names, not those given after that epoch', () => {
    const story = consented().tell({ name: 'EpochRaised', subject: ALICE, epoch: 1 });
    story.grant('of epoch 1', ALICE);
    const epoch = (n?: number) => {
      const revocation: Revocation = { subject: ALICE, scope: 'epoch', ...(n === undefined ? {} : { epoch: n }) };
      return released(story.ask({ acknowledged: acknowledge(story, revocation) }));
    };
    expect(epoch(0)).toEqual([0, 1, 2, 3]);
    expect(epoch(1)).toEqual([2, 3]);
    expect(epoch()).toEqual([2, 3]);
  });

  test('opts out, pauses and erases at once', () => {
    const story = consented();
    const opted = acknowledge(story, { subject: ALICE, scope: 'opt-out', level: 'research' });
    expect(story.ask({ acknowledged: opted }).withheld).toEqual({ 'opted-out': 2 });
    const paused = acknowledge(story, { subject: ALICE, scope: 'pause', until: story.now });
    expect(story.ask({ acknowledged: paused }).withheld).toEqual({ paused: 2 });
    story.wait(1);
    expect(released(story.ask({ acknowledged: paused }))).toEqual([0, 1, 2, 3]);
    const erased = acknowledge(story, { subject: ALICE, scope: 'erasure' });
    expect(story.ask({ acknowledged: erased }).withheld).toEqual({ erased: 2 });
    expect(refusal(story.ask({ acknowledged: erased, asker: { subject: ALICE } }))).toBe('nothing-covered');
  });

  test('counts on another basis and in an emergency as far as it says', () => {
    const story = emergency();
    const ask = (revocation: Revocation) =>
      released(story.ask({ ...TREAT, acknowledged: acknowledge(story, revocation) }));
    expect(ask({ subject: ALICE, scope: 'opt-out', level: 'research' })).toEqual([0, 1, 2, 3]);
    expect(ask({ subject: ALICE, scope: 'opt-out', level: 'all' })).toEqual([2, 3]);
    expect(ask({ subject: ALICE, scope: 'opt-out' })).toEqual([2, 3]);
    expect(ask({ subject: ALICE, scope: 'pause' })).toEqual([2, 3]);
    expect(ask({ subject: ALICE, scope: 'epoch' })).toEqual([0, 1, 2, 3]);
  });

  test('counts until it is settled, alone', () => {
    const story = consented();
    const acknowledged = acknowledge(
      story,
      { subject: ALICE, scope: 'opt-out', seq: 4 },
      { subject: ALICE, scope: 'pause', seq: 5 },
    );
    acknowledged.settle({ subject: ALICE, scope: 'opt-out', seq: 4 });
    expect(story.ask({ acknowledged }).withheld).toEqual({ paused: 2 });
    acknowledged.settle({ subject: ALICE, scope: 'pause', seq: 5 });
    expect(acknowledged.size).toBe(0);
    expect(released(story.ask({ acknowledged }))).toEqual([0, 1, 2, 3]);
  });
});

describe('a revocation that comes after the decision', () => {
  test('concerns a release that holds items under the grant that it ends', () => {
    const story = consented();
    const decision = release(story.ask());
    expect(affects(story.index, { subject: ALICE, scope: 'grant', grant: ALICES }, decision)).toBe(true);
    expect(affects(story.index, { subject: ALICE, scope: 'grant', grant: BOBS }, decision)).toBe(false);
    expect(affects(story.index, { subject: ALICE, scope: 'epoch', epoch: 0 }, decision)).toBe(true);
  });

  test('concerns a release that holds items of the subject', () => {
    const story = consented();
    const decision = release(story.ask({ request: { items: [2, 3] } }));
    for (const scope of ['opt-out', 'pause', 'erasure'] as const) {
      expect(affects(story.index, { subject: BOB, scope }, decision)).toBe(true);
      expect(affects(story.index, { subject: ALICE, scope }, decision)).toBe(false);
      expect(affects(story.index, { subject: CAROL, scope }, decision)).toBe(false);
    }
  });

  test('concerns only the part of a stream that is still to be sent', () => {
    const story = consented();
    const decision = release(story.ask());
    const revocation: Revocation = { subject: ALICE, scope: 'opt-out' };
    expect(affects(story.index, revocation, decision, { from: 1, until: 4 })).toBe(true);
    expect(affects(story.index, revocation, decision, { from: 2, until: 4 })).toBe(false);
    expect(affects(story.index, { subject: BOB, scope: 'opt-out' }, decision, { from: 0, until: 2 })).toBe(false);
  });

  test('leaves an emergency alone unless it forbids everything, and self access unless it erases', () => {
    const story = emergency();
    const urgent = release(story.ask(TREAT));
    expect(affects(story.index, { subject: ALICE, scope: 'opt-out', level: 'research' }, urgent)).toBe(false);
    expect(affects(story.index, { subject: ALICE, scope: 'epoch' }, urgent)).toBe(false);
    expect(affects(story.index, { subject: ALICE, scope: 'opt-out', level: 'all' }, urgent)).toBe(true);
    const own = release(story.ask({ asker: { subject: ALICE } }));
    expect(affects(story.index, { subject: ALICE, scope: 'opt-out' }, own)).toBe(false);
    expect(affects(story.index, { subject: ALICE, scope: 'erasure' }, own)).toBe(true);
  });
});
