import { describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../src/client/gateway-client.ts';
import { createGroup, joinGroup, leaveGroup, nameGroup } from '../../src/client/groups.ts';
import { type GroupName, groupId, groupLabel, newGroupName } from '../../src/core/group.ts';
import type { Address } from '../../src/core/ids.ts';

const address = (byte: string) => `0x${byte.repeat(20)}` as Address;
const [MEMBERSHIP, HOLDER, OTHER] = [address('99'), address('aa'), address('bb')];

function shown(named: GroupName, steward = HOLDER, membership = MEMBERSHIP) {
  const label = groupLabel(named);
  return { group: groupId(membership, steward, label), steward, label, ...named, createdAt: 1, members: [] };
}

/** A gateway of the holder that answers so, whatever it is asked. */
function answering(answer: (json: GroupName) => unknown): GatewayClient {
  return {
    identity: async () => ({ ledger: `eip155:1:${MEMBERSHIP}`, holder: HOLDER }),
    json: async (_: string, __: string, { json }: { json: GroupName }) => answer(json),
  } as unknown as GatewayClient;
}

const UNTRUE = { code: 'PROOF_INVALID', message: expect.stringContaining('The gateway') };
const NAMED = newGroupName('Heart study');

describe('a gateway is not believed', () => {
  it.each<readonly [string, (json: GroupName) => unknown]>([
    ['another one of that name', ({ name }) => shown(newGroupName(name))],
    ['one that another keeps', (json) => shown(json, OTHER)],
    ['one of another ledger', (json) => shown(json, HOLDER, OTHER)],
    ['one with the id of another', (json) => ({ ...shown(json), group: shown(NAMED).group })],
  ])('that answers to a creation with %s', async (_, answer) => {
    await expect(createGroup(answering(answer), 'Heart study')).rejects.toMatchObject(UNTRUE);
  });

  it.each<readonly [string, unknown]>([
    ['of another group', shown(newGroupName('Heart study'))],
    ['of a group under another name', { ...shown(NAMED), name: 'Head study' }],
    ['of a group with a name that nothing opens', { ...shown(NAMED), salt: undefined }],
  ])('that answers to a change with what is %s', async (_, answer) => {
    const gateway = answering(() => answer);
    const { group } = shown(NAMED);
    await expect(joinGroup(gateway, group, OTHER)).rejects.toMatchObject(UNTRUE);
    await expect(leaveGroup(gateway, group, OTHER)).rejects.toMatchObject(UNTRUE);
    await expect(nameGroup(gateway, group, NAMED)).rejects.toMatchObject(UNTRUE);
  });
});

it('a group is that which was created, by its keeper, name and ledger', async () => {
  const created = await createGroup(answering(shown), '  Heart   study ');
  expect(created).toMatchObject({ name: 'Heart study', steward: HOLDER, members: [] });
});
