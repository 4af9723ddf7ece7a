import { getAddress, id, type Result, ZeroAddress } from 'ethers';
import { describe, expect, it } from 'vitest';
import { event, read, refusal, send } from './chain.ts';
import { DAY, now, pass, ROLE, word, ZERO, ZERO_ADDRESS } from './deploy.ts';
import { act, add, as, at, member, world } from './membership-world.ts';

describe('members', () => {
  it('are known by identity, roles, time and ordinal', async () => {
    const receipt = await add(ROLE.requester | ROLE.auditor, ZERO_ADDRESS, 'https://spare.example');
    expect(event(receipt)).toEqual({
      name: 'MemberAdded',
      args: {
        identity: at('spare'),
        principal: at('spare'),
        ordinal: 8n,
        roles: 136n,
        organisation: id('spare'),
        endpoint: 'https://spare.example',
        actor: at('admin'),
      },
    });
    expect(await member(at('spare'))).toMatchObject({
      identity: at('spare'),
      account: at('spare'),
      ordinal: 8n,
      roles: 136n,
      status: 1n,
      held: false,
      since: BigInt(await now(world)),
      endpoint: 'https://spare.example',
    });
    expect(await read(world.membership, 'identityAt', 8)).toBe(at('spare'));
    expect(await read(world.membership, 'identityAt', 9)).toBe(ZeroAddress);
  });

  it('are added by the administrator alone', async () => {
    const refused = await refusal(act('holder', 'add', at('spare'), ROLE.requester, ZERO_ADDRESS, ZERO, ''));
    expect(refused).toEqual({ name: 'AccessControlUnauthorizedAccount', args: [at('holder'), ZERO] });
  });

  it.each([
    ['setRoles', 8],
    ['setOrganisation', ZERO],
    ['suspend'],
    ['resume'],
    ['remove'],
    ['rotate', word('0x01').slice(0, 42)],
  ] as [string, ...unknown[]][])('are changed by the administrator alone: %s', async (name, ...args) => {
    const refused = await refusal(act('holder', name, at('requester'), ...args));
    expect(refused.name).toBe('AccessControlUnauthorizedAccount');
  });

  it('are their own principals, whether that is said or left out', async () => {
    await add(ROLE.requester, at('spare'));
    expect(await member(at('spare'))).toMatchObject({ principal: at('spare'), ordinal: 8n });
  });

  it('have an address that was never used', async () => {
    expect(await refusal(act('admin', 'add', at('holder'), 8, ZERO_ADDRESS, ZERO, ''))).toEqual({
      name: 'MembershipAccountTaken',
      args: [at('holder')],
    });
    // Its own address stands for the consortium.
    for (const reserved of [ZERO_ADDRESS, world.membership.target]) {
      const taken = { name: 'MembershipAccountTaken', args: [reserved] };
      expect(await refusal(act('admin', 'add', reserved, 8, ZERO_ADDRESS, ZERO, ''))).toEqual(taken);
      expect(await refusal(act('admin', 'rotate', at('holder'), reserved))).toEqual(taken);
    }
  });

  it.each([0, ROLE.administrator, 256, ROLE.gateway, ROLE.gateway | ROLE.requester])(
    'have roles that make sense, not %i',
    async (roles) => {
      const refused = { name: 'MembershipRolesInvalid', args: [BigInt(roles)] };
      expect(await refusal(add(roles))).toEqual(refused);
      expect(await refusal(act('admin', 'setRoles', at('requester'), roles))).toEqual(refused);
    },
  );

  it('have an endpoint of at most 256 bytes', async () => {
    const tooLong = { name: 'MembershipTextTooLong', args: [257n, 256n] };
    expect(await refusal(add(8, ZERO_ADDRESS, 'x'.repeat(257)))).toEqual(tooLong);
    expect(await refusal(act('admin', 'setEndpoint', at('requester'), 'x'.repeat(257)))).toEqual(tooLong);
    await add(8, ZERO_ADDRESS, 'x'.repeat(256));
    await act('admin', 'setEndpoint', at('requester'), 'x'.repeat(256));
  });

  it('lose and regain their powers by suspension', async () => {
    expect(event(await act('admin', 'suspend', at('requester')))).toEqual({
      name: 'MemberSuspended',
      args: { identity: at('requester'), actor: at('admin') },
    });
    expect(await member(at('requester'))).toMatchObject({ status: 2n });
    expect(await refusal(act('admin', 'suspend', at('requester')))).toEqual({
      name: 'MembershipStatusUnfit',
      args: [at('requester'), 2n],
    });
    expect(event(await act('admin', 'resume', at('requester'))).name).toBe('MemberResumed');
    expect(await member(at('requester'))).toMatchObject({ status: 1n });
  });

  const changes = (): [string, ...unknown[]][] => [
    ['setRoles', ROLE.requester],
    ['setOrganisation', ZERO],
    ['setEndpoint', ''],
    ['suspend'],
    ['resume'],
    ['remove'],
    ['rotate', at('stranger')],
  ];

  it('never return after removal', async () => {
    expect(event(await act('admin', 'remove', at('requester'))).name).toBe('MemberRemoved');
    for (const [name, ...args] of changes()) {
      expect(await refusal(act('admin', name, at('requester'), ...args))).toEqual({
        name: 'MembershipStatusUnfit',
        args: [at('requester'), 3n],
      });
    }
  });

  it('are unknown until they are added', async () => {
    for (const [name, ...args] of changes()) {
      const unknown = { name: 'MembershipUnknown', args: [at('spare')] };
      expect(await refusal(act('admin', name, at('spare'), ...args))).toEqual(unknown);
    }
    expect(await member(at('spare'))).toMatchObject({ identity: ZERO_ADDRESS, status: 0n });
    expect(await read(world.membership, 'accountOf', at('spare'))).toBe(ZERO_ADDRESS);
  });

  it('get other roles, commitments and endpoints', async () => {
    const roles = await act('admin', 'setRoles', at('requester'), ROLE.requester | ROLE.environment);
    expect(event(roles)).toMatchObject({ name: 'MemberRolesSet', args: { roles: 24n } });
    const organisation = await act('admin', 'setOrganisation', at('requester'), id('new'));
    expect(event(organisation)).toMatchObject({ name: 'MemberOrganisationSet', args: { organisation: id('new') } });
    const endpoint = await act('requester', 'setEndpoint', at('requester'), 'https://new.example');
    expect(event(endpoint)).toMatchObject({ name: 'MemberEndpointSet', args: { actor: at('requester') } });
    await act('admin', 'setEndpoint', at('gateway'), 'https://admin.example');
    expect(await member(at('requester'))).toMatchObject({ roles: 24n, organisation: id('new') });
    expect(await member(at('gateway'))).toMatchObject({ endpoint: 'https://admin.example' });
  });

  it('cannot set an endpoint for others or while suspended', async () => {
    const name = 'AccessControlUnauthorizedAccount';
    expect(await refusal(act('requester', 'setEndpoint', at('holder'), ''))).toMatchObject({ name });
    await act('admin', 'suspend', at('requester'));
    expect(await refusal(act('requester', 'setEndpoint', at('requester'), ''))).toMatchObject({ name });
  });
});

