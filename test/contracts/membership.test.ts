import { AbiCoder, getAddress, id, keccak256, type Result, ZeroAddress } from 'ethers';
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

describe('groups', () => {
  const create = async (part: 'admin' | 'holder' | 'gateway') => {
    const { name, args } = event(await act(part, 'createGroup', id('label')));
    expect([name, args.label, args.actor]).toEqual(['GroupCreated', id('label'), at(part)]);
    return { group: String(args.group), steward: String(args.steward) };
  };

  it('belong to the holder, whoever of its accounts creates them', async () => {
    const { group, steward } = await create('gateway');
    expect(steward).toBe(at('holder'));
    const named = ['address', 'address', 'bytes32'];
    const parts = [world.membership.target, steward, id('label')];
    expect(group).toBe(keccak256(AbiCoder.defaultAbiCoder().encode(named, parts)));
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
    await act('admin', 'suspend', at('holder'));
    for (const part of ['holder', 'gateway'] as const) {
      expect((await refusal(act(part, 'joinGroup', group, at('requester')))).name).toBe('MembershipNotSteward');
    }
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
    const withdrawnAt = BigInt(await now(world));
    expect(await readStruct(world.membership, 'noticeOf', at('holder'), notice)).toEqual({ publishedAt, withdrawnAt });
    expect(await refusal(act('holder', 'publishNotice', notice))).toEqual({
      name: 'MembershipNoticeExists',
      args: [notice],
    });
    const unknown = { name: 'MembershipNoticeUnknown', args: [notice] };
    expect(await refusal(act('holder', 'withdrawNotice', notice))).toEqual(unknown);
    const stood = (second: bigint) => read(world.membership, 'noticeStood', at('holder'), notice, second);
    expect(await Promise.all([publishedAt - 1n, publishedAt, withdrawnAt - 1n, withdrawnAt].map(stood))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('belong to their publisher: who takes the digest first, or withdraws it, takes nothing from others', async () => {
    await act('otherHolder', 'publishNotice', notice);
    expect(event(await act('holder', 'publishNotice', notice)).args.publisher).toBe(at('holder'));
    expect(event(await act('otherHolder', 'withdrawNotice', notice)).args).toEqual({
      notice,
      publisher: at('otherHolder'),
      actor: at('otherHolder'),
    });
    const stood = async (holder: 'holder' | 'otherHolder') =>
      read(world.membership, 'noticeStood', at(holder), notice, await now(world));
    expect([await stood('holder'), await stood('otherHolder')]).toEqual([true, false]);
    const unknown = { name: 'MembershipNoticeUnknown', args: [notice] };
    expect(await refusal(act('admin', 'withdrawNotice', notice))).toEqual(unknown);
    expect(await readStruct(world.membership, 'noticeOf', at('requester'), notice)).toEqual({
      publishedAt: 0n,
      withdrawnAt: 0n,
    });
  });

  it('of the consortium stand for every holder', async () => {
    const publisher = world.membership.target;
    expect(event(await act('admin', 'publishNotice', notice)).args).toEqual({ notice, publisher, actor: at('admin') });
    const publishedAt = await now(world);
    const stood = (second: number) => read(world.membership, 'noticeStood', at('otherHolder'), notice, second);
    await act('admin', 'withdrawNotice', notice);
    const seconds = [publishedAt - 1, publishedAt, await now(world)];
    expect(await Promise.all(seconds.map(stood))).toEqual([false, true, false]);
  });

  it('are published by holders, gateways and the administrator alone', async () => {
    const refused = { name: 'AccessControlUnauthorizedAccount', args: [at('requester'), ZERO] };
    expect(await refusal(act('requester', 'publishNotice', notice))).toEqual(refused);
    expect(await refusal(act('requester', 'withdrawNotice', notice))).toEqual(refused);
    await act('admin', 'suspend', at('holder'));
    for (const part of ['holder', 'gateway'] as const) {
      expect((await refusal(act(part, 'publishNotice', notice))).name).toBe('AccessControlUnauthorizedAccount');
    }
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
    for (const unfit of [1, 2 ** 48 - 1]) {
      const second = (await now(world)) + 60;
      await world.ethers.provider.send('evm_setNextBlockTimestamp', [second]);
      expect(await refusal(act('holder', 'addSessionKey', key, unfit))).toEqual({
        name: 'MembershipUntilInvalid',
        args: [BigInt(unfit), BigInt(second + 730 * DAY)],
      });
    }
    await act('holder', 'addSessionKey', '0x02', (await now(world)) + 730 * DAY);
    const long = `0x${'00'.repeat(129)}`;
    expect((await refusal(act('holder', 'addSessionKey', long, until))).name).toBe('MembershipTextTooLong');
    await act('holder', 'addSessionKey', long.slice(0, -2), until);
    expect(await refusal(act('holder', 'removeSessionKey', hash))).toEqual({
      name: 'MembershipSessionKeyUnknown',
      args: [hash],
    });
  });

  it.each([
    ['rotated', 'rotate', true],
    ['removed', 'remove', true],
    ['suspended', 'suspend', false],
  ] as const)('end when the account that named them is %s', async (_, name, forEver) => {
    const until = (await now(world)) + 1000;
    const keyHash = event(await act('gateway', 'addSessionKey', key, until)).args.keyHash;
    const other = event(await act('holder', 'addSessionKey', '0x02', until)).args.keyHash;
    await act('admin', name, at('gateway'), ...(name === 'rotate' ? [at('spare')] : []));
    const known = (hash: unknown) => readStruct(world.membership, 'sessionKeyOf', at('holder'), hash);
    expect(await known(keyHash)).toEqual({ from: 0n, until: 0n });
    expect(await known(other)).toMatchObject({ until: BigInt(until) });
    const by = name === 'rotate' ? 'spare' : 'holder';
    expect((await refusal(act(by, 'addSessionKey', key, until))).name).toBe('MembershipSessionKeyExists');
    if (forEver) return;
    await act('admin', 'resume', at('gateway'));
    expect(await known(keyHash)).toMatchObject({ until: BigInt(until) });
  });
});

describe('the policy', () => {
  /** Every field: its bounds, and a step towards the looser side. */
  const FIELDS = {
    maxLag: { least: 1, most: 3600, looser: 1, wait: 2 * DAY },
    maxUnanchored: { least: 1, most: DAY, looser: 1, wait: 2 * DAY },
    clockSkew: { least: 1, most: 3600, looser: 1, wait: 2 * DAY },
    maxRelease: { least: 1, most: DAY, looser: 1, wait: 2 * DAY },
    signerDelay: { least: DAY, most: 90 * DAY, looser: -1, wait: POLICY.signerDelay },
    erasureDelay: { least: 7 * DAY, most: 90 * DAY, looser: -1, wait: POLICY.erasureDelay },
  } as const;
  const FLAGS = ['firstBindingDelayed', 'bindingCountersigned'] as const;
  /** Zero is never: no bound, and sooner is stricter. */
  const ENDS = 'recordedEndsAfter';
  const inForce = () => readStruct(world.membership, 'policy');
  const told = (value: unknown) => (value as Result).toObject();
  const numbers = (policy: object) =>
    Object.fromEntries(Object.entries(policy).map(([key, value]) => [key, Number(value)]));
  const set = (changes: Record<string, unknown>) => act('admin', 'setPolicy', { ...POLICY, ...changes });

  it('has a bound or a direction for every field', async () => {
    expect([...Object.keys(FIELDS), ...FLAGS, ENDS].sort()).toEqual(Object.keys(await inForce()).sort());
  });

  it.each(Object.entries(FIELDS))('is bounded, at its founding and after: %s', async (field, { least, most }) => {
    const refused = { name: 'MembershipPolicyInvalid', args: [field] };
    for (const value of [0, least - 1, most + 1, 0xffff_ffff]) {
      expect(await refusal(set({ [field]: value }))).toEqual(refused);
      const founded = world.ethers.deployContract('Membership', [2 * DAY, at('admin'), { ...POLICY, [field]: value }]);
      expect(await refusal(founded)).toEqual(refused);
    }
    for (const value of [least, most]) {
      const policy = { ...POLICY, [field]: value };
      const fresh = await world.ethers.deployContract('Membership', [2 * DAY, at('admin'), policy]);
      expect(numbers(await readStruct(fresh, 'policy'))).toEqual(numbers(policy));
      await set({ [field]: value });
    }
  });

  it.each(Object.entries(FIELDS))('is stricter at once: %s', async (field, { looser }) => {
    const policy = { ...POLICY, [field]: POLICY[field as keyof typeof FIELDS] - looser };
    const { name, args } = event(await act('admin', 'setPolicy', policy));
    expect([name, args.actor, numbers(told(args.policy))]).toEqual(['PolicySet', at('admin'), numbers(policy)]);
    expect(numbers(await inForce())).toEqual(numbers(policy));
  });

  it.each(Object.entries(FIELDS))('waits out the old delay where it is looser: %s', async (field, { looser, wait }) => {
    const policy = { ...POLICY, [field]: POLICY[field as keyof typeof FIELDS] + looser };
    const [kept, scheduled, ...others] = events(await act('admin', 'setPolicy', policy));
    const effectiveAt = (await now(world)) + wait;
    expect([kept?.name, numbers(told(kept?.args.policy))]).toEqual(['PolicySet', numbers(POLICY)]);
    expect([scheduled?.name, numbers(told(scheduled?.args.policy))]).toEqual(['PolicyScheduled', numbers(policy)]);
    expect(scheduled?.args).toMatchObject({ effectiveAt: BigInt(effectiveAt), actor: at('admin') });
    expect(others).toEqual([]);
    await pass(world, effectiveAt - (await now(world)) - 1);
    expect(numbers(await inForce())).toEqual(numbers(POLICY));
    await pass(world, 1);
    expect(numbers(await inForce())).toEqual(numbers(policy));
  });

  it('ends unanswered recorded grants sooner at once, and later or never after a delay', async () => {
    for (const [sooner, count] of [
      [9 * DAY, 1],
      [DAY, 1],
      [2 * DAY, 2],
      [0, 2],
    ] as const) {
      expect(events(await set({ [ENDS]: sooner }))).toHaveLength(count);
    }
    expect(Number((await inForce())[ENDS])).toBe(DAY);
    await pass(world, 2 * DAY);
    expect(Number((await inForce())[ENDS])).toBe(0);
  });

  it.each(FLAGS)('raises a flag at once, and lowers it after the delay of signers: %s', async (flag) => {
    expect(events(await set({ [flag]: true }))).toHaveLength(1);
    const [kept, scheduled] = events(await set({}));
    expect(told(kept?.args.policy)).toMatchObject({ [flag]: true });
    expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + POLICY.signerDelay));
    await pass(world, POLICY.signerDelay);
    expect(numbers(await inForce())).toEqual(numbers(POLICY));
  });

  it.each(FLAGS)('holds up nothing else by a flag that stays raised: %s', async (flag) => {
    await set({ [flag]: true });
    const [, scheduled] = events(await set({ [flag]: true, maxLag: POLICY.maxLag + 1 }));
    expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + 2 * DAY));
  });

  it('takes what is stricter at once and lets what is looser wait, by the longest delay', async () => {
    const mixed = { maxLag: 5, signerDelay: DAY, erasureDelay: 7 * DAY, bindingCountersigned: true };
    const [kept, scheduled] = events(await set(mixed));
    const strict = { ...POLICY, maxLag: 5, bindingCountersigned: true };
    expect(numbers(told(kept?.args.policy))).toEqual(numbers(strict));
    expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + POLICY.erasureDelay));
    expect(numbers(await inForce())).toEqual(numbers(strict));
  });

  it('waits for the administrator’s delay at least', async () => {
    const patient = await world.ethers.deployContract('Membership', [30 * DAY, at('admin'), POLICY]);
    for (const changes of [{ maxLag: 61 }, { signerDelay: DAY }, { erasureDelay: 7 * DAY }]) {
      const [, scheduled] = events(await send(patient, as('admin'), 'setPolicy', { ...POLICY, ...changes }));
      expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + 30 * DAY));
    }
  });

  it('that waits is replaced by the next one, and dropped by a stricter one', async () => {
    await set({ erasureDelay: 7 * DAY });
    await pass(world, 13 * DAY);
    const [, scheduled] = events(await set({ erasureDelay: 8 * DAY }));
    expect(scheduled?.args.effectiveAt).toBe(BigInt((await now(world)) + 14 * DAY));
    await pass(world, 2 * DAY);
    expect(numbers(await inForce())).toEqual(numbers(POLICY));
    expect(events(await set({ maxLag: 30 }))).toHaveLength(1);
    await pass(world, 30 * DAY);
    expect(numbers(await inForce())).toEqual(numbers({ ...POLICY, maxLag: 30 }));
  });

  it('that waited is what the next one is held against', async () => {
    await set({ signerDelay: DAY });
    await pass(world, POLICY.signerDelay);
    expect(numbers(await inForce())).toMatchObject({ signerDelay: DAY });
    expect(event(await set({ signerDelay: DAY, maxLag: 10 })).name).toBe('PolicySet');
    expect(numbers(await inForce())).toMatchObject({ signerDelay: DAY, maxLag: 10 });
  });

  it('that waits can be cancelled until it is in force', async () => {
    const nothing = { name: 'MembershipNoPolicyWaits', args: [] };
    expect(await refusal(act('admin', 'cancelPolicy'))).toEqual(nothing);
    const [, scheduled] = events(await set({ maxLag: 61 }));
    expect((await refusal(act('holder', 'cancelPolicy'))).name).toBe('AccessControlUnauthorizedAccount');
    const { effectiveAt } = scheduled?.args ?? {};
    expect(event(await act('admin', 'cancelPolicy'))).toEqual({
      name: 'PolicyCancelled',
      args: { effectiveAt, actor: at('admin') },
    });
    expect(await refusal(act('admin', 'cancelPolicy'))).toEqual(nothing);
    await pass(world, 3 * DAY);
    expect(numbers(await inForce())).toEqual(numbers(POLICY));
    await set({ maxLag: 61 });
    await pass(world, 2 * DAY);
    expect(await refusal(act('admin', 'cancelPolicy'))).toEqual(nothing);
    expect(numbers(await inForce())).toMatchObject({ maxLag: 61 });
  });

  it('is set by the administrator', async () => {
    expect((await refusal(act('holder', 'setPolicy', POLICY))).name).toBe('AccessControlUnauthorizedAccount');
  });

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

