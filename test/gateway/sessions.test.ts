import { describe, expect, it } from 'vitest';
import { requestEncoder } from '../../src/core/evidence.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import { type Session, type SessionLimits, Sessions } from '../../src/gateway/auth/sessions.ts';

const NOW = 1_900_000_000_000;
const [ONE, OTHER] = [`0x${'1'.repeat(40)}`, `0x${'2'.repeat(40)}`] as [Address, Address];
const evidenceOf = requestEncoder({ type: 'siwe', message: '', signature: '0x' });

function open(sessions: Sessions, jkt: string, signer = ONE): Session {
  const { token } = sessions.open({ signer, jkt, expires: NOW + 60_000, evidenceOf }, NOW);
  return sessions.find(token, NOW);
}

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'OK';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('a session', () => {
  it('is over when its time is, and once it was closed', () => {
    const sessions = new Sessions();
    const [expiring, closed] = [open(sessions, 'a'), open(sessions, 'b')];
    expect(codeOf(() => sessions.check(expiring, NOW + 60_000))).toBe('OK');
    expect(codeOf(() => sessions.check(expiring, NOW + 60_001))).toBe('SESSION_EXPIRED');
    sessions.close(closed);
    expect(codeOf(() => sessions.check(closed, NOW))).toBe('SESSION_INVALID');
    expect(codeOf(() => sessions.admit(closed, 'x'))).toBe('SESSION_INVALID');
  });

  it('is the one of its key, until it is over', () => {
    const sessions = new Sessions();
    const first = open(sessions, 'a');
    expect(codeOf(() => open(sessions, 'a', OTHER))).toBe('CONFLICT');
    sessions.close(first);
    sessions.open({ signer: OTHER, jkt: 'a', expires: NOW - 1, evidenceOf }, NOW);
    expect(codeOf(() => open(sessions, 'a'))).toBe('OK');
  });
});

describe('a person whose sessions were closed', () => {
  const person = { member: ONE, person: `0x${'3'.repeat(64)}` as Digest, keyHash: `0x${'4'.repeat(64)}` as Digest };
  const vouched = (sessions: Sessions, jkt: string, of = person) => {
    const { token } = sessions.open({ signer: ONE, vouched: of, jkt, expires: NOW + 60_000, evidenceOf }, NOW);
    return sessions.find(token, NOW);
  };

  it('has none but the one that is kept, and those of others go on', () => {
    const sessions = new Sessions();
    const other = vouched(sessions, 'o', { ...person, person: `0x${'5'.repeat(64)}` as Digest });
    const [first, kept, accounts] = [vouched(sessions, 'a'), vouched(sessions, 'b'), open(sessions, 'c')];
    let told = 0;
    sessions.subscribe(() => told++);
    sessions.closeOf(person, kept);
    expect(codeOf(() => sessions.check(first, NOW))).toBe('SESSION_INVALID');
    for (const one of [other, kept, accounts]) expect(codeOf(() => sessions.check(one, NOW))).toBe('OK');
    expect([first, kept, other, accounts].map((one) => sessions.isEnded(one))).toEqual([true, false, false, false]);
    expect(told).toBe(1);
  });

  it('loses what was over or signed out by then as well, and nothing that it opens afterwards', () => {
    const sessions = new Sessions();
    const [closed, over, kept] = [vouched(sessions, 'a'), vouched(sessions, 'b'), vouched(sessions, 'c')];
    sessions.close(closed);
    expect(codeOf(() => sessions.check(over, NOW + 60_001))).toBe('SESSION_EXPIRED');
    expect([closed, over].map((one) => sessions.isEnded(one))).toEqual([false, false]);
    sessions.closeOf(person, kept);
    const later = vouched(sessions, 'd');
    expect([closed, over, kept, later].map((one) => sessions.isEnded(one))).toEqual([true, true, false, false]);
    sessions.closeOf(person, later);
    expect([closed, over, kept, later].map((one) => sessions.isEnded(one))).toEqual([true, true, true, false]);
  });
});

describe('the id of a proof', () => {
  it('counts once in a session, however much later', () => {
    const sessions = new Sessions();
    const [one, other] = [open(sessions, 'a'), open(sessions, 'b')];
    sessions.admit(one, 'x');
    open(sessions, 'c');
    expect(codeOf(() => sessions.admit(one, 'x'))).toBe('DPOP_REPLAYED');
    expect(codeOf(() => sessions.admit(other, 'x'))).toBe('OK');
  });

  it('is refused with a reason where its session has made too many, and no other is', () => {
    const sessions = new Sessions({ proofsASession: 3 });
    const [one, other] = [open(sessions, 'a'), open(sessions, 'b')];
    for (const jti of ['x', 'y', 'z']) sessions.admit(one, jti);
    expect(codeOf(() => sessions.admit(one, 'w'))).toBe('RATE_LIMITED');
    expect(codeOf(() => sessions.admit(one, 'x'))).toBe('DPOP_REPLAYED');
    expect(codeOf(() => sessions.admit(other, 'w'))).toBe('OK');
  });

  it('takes room from the account that makes the most, which loses a session, and from nobody else', () => {
    const limits: Partial<SessionLimits> = { proofs: 10, proofsASession: 6 };
    const sessions = new Sessions(limits);
    const quiet = open(sessions, 'quiet', OTHER);
    for (let i = 0; i < 4; i++) sessions.admit(quiet, `q${i}`);
    const many = Array.from({ length: 8 }, (_, i) => open(sessions, `many-${i}`));
    for (let i = 0; i < 100; i++) {
      for (const [at, session] of many.entries()) {
        if (codeOf(() => sessions.admit(session, `${i}`)) === 'SESSION_INVALID')
          many[at] = open(sessions, `${at}-${i}`);
      }
    }
    expect(codeOf(() => sessions.check(quiet, NOW))).toBe('OK');
    expect(codeOf(() => sessions.admit(quiet, 'q0'))).toBe('DPOP_REPLAYED');
    expect(codeOf(() => sessions.admit(quiet, 'q4'))).toBe('OK');
  });
});
