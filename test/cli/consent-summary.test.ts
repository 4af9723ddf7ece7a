import { expect, it } from 'vitest';
import { chosenConsent, consentSummary, permitSummary } from '../../src/cli/consent-summary.ts';
import type { Consent } from '../../src/client/consent-shape.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';

const GATEWAY = {
  identity: async () => ({ holder: `0x${'aa'.repeat(20)}` }),
  json: async () => ({ members: [] }),
  list: async () => [],
} as never;

const NARROW = {
  permission: 'HMB',
  modifiers: [],
  excluded: [],
  fromSeconds: 0,
  untilSeconds: 2_000_000_000,
  notice: ZERO_DIGEST,
  identifiable: false,
  futureMembers: false,
};

it('shows what a permit is for as the gateway’s word', async () => {
  const permit = { permit: 7, dataset: ZERO_DIGEST, until: 2_000_000_000, identifiable: false };
  const [head] = await permitSummary(GATEWAY, permit as never, 'Agreement', false);
  expect(head).toMatch(/permit 7\. As the gateway says/);
  const long = Array.from({ length: 9 }, (_, i) => `§ ${i}`);
  const summary = (whole: boolean) => permitSummary(GATEWAY, permit as never, long.join('\n'), whole);
  expect((await summary(true)).slice(-9)).toEqual(long.map((line) => `    ${line}`));
  expect((await summary(false)).at(-1)).toBe('    …');
});

it.each([
  [true, /^ {2}for: the group .*, also who joins the group later$/],
  [false, /^ {2}for: the group \S+$/],
])('shows whether a consent is also for who joins the group later: %j', async (futureMembers, line) => {
  const chosen = chosenConsent({ ...NARROW, grantee: `0x${'cd'.repeat(32)}`, futureMembers });
  expect(await consentSummary(GATEWAY, 'You allow:', chosen, [])).toContainEqual(expect.stringMatching(line));
});

it('names what still counts beside a consent, and how to end it; nothing of what ended', async () => {
  const wider = {
    ...chosenConsent({ ...NARROW, permission: 'GRU', untilSeconds: 1_990_000_000 }),
    grant: `0x${'11'.repeat(32)}`,
    kind: 'self',
    grantedAt: 1_770_000_000,
    active: true,
  } as Consent;
  const ended = { ...wider, grant: `0x${'22'.repeat(32)}`, active: false } as Consent;
  const told = (beside: Consent[]) => consentSummary(GATEWAY, 'You allow:', chosenConsent(NARROW), beside);
  const [head, line, advice] = (await told([wider, ended])).slice(-3);
  expect(head).toBe('One other consent still counts:');
  expect(line).toMatch(
    /^ {2}0x11111111: any requester may use all data of .* for general research use, until 2033-01-/,
  );
  expect(advice).toMatch(/narrows nothing of that\. .*consent revoke 0x11111111`/);
  expect((await told([ended])).join()).not.toMatch(/still counts|consent revoke/);
});
