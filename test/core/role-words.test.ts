import { expect, it } from 'vitest';
import { anyRoleWords, roleNouns, roleWords } from '../../src/core/role-words.ts';
import { ROLES } from '../../src/gateway/auth/caller.ts';
import { ROLE } from '../../src/ledger/words.ts';

it('calls each role of ledger and gateway by words, not by its code', () => {
  for (const role of new Set([...Object.keys(ROLE), ...ROLES])) {
    expect(anyRoleWords([role]), role).toMatch(/^(?:an?|the) [a-z]/);
  }
});

it('joins roles as a sentence and as a column', () => {
  expect(anyRoleWords(['auditor', 'holder', 'subject'])).toBe('an auditor, the data holder or a patient');
  expect(roleWords(['member', 'requester', 'auditor'])).toBe('a requester and an auditor');
  expect(roleWords(['member'])).toBe('a member of the consortium');
  expect(roleNouns(['holder', 'gateway', 'marshal'])).toBe('data holder, gateway, marshal');
});

it('calls a former signer only one that is no patient any more', () => {
  expect(roleWords(['subject', 'withdrawer'])).toBe('a patient');
  expect(roleNouns(['withdrawer', 'subject'])).toBe('patient');
  expect(roleWords(['withdrawer'])).toBe('a former signer of a patient, who only withdraws');
  expect(anyRoleWords(['withdrawer'])).toBe('a patient or a former signer of a patient, who only withdraws');
});