describe('the administrator', () => {
  it('is shown as such, and no seat holds the role', async () => {
    expect(await member(at('admin'))).toMatchObject({ roles: 1n, status: 0n });
  });

  it('changes in two steps and after the delay', async () => {
    await act('admin', 'beginDefaultAdminTransfer', at('spare'));
    const early = await refusal(act('spare', 'acceptDefaultAdminTransfer'));
    expect(early.name).toBe('AccessControlEnforcedDefaultAdminDelay');
    await pass(world, 2 * DAY + 1);
    await act('spare', 'acceptDefaultAdminTransfer');
    expect(await read(world.membership, 'defaultAdmin')).toBe(at('spare'));
    expect((await refusal(act('admin', 'suspend', at('holder')))).name).toBe('AccessControlUnauthorizedAccount');
  });
});

describe('a gateway', () => {
  it('acts for its holder', async () => {
    const seat = BigInt(String(await read(world.membership, 'admitted', at('gateway'))));
    expect(seat >> 96n).toBe(BigInt(at('holder')));
    expect(await read(world.membership, 'gatewaysOf', at('holder'))).toEqual([at('gateway')]);
  });

  it('has no other role', async () => {
    expect((await refusal(add(ROLE.gateway | ROLE.requester, at('holder')))).name).toBe('MembershipRolesInvalid');
    expect((await refusal(act('admin', 'setRoles', at('gateway'), ROLE.requester))).name).toBe(
      'MembershipRolesInvalid',
    );
  });

  it('needs an active holder', async () => {
    const unfit = (principal: string) => ({ name: 'MembershipPrincipalUnfit', args: [principal] });
    expect(await refusal(add(ROLE.gateway, at('requester')))).toEqual(unfit(at('requester')));
    await act('admin', 'suspend', at('holder'));
    expect(await refusal(add(ROLE.gateway, at('holder')))).toEqual(unfit(at('holder')));
  });

  it('loses its powers with its holder, and keeps its own suspension', async () => {
    await act('admin', 'suspend', at('holder'));
    expect(await member(at('gateway'))).toMatchObject({ status: 1n, held: true });
    await act('admin', 'suspend', at('gateway'));
    await act('admin', 'resume', at('holder'));
    expect(await member(at('gateway'))).toMatchObject({ status: 2n, held: false });
    await act('admin', 'remove', at('holder'));
    await act('admin', 'resume', at('gateway'));
    expect(await member(at('gateway'))).toMatchObject({ status: 1n, held: true });
  });

  it('keeps its holder a holder', async () => {
    const change = act('admin', 'setRoles', at('holder'), ROLE.requester);
    expect(await refusal(change)).toEqual({ name: 'MembershipRolesInvalid', args: [8n] });
    await act('admin', 'setRoles', at('holder'), ROLE.holder | ROLE.requester);
    expect(await member(at('holder'))).toMatchObject({ roles: 10n });
    await act('admin', 'remove', at('gateway'));
    await act('admin', 'setRoles', at('holder'), ROLE.requester);
    expect(await read(world.membership, 'gatewaysOf', at('holder'))).toEqual([]);
  });

  it('is one of 16 at most', async () => {
    const gateways = Array.from({ length: 16 }, (_, i) => `0x${(i + 1).toString(16).padStart(40, '0')}`);
    for (const gateway of gateways.slice(1)) {
      await act('admin', 'add', gateway, ROLE.gateway, at('holder'), ZERO, '');
    }
    expect(await refusal(add(ROLE.gateway, at('holder')))).toEqual({
      name: 'MembershipTooManyGateways',
      args: [at('holder'), 16n],
    });
    await act('admin', 'remove', String(gateways[3]));
    await add(ROLE.gateway, at('holder'));
    const left = [at('gateway'), ...gateways.slice(1).filter((_, i) => i !== 2), at('spare')];
    const known = (await read(world.membership, 'gatewaysOf', at('holder'))) as Result;
    expect(known.toArray().map(String).sort()).toEqual(left.map((account) => getAddress(account)).sort());
  });
});