describe('the administrator’s delay', () => {
  const change = (delay: number) => act('admin', 'changeDefaultAdminDelay', delay);
  const delay = () => read(world.membership, 'defaultAdminDelay');
  const invalid = { name: 'MembershipPolicyInvalid', args: ['adminDelay'] };

  it.each([0, DAY - 1, 90 * DAY + 1, 2 ** 48 - 1])('lies between 1 and 90 days, not %i s', async (seconds) => {
    expect(await refusal(change(seconds))).toEqual(invalid);
    expect(await refusal(world.ethers.deployContract('Membership', [seconds, at('admin'), POLICY]))).toEqual(invalid);
  });

  it.each([DAY, 90 * DAY])('may be at its bound, %i s', async (seconds) => {
    const fresh = await world.ethers.deployContract('Membership', [seconds, at('admin'), POLICY]);
    expect(await read(fresh, 'defaultAdminDelay')).toBe(BigInt(seconds));
    await change(seconds);
  });

  it('is shortened only after all of the one in force', async () => {
    expect(event(await change(DAY))).toEqual({
      name: 'DefaultAdminDelayChangeScheduled',
      args: { newDelay: BigInt(DAY), effectSchedule: BigInt((await now(world)) + 2 * DAY) },
    });
    await pass(world, 2 * DAY - 1);
    expect(await delay()).toBe(BigInt(2 * DAY));
    await pass(world, 2);
    expect(await delay()).toBe(BigInt(DAY));
  });

  it('is lengthened, or left as it is, as OpenZeppelin has it', async () => {
    const same = event(await change(2 * DAY)).args.effectSchedule;
    expect(same).toBe(BigInt(await now(world)));
    const { args } = event(await change(4 * DAY));
    expect(args.effectSchedule).toBe(BigInt((await now(world)) + 4 * DAY));
  });
});

