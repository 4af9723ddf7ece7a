import { AbiCoder, id, keccak256 } from 'ethers';
import { describe, expect, it } from 'vitest';
import { event, read, readStruct, refusal } from './chain.ts';
import { DAY, now, pass, ZERO } from './deploy.ts';
import { act, at, world } from './membership-world.ts';

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
