import { id, type Result } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { event, events, read, readStruct, refusal, send } from './chain.ts';
import { DAY, deploy, now, POLICY, pass, ROLE, rewindEach, type World, word, ZERO, ZERO_ADDRESS } from './deploy.ts';

let world: World;
beforeAll(async () => {
  world = await deploy();
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const as = (part: keyof World['accounts']) => world.accounts[part];
const at = (part: keyof World['accounts']) => world.accounts[part].address;
const act = (part: keyof World['accounts'], name: string, ...args: unknown[]) =>
  send(world.membership, as(part), name, ...args);
const member = (account: string) => readStruct(world.membership, 'memberOf', account);
const add = (roles: number, principal = ZERO_ADDRESS, endpoint = '') =>
  act('admin', 'add', at('spare'), roles, principal, id('spare'), endpoint);

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
    expect(await read(world.membership, 'memberCount')).toBe(8n);
    expect(await read(world.membership, 'identityAt', 8)).toBe(at('spare'));
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
    expect(await refusal(act('admin', 'add', ZERO_ADDRESS, 8, ZERO_ADDRESS, ZERO, ''))).toEqual({
      name: 'MembershipAccountTaken',
      args: [ZERO_ADDRESS],
    });
  });

  it.each([0, ROLE.administrator, 256, ROLE.gateway, ROLE.gateway | ROLE.requester])(
    'have roles that make sense, not %i',
    async (roles) => {
      expect(await refusal(add(roles))).toEqual({ name: 'MembershipRolesInvalid', args: [BigInt(roles)] });
    },
  );

  it('have an endpoint of at most 256 bytes', async () => {
    expect(await refusal(add(8, ZERO_ADDRESS, 'x'.repeat(257)))).toEqual({
      name: 'MembershipTextTooLong',
      args: [257n, 256n],
    });
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

  it('never return after removal', async () => {
    expect(event(await act('admin', 'remove', at('requester'))).name).toBe('MemberRemoved');
    for (const name of ['resume', 'suspend', 'remove']) {
      expect(await refusal(act('admin', name, at('requester')))).toEqual({
        name: 'MembershipStatusUnfit',
        args: [at('requester'), 3n],
      });
    }
  });

  it('are unknown until they are added', async () => {
    expect(await refusal(act('admin', 'suspend', at('spare')))).toEqual({
      name: 'MembershipUnknown',
      args: [at('spare')],
    });
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
    expect(await read(world.membership, 'gatewaysOf', at('holder'))).toHaveLength(16);
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

describe('groups', () => {
  const create = async (part: 'admin' | 'holder' | 'gateway') => {
    const { name, args } = event(await act(part, 'createGroup', id('label')));
    expect([name, args.label, args.actor]).toEqual(['GroupCreated', id('label'), at(part)]);
    return { group: String(args.group), steward: String(args.steward) };
  };

  it('belong to the holder, whoever of its accounts creates them', async () => {
    const { group, steward } = await create('gateway');
    expect(steward).toBe(at('holder'));
    expect(await read(world.membership, 'stewardOf', group)).toBe(at('holder'));
    expect(await refusal(act('holder', 'createGroup', id('label')))).toEqual({
      name: 'MembershipGroupExists',
      args: [group],
    });
  });

  it('of the administrator pass to the next one', async () => {
    const { group, steward } = await create('admin');
    expect(steward).toBe(world.membership.target);
    await act('admin', 'beginDefaultAdminTransfer', at('spare'));
    await pass(world, 2 * DAY + 1);
    await act('spare', 'acceptDefaultAdminTransfer');
    await act('spare', 'joinGroup', group, at('requester'));
    expect(await refusal(act('admin', 'joinGroup', group, at('auditor')))).toEqual({
      name: 'MembershipNotSteward',
      args: [group, at('admin')],
    });
  });

  it('are created by holders and the administrator only', async () => {
    expect((await refusal(act('requester', 'createGroup', ZERO))).name).toBe('AccessControlUnauthorizedAccount');
  });

  it('remember when a member joined and left', async () => {
    const { group } = await create('holder');
    expect(event(await act('gateway', 'joinGroup', group, at('requester')))).toEqual({
      name: 'GroupJoined',
      args: { group, identity: at('requester'), actor: at('gateway') },
    });
    const joined = BigInt(await now(world));
    expect(await readStruct(world.membership, 'groupMembership', group, at('requester'))).toEqual({
      joinedAt: joined,
      leftAt: 0n,
    });
    const refused = { name: 'MembershipAlreadyInGroup', args: [group, at('requester')] };
    expect(await refusal(act('holder', 'joinGroup', group, at('requester')))).toEqual(refused);
    expect(event(await act('requester', 'leaveGroup', group, at('requester'))).name).toBe('GroupLeft');
    const left = BigInt(await now(world));
    expect(await readStruct(world.membership, 'groupMembership', group, at('requester'))).toEqual({
      joinedAt: joined,
      leftAt: left,
    });
    await act('holder', 'joinGroup', group, at('requester'));
    expect(await readStruct(world.membership, 'groupMembership', group, at('requester'))).toEqual({
      joinedAt: BigInt(await now(world)),
      leftAt: 0n,
    });
  });

  it('take active members, from their steward', async () => {
    const { group } = await create('holder');
    const inactive = { name: 'MembershipInactive', args: [at('stranger')] };
    expect(await refusal(act('holder', 'joinGroup', group, at('stranger')))).toEqual(inactive);
    expect((await refusal(act('otherHolder', 'joinGroup', group, at('requester')))).name).toBe('MembershipNotSteward');
  });

  it('are left only by who is in, and not for others', async () => {
    const { group } = await create('holder');
    const notIn = { name: 'MembershipNotInGroup', args: [group, at('requester')] };
    expect(await refusal(act('holder', 'leaveGroup', group, at('requester')))).toEqual(notIn);
    await act('holder', 'joinGroup', group, at('requester'));
    expect((await refusal(act('auditor', 'leaveGroup', group, at('requester')))).name).toBe('MembershipNotSteward');
    await act('holder', 'leaveGroup', group, at('requester'));
    expect(await refusal(act('holder', 'leaveGroup', group, at('requester')))).toEqual(notIn);
  });
});

describe('notices', () => {
  const notice = id('notice');

  it('stand from publication until withdrawal, for ever withdrawn', async () => {
    expect(event(await act('gateway', 'publishNotice', notice))).toEqual({
      name: 'NoticePublished',
      args: { notice, publisher: at('holder'), actor: at('gateway') },
    });
    const publishedAt = BigInt(await now(world));
    expect(event(await act('holder', 'withdrawNotice', notice)).name).toBe('NoticeWithdrawn');
    expect(await readStruct(world.membership, 'noticeOf', notice)).toEqual({
      publisher: at('holder'),
      publishedAt,
      withdrawnAt: BigInt(await now(world)),
    });
    expect(await refusal(act('holder', 'publishNotice', notice))).toEqual({
      name: 'MembershipNoticeExists',
      args: [notice],
    });
    const unknown = { name: 'MembershipNoticeUnknown', args: [notice] };
    expect(await refusal(act('holder', 'withdrawNotice', notice))).toEqual(unknown);
  });

  it('are withdrawn by their publisher or the administrator', async () => {
    await act('holder', 'publishNotice', notice);
    expect(await refusal(act('otherHolder', 'withdrawNotice', notice))).toEqual({
      name: 'MembershipNotPublisher',
      args: [notice, at('otherHolder')],
    });
    await act('admin', 'withdrawNotice', notice);
    const unknown = { name: 'MembershipNoticeUnknown', args: [id('never')] };
    expect(await refusal(act('admin', 'withdrawNotice', id('never')))).toEqual(unknown);
  });
});

describe('session keys', () => {
  const key = '0x01aabbcc';
  const hash = '0x5eafb1e4c3cb0dcb3b9bc3c9c5e33c1e5f4a1e1bb8d8b54d0ecf2c8e9c3b0e4c';

  it('belong to an organisation, whichever of its accounts names them', async () => {
    const until = (await now(world)) + 1000;
    const { name, args } = event(await act('gateway', 'addSessionKey', key, until));
    expect([name, args.identity, args.key, args.until]).toEqual(['SessionKeyAdded', at('holder'), key, BigInt(until)]);
    const from = BigInt(await now(world));
    const known = () => readStruct(world.membership, 'sessionKeyOf', at('holder'), args.keyHash);
    expect(await known()).toEqual({ from, until: BigInt(until) });
    expect((await refusal(act('holder', 'addSessionKey', key, until))).name).toBe('MembershipSessionKeyExists');
    expect(event(await act('holder', 'removeSessionKey', args.keyHash)).name).toBe('SessionKeyRemoved');
    expect(await known()).toEqual({ from: 0n, until: 0n });
    expect((await refusal(act('holder', 'addSessionKey', key, until))).name).toBe('MembershipSessionKeyExists');
  });

  it('are added by active members, with an end to come and a bounded size', async () => {
    const until = (await now(world)) + 1000;
    expect((await refusal(act('stranger', 'addSessionKey', key, until))).name).toBe('MembershipInactive');
    expect(await refusal(act('holder', 'addSessionKey', key, 1))).toEqual({ name: 'MembershipExpired', args: [1n] });
    const long = `0x${'00'.repeat(129)}`;
    expect((await refusal(act('holder', 'addSessionKey', long, until))).name).toBe('MembershipTextTooLong');
    expect(await refusal(act('holder', 'removeSessionKey', hash))).toEqual({
      name: 'MembershipSessionKeyUnknown',
      args: [hash],
    });
  });
});

describe('the policy', () => {
  it('is set by the administrator', async () => {
    const policy = { ...POLICY, maxLag: 5, bindingCountersigned: true };
    expect(event(await act('admin', 'setPolicy', policy)).name).toBe('PolicySet');
    expect(await readStruct(world.membership, 'policy')).toMatchObject({ maxLag: 5n, bindingCountersigned: true });
    expect((await refusal(act('holder', 'setPolicy', policy))).name).toBe('AccessControlUnauthorizedAccount');
  });

  it.each(['maxLag', 'maxUnanchored', 'clockSkew', 'maxRelease', 'signerDelay', 'erasureDelay'])(
    'has no bound of zero: %s',
    async (bound) => {
      const refused = await refusal(act('admin', 'setPolicy', { ...POLICY, [bound]: 0 }));
      expect(refused).toEqual({ name: 'MembershipPolicyInvalid', args: [] });
    },
  );

  it('approves verifiers, protocols and pages, and ends approvals', async () => {
    const receipt = await act('admin', 'setApproval', 2, id('page'), true);
    expect(events(receipt)).toEqual([
      { name: 'ApprovalSet', args: { kind: 2n, id: id('page'), approved: true, actor: at('admin') } },
    ]);
    expect(await read(world.membership, 'isApproved', 2, id('page'))).toBe(true);
    expect(await read(world.membership, 'isApproved', 1, id('page'))).toBe(false);
    await act('admin', 'setApproval', 2, id('page'), false);
    expect(await read(world.membership, 'isApproved', 2, id('page'))).toBe(false);
    expect((await refusal(act('holder', 'setApproval', 2, ZERO, true))).name).toBe('AccessControlUnauthorizedAccount');
  });
});

describe('the other contracts', () => {
  it('are named once for ever', async () => {
    expect(await readStruct(world.membership, 'contracts')).toEqual(world.contracts);
    expect(await refusal(act('admin', 'setContracts', world.contracts))).toEqual({
      name: 'MembershipContractsAlreadySet',
      args: [],
    });
  });

  it('are told when they are named', async () => {
    const args = [DAY, at('admin'), POLICY];
    const fresh = await world.ethers.deployContract('Membership', args);
    const bound = async (name: string, ...more: unknown[]) =>
      (await world.ethers.deployContract(name, [fresh.target, ...more])).target;
    const datasets = await bound('DatasetRegistry');
    const consents = await bound('ConsentRegistry', datasets);
    const named = {
      datasets,
      subjects: consents,
      consents,
      permits: await bound('PermitRegistry', datasets),
      accessLog: await bound('AccessLog'),
      passkeyVerifier: world.passkeys.target,
    };
    const { name, args: told } = event(await send(fresh, as('admin'), 'setContracts', named));
    expect([name, told.actor]).toEqual(['ContractsSet', at('admin')]);
    expect((told.contracts as Result).toObject()).toEqual(named);
  });

  it('have code and name this Membership', async () => {
    const args = [DAY, at('admin'), POLICY];
    const other = await world.ethers.deployContract('Membership', args);
    const unfit = (account: unknown) => ({ name: 'MembershipContractUnfit', args: [account] });
    expect(await refusal(send(other, as('admin'), 'setContracts', world.contracts))).toEqual(
      unfit(world.contracts.datasets),
    );
    const empty = { ...world.contracts, datasets: at('spare') };
    expect(await refusal(send(other, as('admin'), 'setContracts', empty))).toEqual(unfit(at('spare')));
    expect((await refusal(send(other, as('holder'), 'setContracts', empty))).name).toBe(
      'AccessControlUnauthorizedAccount',
    );
    for (const contract of [world.datasets, world.consents, world.permits, world.accessLog]) {
      expect(await read(contract, 'membership')).toBe(world.membership.target);
    }
    expect(await read(world.consents, 'datasets')).toBe(world.datasets.target);
    expect(await read(world.permits, 'datasets')).toBe(world.datasets.target);
  });
});