describe('rotation', () => {
  it('moves an identity to a new account', async () => {
    const receipt = await act('admin', 'rotate', at('holder'), at('spare'));
    expect(event(receipt)).toEqual({
      name: 'MemberRotated',
      args: { identity: at('holder'), from: at('holder'), to: at('spare'), actor: at('admin') },
    });
    expect(await member(at('spare'))).toMatchObject({ identity: at('holder'), principal: at('holder'), status: 1n });
    expect(await member(at('holder'))).toMatchObject({ status: 4n, roles: 0n });
    expect(await read(world.membership, 'accountOf', at('holder'))).toBe(at('spare'));
    expect(await read(world.membership, 'accountOf', at('spare'))).toBe(ZERO_ADDRESS);
    const seat = await read(world.membership, 'admitted', at('spare'));
    expect(await read(world.membership, 'seatOfIdentity', at('holder'))).toBe(seat);
    expect(await read(world.membership, 'seatOfIdentity', at('spare'))).toBe(0n);
    await send(world.datasets, as('spare'), 'register', id('after'));
    expect(await refusal(send(world.datasets, as('holder'), 'register', id('x')))).toEqual({
      name: 'MembershipInactive',
      args: [at('holder')],
    });
  });

  it('keeps later changes with the identity', async () => {
    await act('admin', 'rotate', at('gateway'), at('spare'));
    await act('admin', 'suspend', at('holder'));
    expect(await member(at('spare'))).toMatchObject({ status: 1n, held: true });
    await act('admin', 'resume', at('holder'));
    await act('admin', 'rotate', at('gateway'), at('stranger'));
    expect(await member(at('stranger'))).toMatchObject({ identity: at('gateway'), status: 1n, held: false });
    await act('stranger', 'setEndpoint', at('gateway'), 'https://rotated.example');
  });

  it('takes no account that was used, and moves no removed member', async () => {
    const taken = (account: string) => ({ name: 'MembershipAccountTaken', args: [account] });
    expect(await refusal(act('admin', 'rotate', at('holder'), at('gateway')))).toEqual(taken(at('gateway')));
    await act('admin', 'rotate', at('holder'), at('spare'));
    expect(await refusal(act('admin', 'rotate', at('holder'), at('holder')))).toEqual(taken(at('holder')));
    await act('admin', 'remove', at('requester'));
    expect((await refusal(act('admin', 'rotate', at('requester'), at('stranger')))).name).toBe('MembershipStatusUnfit');
  });
});
