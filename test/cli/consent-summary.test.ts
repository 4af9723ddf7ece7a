import { expect, it } from 'vitest';
import { consentSummary, permitSummary } from '../../src/cli/consent-summary.ts';
import type { Consent } from '../../src/client/consent-shape.ts';
import { describeConsent } from '../../src/client/consent-texts.ts';
import { groupId, groupLabel } from '../../src/core/group.ts';
import { type Address, type Digest, ZERO_DIGEST } from '../../src/core/ids.ts';
import { ALL_YES } from '../core/all-yes.ts';

const [MEMBERSHIP, HOLDER, LAB] = ['99', 'aa', 'bb'].map((byte) => `0x${byte.repeat(20)}` as Address) as [
  Address,
  Address,
  Address,
];
const NAMED = { name: 'Heart study', salt: `0x${'cd'.repeat(32)}` as Digest };
const LABEL = groupLabel(NAMED);
const HEART = {
  group: groupId(MEMBERSHIP, HOLDER, LABEL),
  steward: HOLDER,
  label: LABEL,
  ...NAMED,
  createdAt: 1_770_000_000,
  members: [{ identity: LAB, joinedAt: 1_770_000_001 }],
};
const member = (identity: Address, name: string) => ({
  ...{ identity, account: identity, principal: identity, name },
  ...{ roles: [], status: 'active', endpoint: '', since: 1_770_000_000 },
});

const GATEWAY = gatewayWith([HEART]);

function gatewayWith(groups: readonly object[]) {
  return {
    identity: async () => ({
      ledger: `eip155:1:${MEMBERSHIP}`,
      contracts: { membership: MEMBERSHIP },
      holder: HOLDER,
    }),
    json: async () => ({
      members: [member(HOLDER, 'Hospital'), member(LAB, 'Laboratory')],
      ...{ address: LAB, signer: LAB, roles: ['subject', 'withdrawer'] },
    }),
    list: async (path: string) => (path === '/v1/groups' ? groups : []),
  } as never;
}

const NARROW = {
  permission: 'HMB',
  modifiers: [],
  ...ALL_YES,
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

const groupConsent = (futureMembers: boolean) => ({ ...NARROW, grantee: HEART.group, futureMembers });
const summaryOf = async (gateway: never, choice: ReturnType<typeof groupConsent>, covers?: readonly Address[]) =>
  consentSummary(
    gateway,
    await describeConsent(gateway, choice, 'en'),
    { ...choice, ...(covers ? { covers } : {}) } as never,
    [],
  );

it.each([
  [true, '  also whoever joins it later, which “Hospital” decides'],
  [false, '  nobody who joins it later'],
])('names the group that a consent is for, who is in it, and who joins it later: %j', async (futureMembers, later) => {
  const summary = await summaryOf(GATEWAY, groupConsent(futureMembers));
  expect(summary[1]).toMatch(/belong to the group “Heart study”, and to nobody else/);
  const at = summary.indexOf('  as the gateway says, in it now: “Laboratory”');
  expect(summary.slice(at, at + 2)).toEqual(['  as the gateway says, in it now: “Laboratory”', later]);
});

it('says of a consent that was given for a group whom of it that covers', async () => {
  const summary = await summaryOf(GATEWAY, groupConsent(false), []);
  expect(summary).toContain('  as the gateway says, of whom this covers now: nobody');
});

it.each([
  ['a name that is not its own', { name: 'Head study' }],
  ['a keeper that is not its own', { steward: LAB }],
  [
    'a name and label that are not its own',
    { name: 'X', salt: ZERO_DIGEST, label: groupLabel({ name: 'X', salt: ZERO_DIGEST }) },
  ],
])('shows nothing to sign where the gateway gives the group %s', async (_, change) => {
  const lying = gatewayWith([{ ...HEART, ...change }]);
  await expect(summaryOf(lying, groupConsent(false))).rejects.toMatchObject({ code: 'PROOF_INVALID' });
});

it('shows the text of the consent, and what still counts beside it with how to end it; nothing of what ended', async () => {
  const text = await describeConsent(GATEWAY, NARROW, 'en');
  const wider = {
    ...NARROW,
    permission: 'GRU',
    grantee: ZERO_DIGEST,
    dataset: ZERO_DIGEST,
    until: 1_990_000_000,
    excluded: 0,
    grant: `0x${'11'.repeat(32)}`,
    kind: 'self',
    grantedAt: 1_770_000_000,
    active: true,
  } as never as Consent;
  const ended = { ...wider, grant: `0x${'22'.repeat(32)}`, active: false } as Consent;
  const told = (beside: Consent[]) => consentSummary(GATEWAY, text, { ...NARROW, grantee: ZERO_DIGEST }, beside);
  expect((await told([])).join('\n')).toBe(text.lines.join('\n'));
  const [head, line, advice] = (await told([wider, ended])).slice(-3);
  expect(head).toBe('One other consent still counts:');
  expect(line).toMatch(
    /^ {2}0x11111111: any requester may use all data of .* for general research use, until 2033-01-/,
  );
  expect(advice).toMatch(/narrows nothing of that\. .*consent revoke 0x11111111`/);
  expect((await told([ended])).join()).not.toMatch(/still counts|consent revoke/);
});