describe('the other contracts', () => {
  /** A contract with this code. */
  async function coded(runtime: string): Promise<string> {
    const length = (runtime.length / 2).toString(16).padStart(2, '0');
    const sent = await as('stranger').sendTransaction({ data: `0x60${length}8060095f395ff3${runtime}` });
    return String((await sent.wait())?.contractAddress);
  }

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

  it.each([
    ['a part that was given twice', { accessLog: 'datasets' }, 'accessLog'],
    ['a part of consents that is another contract', { subjects: 'accessLog' }, 'subjects'],
    ['permits that are no registry', { permits: 'accessLog' }, 'permits'],
    ['consents that are no registry', { consents: 'accessLog', subjects: 'accessLog' }, 'consents'],
    ['a contract without Membership', { accessLog: 'passkeyVerifier' }, 'accessLog'],
    ['a verifier that is a registry', { passkeyVerifier: 'permits' }, 'passkeyVerifier'],
    ['datasets that others do not read', { datasets: 'otherDatasets' }, 'consents'],
    ['consents of other datasets', { consents: 'otherConsents', subjects: 'otherConsents' }, 'consents'],
    ['permits of other datasets', { permits: 'otherPermits' }, 'permits'],
    ['an account without code', { passkeyVerifier: 'nobody' }, 'passkeyVerifier'],
    ['an account without code', { accessLog: 'nobody' }, 'accessLog'],
    ['permits of another Membership', { permits: 'foreign' }, 'permits'],
    ['permits that are the consents', { permits: 'consents' }, 'permits'],
    [
      'consents that are the datasets',
      { datasets: 'both', subjects: 'both', consents: 'both', permits: 'permitsOfBoth' },
      'consents',
    ],
    ['a log that refuses with the right answer', { accessLog: 'refusing' }, 'accessLog'],
    ['a log that answers with more', { accessLog: 'verbose' }, 'accessLog'],
  ] as const)('are refused, with the one that is unfit: %s', async (_, changes, culprit) => {
    const fresh = await world.ethers.deployContract('Membership', [2 * DAY, at('admin'), POLICY]);
    const bound = async (name: string, ...more: unknown[]) =>
      (await world.ethers.deployContract(name, [fresh.target, ...more])).target;
    const [datasets, otherDatasets] = [await bound('DatasetRegistry'), await bound('DatasetRegistry')];
    const consents = await bound('ConsentRegistry', datasets);
    const foreign = await world.ethers.deployContract('PermitRegistry', [world.membership.target, datasets]);
    // Puts the word of this Membership into memory.
    const answer = `73${String(fresh.target).slice(2)}5f52`;
    // Says that its datasets are itself.
    const both = await coded(`${answer}5f3560e01c63ab2d10f71460295760205ff35b305f5260205ff3`);
    const deployed: Record<string, unknown> = {
      datasets,
      otherDatasets,
      subjects: consents,
      consents,
      otherConsents: await bound('ConsentRegistry', otherDatasets),
      permits: await bound('PermitRegistry', datasets),
      otherPermits: await bound('PermitRegistry', otherDatasets),
      accessLog: await bound('AccessLog'),
      passkeyVerifier: world.passkeys.target,
      foreign: foreign.target,
      nobody: at('spare'),
      both,
      permitsOfBoth: await bound('PermitRegistry', both),
      refusing: await coded(`${answer}60205ffd`),
      verbose: await coded(`${answer}60405ff3`),
    };
    const named = Object.fromEntries(Object.keys(world.contracts).map((name) => [name, deployed[name]]));
    for (const [part, source] of Object.entries(changes)) named[part] = deployed[source];
    const refused = { name: 'MembershipContractUnfit', args: [named[culprit]] };
    expect(await refusal(send(fresh, as('admin'), 'setContracts', named))).toEqual(refused);
  });

  it('have code and name this Membership', async () => {
    const args = [DAY, at('admin'), POLICY];
    const other = await world.ethers.deployContract('Membership', args);
    const unfit = (account: unknown) => ({ name: 'MembershipContractUnfit', args: [account] });
    expect(await refusal(send(other, as('admin'), 'setContracts', world.contracts))).toEqual(
      unfit(world.contracts.datasets),
    );
    // Code that answers every call with nothing.
    const sent = await as('admin').sendTransaction({ data: '0x60016000f3' });
    const silent = (await sent.wait())?.contractAddress;
    expect(await refusal(send(other, as('admin'), 'setContracts', { ...world.contracts, datasets: silent }))).toEqual(
      unfit(silent),
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
