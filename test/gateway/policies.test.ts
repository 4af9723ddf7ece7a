import { expect, it } from 'vitest';
import { Policies } from '../../src/gateway/ledger/policies.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';
import type { LedgerEvent } from '../../src/ledger/events.ts';

const looser = { ...DEFAULT_POLICY, maxLag: 600 };
const stricter = { ...DEFAULT_POLICY, maxLag: 5 };

/** Events of one block each, from block 1 on. */
function told(...events: readonly object[]): Policies {
  const policies = new Policies([{ height: 0, policy: DEFAULT_POLICY }]);
  for (const [i, event] of events.entries()) policies.apply({ ...event, at: { height: i + 1 } } as LedgerEvent);
  return policies;
}

/** In each of the blocks, of a height and a second. */
function lags(policies: Policies, ...blocks: readonly (readonly [height: number, second: number])[]): number[] {
  return blocks.map(([height, second]) => policies.at({ height, time: second * 1000 }).maxLag);
}

it('a policy that waits is in force from its second on, without another event', () => {
  const policies = told({ name: 'PolicyScheduled', policy: looser, effectiveAt: 100 });
  expect(lags(policies, [1, 99], [2, 100])).toEqual([60, 600]);
  expect(policies.waitingAt({ height: 1, time: 99_999 })).toEqual({ policy: looser, effectiveAt: 100 });
  expect(policies.waitingAt({ height: 2, time: 100_000 })).toBeUndefined();
});

it.each([
  [{ name: 'PolicyCancelled', effectiveAt: 100 }, 60],
  [{ name: 'PolicySet', policy: stricter }, 5],
])('a policy that waits is dropped by %o', (event, maxLag) => {
  const policies = told({ name: 'PolicyScheduled', policy: looser, effectiveAt: 100 }, event);
  expect(lags(policies, [2, 99], [2, 100])).toEqual([maxLag, maxLag]);
  expect(policies.waitingAt({ height: 2, time: 99_000 })).toBeUndefined();
});

it('an old block keeps the policy that stood in it, and what was announced then', () => {
  const policies = told(
    { name: 'PolicyScheduled', policy: looser, effectiveAt: 100 },
    { name: 'PolicySet', policy: stricter },
  );
  expect(lags(policies, [0, 50], [1, 99], [1, 100], [2, 101])).toEqual([60, 60, 600, 5]);
  expect(policies.waitingAt({ height: 0, time: 50_000 })).toBeUndefined();
  expect(policies.waitingAt({ height: 1, time: 50_000 })?.effectiveAt).toBe(100);
});
