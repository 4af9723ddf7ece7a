import { expect, it } from 'vitest';
import { chosenConsent, consentSummary, permitSummary } from '../../src/cli/consent-summary.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';

const GATEWAY = {
  identity: async () => ({ holder: `0x${'aa'.repeat(20)}` }),
  json: async () => ({ members: [] }),
  list: async () => [],
} as never;

it('shows what a permit is for as the gateway’s word', async () => {
  const permit = { permit: 7, dataset: ZERO_DIGEST, until: 2_000_000_000, identifiable: false };
  const [head] = await permitSummary(GATEWAY, permit as never, 'Agreement');
  expect(head).toMatch(/permit 7\. As the gateway says/);
});

it.each([
  [true, /^ {2}for: the group .*, also who joins the group later$/],
  [false, /^ {2}for: the group \S+$/],
])('shows whether a consent is also for who joins the group later: %j', async (futureMembers, line) => {
  const chosen = chosenConsent({
    grantee: `0x${'cd'.repeat(32)}`,
    permission: 'HMB',
    modifiers: [],
    excluded: [],
    fromSeconds: 0,
    untilSeconds: 2_000_000_000,
    notice: ZERO_DIGEST,
    identifiable: false,
    futureMembers,
  });
  expect(await consentSummary(GATEWAY, 'You allow:', chosen)).toContainEqual(expect.stringMatching(line));
});
