import { expect, it } from 'vitest';
import { Policies } from '../../src/gateway/ledger/policies.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';
import type { LedgerEvent } from '../../src/ledger/events.ts';

const looser = { ...DEFAULT_POLICY, maxLag: 600 };
const stricter = { ...DEFAULT_POLICY, maxLag: 5 };

function told(...events: readonly object[]): Policies {
  const policies = new Policies({ policy: DEFAULT_POLICY });
  for (const event of events) policies.apply(event as LedgerEvent);
  return policies;
}

it('a policy that waits is in force from its second on, without another event', () => {
  const policies = told({ name: 'PolicyScheduled', policy: looser, effectiveAt: 100 });
  expect([policies.at(99).maxLag, policies.at(100).maxLag]).toEqual([60, 600]);
  expect(policies.waitingAt(99)).toEqual({ policy: looser, effectiveAt: 100 });
  expect(policies.waitingAt(100)).toBeUndefined();
});

it.each([
  [{ name: 'PolicyCancelled', effectiveAt: 100 }, 60],
  [{ name: 'PolicySet', policy: stricter }, 5],
])('a policy that waits is dropped by %o', (event, maxLag) => {
  const policies = told({ name: 'PolicyScheduled', policy: looser, effectiveAt: 100 }, event);
  expect([policies.at(99).maxLag, policies.at(100).maxLag]).toEqual([maxLag, maxLag]);
  expect(policies.waitingAt(99)).toBeUndefined();
});
