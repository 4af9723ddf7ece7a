import { expect, it } from 'vitest';
import { permitSummary } from '../../src/cli/consent-summary.ts';
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
