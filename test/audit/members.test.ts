import { describe, expect, it } from 'vitest';
import { Members } from '../../src/audit/past/members.ts';
import type { ChainEvent } from '../../src/audit/source/sources.ts';
import type { Hex } from '../../src/core/bytes.ts';
import type { Address, Digest } from '../../src/core/ids.ts';

const [HOLDER, OTHER, GATEWAY, MEMBERSHIP] = ['11', '22', '33', '99'].map(
  (byte) => `0x${byte.repeat(20)}` as Address,
) as [Address, Address, Address, Address];
const NOTICE = `0x${'ab'.repeat(32)}` as Digest;
const POLICY = { maxLag: 60, maxUnanchored: 300, clockSkew: 120, maxRelease: 600, erasureDelay: 700 };

/** One event a block, block `n` at second `10 n`. */
function told(...events: readonly (readonly [string, Record<string, unknown>])[]): Members {
  const members = new Members();
  for (const [i, [name, args]] of events.entries()) {
    const event: ChainEvent = { name, height: i + 1, seconds: (i + 1) * 10, args: { actor: HOLDER, ...args } };
    expect(members.apply(event)).toBe(true);
  }
  return members;
}

function added(identity: Address, roles: number, principal = identity) {
  return ['MemberAdded', { identity, principal, ordinal: 1, roles, organisation: NOTICE, endpoint: '' }] as const;
}

describe('the policy in force', () => {
  const looser = { ...POLICY, maxLag: 3_600 };
  const at = (members: Members, height: number, seconds = height * 10) => members.policyAt({ height, seconds })?.maxLag;

  it('is unknown before the first event', () => {
    expect(at(told(['PolicySet', { policy: POLICY }]), 0)).toBeUndefined();
  });

  it('becomes the one that waits by time alone, in the first block of its time', () => {
    const scheduled = ['PolicyScheduled', { policy: looser, effectiveAt: 50 }] as const;
    const members = told(['PolicySet', { policy: POLICY }], scheduled);
    expect([at(members, 2), at(members, 3, 49), at(members, 3, 50), at(members, 9)]).toEqual([60, 60, 3_600, 3_600]);
    // What was decided before is judged as it was then, whatever the time is now.
    expect(at(members, 1, 9_999)).toBe(60);
  });

  it.each([
    ['PolicyCancelled', { effectiveAt: 50 }],
    ['PolicySet', { policy: POLICY }],
  ] as const)('stays where %s comes first', (name, args) => {
    const scheduled = ['PolicyScheduled', { policy: looser, effectiveAt: 50 }] as const;
    const members = told(['PolicySet', { policy: POLICY }], scheduled, [name, args]);
    expect([at(members, 3), at(members, 5), at(members, 99)]).toEqual([60, 60, 60]);
  });

  it('is replaced by what is announced later', () => {
    const members = told(
      ['PolicySet', { policy: POLICY }],
      ['PolicyScheduled', { policy: looser, effectiveAt: 50 }],
      ['PolicySet', { policy: POLICY }],
      ['PolicyScheduled', { policy: { ...POLICY, maxLag: 90 }, effectiveAt: 70 }],
    );
    expect([at(members, 5), at(members, 6), at(members, 7)]).toEqual([60, 60, 90]);
  });
});

describe('a notice', () => {
  const published = (publisher: Address) => ['NoticePublished', { notice: NOTICE, publisher }] as const;
  const withdrawn = (publisher: Address) => ['NoticeWithdrawn', { notice: NOTICE, publisher }] as const;

  it('counts for subjects of its publisher, whoever published it first', () => {
    const members = told(added(HOLDER, 2), added(OTHER, 2), published(OTHER), published(HOLDER), withdrawn(OTHER));
    const stood = (holder: Address, second: number) => members.noticeStood(NOTICE, holder, second);
    expect([stood(HOLDER, 39), stood(HOLDER, 40), stood(HOLDER, 60)]).toEqual([false, true, true]);
    expect([stood(OTHER, 30), stood(OTHER, 49), stood(OTHER, 50)]).toEqual([true, true, false]);
  });

  it('of the consortium counts for every holder', () => {
    const members = told(added(HOLDER, 2), published(MEMBERSHIP), withdrawn(MEMBERSHIP));
    const stood = [19, 20, 29, 30].map((second) => members.noticeStood(NOTICE, HOLDER, second));
    expect(stood).toEqual([false, true, true, false]);
  });
});

describe('a session key', () => {
  const key = '0x01aabb' as Hex;
  const named = ['SessionKeyAdded', { identity: HOLDER, keyHash: NOTICE, key, until: 900, actor: GATEWAY }] as const;
  const known = (members: Members, height: number) => members.sessionKey(HOLDER, key, height)?.until;
  const start = [added(HOLDER, 2), added(GATEWAY, 4, HOLDER), named] as const;

  it.each([
    ['removed', ['MemberRemoved', { identity: GATEWAY }]],
    ['suspended', ['MemberSuspended', { identity: GATEWAY }]],
    ['rotated', ['MemberRotated', { identity: GATEWAY, from: GATEWAY, to: OTHER }]],
  ] as const)('ends when the account that named it is %s', (_, change) => {
    const members = told(...start, [...change]);
    expect([known(members, 2), known(members, 3), known(members, 4)]).toEqual([undefined, 900, undefined]);
  });

  it('ends by its removal, and not by another account’s', () => {
    const members = told(
      ...start,
      ['MemberRotated', { identity: HOLDER, from: HOLDER, to: OTHER }],
      ['SessionKeyRemoved', { identity: HOLDER, keyHash: NOTICE }],
    );
    expect([known(members, 4), known(members, 5)]).toEqual([900, undefined]);
  });
});
