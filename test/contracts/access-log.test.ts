import { AbiCoder, id, keccak256 } from 'ethers';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { event, events, read, readStruct, refusal, send } from './chain.ts';
import { deploy, now, rewindEach, type World, ZERO, ZERO_ADDRESS } from './deploy.ts';

const DISCLOSED = 0;
const HEADS_ONLY = 1;
const KEY = 'custos/1/log+0011aabb+AQID';

let world: World;
let disclosed: string;
let headsOnly: string;
beforeAll(async () => {
  world = await deploy();
  disclosed = await open(DISCLOSED);
  headsOnly = await open(HEADS_ONLY);
});
rewindEach(() => world, { before: beforeEach, after: afterEach });

const at = (part: keyof World['accounts']) => world.accounts[part].address;
const act = (part: keyof World['accounts'], name: string, ...args: unknown[]) =>
  send(world.accessLog, world.accounts[part], name, ...args);

const next = async (part: 'holder' | 'otherHolder' = 'holder') =>
  String(await read(world.accessLog, 'logIdAt', at(part), await read(world.accessLog, 'logCount', at(part))));

async function open(mode: number): Promise<string> {
  const receipt = await act('gateway', 'openLog', await next(), KEY, mode, ZERO, 0, ZERO);
  return String(events(receipt)[0]?.args.log);
}

const entry = (n: number, facts = 0n) => ({
  leaf: id(`leaf ${n}`),
  dataset: id('dataset'),
  requester: at('requester'),
  facts,
});

describe('a log', () => {
  it('has an id that is known before it is opened', async () => {
    const expected = await read(world.accessLog, 'logIdAt', at('holder'), 2);
    expect(await open(DISCLOSED)).toBe(expected);
    const { chainId } = await world.ethers.provider.getNetwork();
    const parts = [chainId, world.accessLog.target, at('holder'), 2];
    const types = ['uint256', 'address', 'address', 'uint32'];
    expect(expected).toBe(keccak256(AbiCoder.defaultAbiCoder().encode(types, parts)));
    expect(await read(world.accessLog, 'logCount', at('holder'))).toBe(3n);
  });

  it('opens empty, for the holder, with its key', async () => {
    const receipt = await act('holder', 'openLog', await next(), KEY, HEADS_ONLY, disclosed, 7, id('root'));
    const [opened, keySet] = events(receipt);
    expect(opened).toMatchObject({
      name: 'LogOpened',
      args: {
        holder: at('holder'),
        predecessor: disclosed,
        mode: 1n,
        predecessorSize: 7n,
        predecessorRoot: id('root'),
        actor: at('holder'),
      },
    });
    expect(keySet).toMatchObject({ name: 'LogKeySet', args: { fromSize: 0n, verifierKey: KEY } });
    expect(await readStruct(world.accessLog, 'logOf', opened?.args.log)).toEqual({
      holder: at('holder'),
      writer: at('holder'),
      size: 0n,
      headAt: BigInt(await now(world)),
      mode: 1n,
    });
  });

  it('follows only a log of the same holder', async () => {
    const invalid = (predecessor: string) => ({ name: 'AccessLogPredecessorInvalid', args: [predecessor] });
    const openAfter = async (part: 'holder' | 'otherHolder', predecessor: string, size: number, root: string) =>
      refusal(act(part, 'openLog', await next(part), KEY, DISCLOSED, predecessor, size, root));
    expect(await openAfter('otherHolder', disclosed, 1, id('root'))).toEqual(invalid(disclosed));
    expect(await openAfter('holder', ZERO, 1, ZERO)).toEqual(invalid(ZERO));
    expect(await openAfter('holder', ZERO, 0, id('root'))).toEqual(invalid(ZERO));
    expect(await openAfter('holder', await next(), 0, ZERO)).toEqual(invalid(await next()));
  });

  it('is the one that was expected, or none is opened', async () => {
    const [raced, after] = [await next(), await read(world.accessLog, 'logIdAt', at('holder'), 3)];
    await open(DISCLOSED);
    for (const expected of [raced, ZERO, id('another')]) {
      const refused = { name: 'AccessLogIdDiffers', args: [expected, after] };
      expect(await refusal(act('gateway', 'openLog', expected, KEY, DISCLOSED, ZERO, 0, ZERO))).toEqual(refused);
    }
    expect(await next()).toBe(after);
  });

  it('has a key of 1 to 256 bytes, which changes from the current size on', async () => {
    await act('gateway', 'checkpoint', headsOnly, 9, id('root'));
    expect(await readStruct(world.accessLog, 'logOf', headsOnly)).toEqual({
      holder: at('holder'),
      writer: at('gateway'),
      size: 9n,
      headAt: BigInt(await now(world)),
      mode: 1n,
    });
    expect(event(await act('gateway', 'setKey', headsOnly, 9, 'k2'))).toEqual({
      name: 'LogKeySet',
      args: { log: headsOnly, fromSize: 9n, verifierKey: 'k2', actor: at('gateway') },
    });
    for (const key of ['', 'x'.repeat(257)]) {
      const refused = { name: 'AccessLogKeyInvalid', args: [BigInt(key.length)] };
      expect(await refusal(act('gateway', 'setKey', headsOnly, 9, key))).toEqual(refused);
      expect(await refusal(act('gateway', 'openLog', await next(), key, 0, ZERO, 0, ZERO))).toEqual(refused);
    }
    await act('gateway', 'setKey', headsOnly, 9, 'x'.repeat(256));
    await act('gateway', 'setKey', headsOnly, 9, 'x');
  });

  it('changes its key at the size that its writer knows', async () => {
    await act('gateway', 'checkpoint', headsOnly, 9, id('root'));
    for (const size of [8, 10]) {
      const refused = { name: 'AccessLogSizeInvalid', args: [headsOnly, 9n, BigInt(size)] };
      expect(await refusal(act('gateway', 'setKey', headsOnly, size, 'k2'))).toEqual(refused);
    }
    const notWriter = { name: 'AccessLogNotWriter', args: [headsOnly, at('holder')] };
    expect(await refusal(act('holder', 'setKey', headsOnly, 9, 'k2'))).toEqual(notWriter);
  });

  it('has one writer: who opened it', async () => {
    const notWriter = (caller: string) => ({ name: 'AccessLogNotWriter', args: [headsOnly, caller] });
    for (const part of ['holder', 'otherHolder'] as const) {
      expect(await refusal(act(part, 'checkpoint', headsOnly, 1, ZERO))).toEqual(notWriter(at(part)));
    }
    const second = [at('spare'), 4, at('holder'), ZERO, ''];
    await send(world.membership, world.accounts.admin, 'add', ...second);
    expect(await refusal(act('spare', 'checkpoint', headsOnly, 1, ZERO))).toEqual(notWriter(at('spare')));
    expect((await refusal(act('auditor', 'checkpoint', headsOnly, 1, ZERO))).name).toBe('MembershipRoleMissing');
    expect((await refusal(act('auditor', 'openLog', ZERO, KEY, 0, ZERO, 0, ZERO))).name).toBe('MembershipRoleMissing');
    for (const [name, ...args] of [['checkpoint', 1, ZERO] as const, ['setKey', 0, KEY] as const]) {
      const unknown = { name: 'AccessLogUnknown', args: [id('never')] };
      expect(await refusal(act('holder', name, id('never'), ...args))).toEqual(unknown);
    }
  });

  it('is moved by its holder, and written by nobody else from then on', async () => {
    const receipt = await act('holder', 'moveLog', headsOnly, at('holder'));
    const moved = { log: headsOnly, writer: at('holder'), actor: at('holder') };
    expect(event(receipt)).toEqual({ name: 'LogMoved', args: moved });
    expect((await refusal(act('gateway', 'checkpoint', headsOnly, 1, ZERO))).name).toBe('AccessLogNotWriter');
    expect(event(await act('holder', 'checkpoint', headsOnly, 1, ZERO)).name).toBe('LogHead');
    expect(await readStruct(world.accessLog, 'logOf', headsOnly)).toMatchObject({ writer: at('holder'), size: 1n });
    await act('holder', 'moveLog', headsOnly, at('gateway'));
    await act('gateway', 'checkpoint', headsOnly, 2, ZERO);
  });

  it('is moved by no gateway and no stranger', async () => {
    const notHolder = { name: 'AccessLogNotHolder', args: [headsOnly, at('otherHolder')] };
    expect(await refusal(act('otherHolder', 'moveLog', headsOnly, at('otherHolder')))).toEqual(notHolder);
    expect((await refusal(act('gateway', 'moveLog', headsOnly, at('gateway')))).name).toBe('MembershipRoleMissing');
    const unknown = { name: 'AccessLogUnknown', args: [id('never')] };
    expect(await refusal(act('holder', 'moveLog', id('never'), at('holder')))).toEqual(unknown);
  });

  it('is moved only to an account that acts for its holder', async () => {
    const unfit = (writer: string) => ({ name: 'AccessLogWriterUnfit', args: [headsOnly, writer] });
    for (const part of ['otherHolder', 'auditor', 'stranger'] as const) {
      expect(await refusal(act('holder', 'moveLog', headsOnly, at(part)))).toEqual(unfit(at(part)));
    }
    await send(world.membership, world.accounts.admin, 'suspend', at('gateway'));
    expect(await refusal(act('holder', 'moveLog', headsOnly, at('gateway')))).toEqual(unfit(at('gateway')));
  });

  it('waits for its holder when its writer was rotated', async () => {
    await send(world.membership, world.accounts.admin, 'rotate', at('gateway'), at('spare'));
    expect((await refusal(act('gateway', 'checkpoint', headsOnly, 1, ZERO))).name).toBe('MembershipInactive');
    expect((await refusal(act('spare', 'checkpoint', headsOnly, 1, ZERO))).name).toBe('AccessLogNotWriter');
    await act('holder', 'moveLog', headsOnly, at('spare'));
    await act('spare', 'checkpoint', headsOnly, 1, ZERO);
  });

  it('is written no more by a removed gateway', async () => {
    await send(world.membership, world.accounts.admin, 'remove', at('gateway'));
    expect((await refusal(act('gateway', 'checkpoint', headsOnly, 1, ZERO))).name).toBe('MembershipInactive');
  });
});

describe('entries', () => {
  it('are disclosed with their numbers and facts', async () => {
    const facts = (7n << 72n) | (8n << 64n) | (1n << 56n) | (2n << 48n) | 1_764_000_000_000n;
    await act('gateway', 'record', disclosed, 1, id('root 1'), [entry(0)]);
    const receipt = await act('gateway', 'record', disclosed, 3, id('root 3'), [
      entry(1, facts),
      entry(2, -1n & ((1n << 256n) - 1n)),
    ]);
    const [first, second, head] = events(receipt);
    expect(first).toEqual({
      name: 'LogEntry',
      args: {
        log: disclosed,
        dataset: id('dataset'),
        requester: at('requester'),
        leaf: id('leaf 1'),
        facts: (1n << 192n) | facts,
      },
    });
    expect(second?.args.facts).toBe((2n << 192n) | ((1n << 104n) - 1n));
    expect(head).toEqual({
      name: 'LogHead',
      args: { log: disclosed, size: 3n, root: id('root 3'), actor: at('gateway') },
    });
    expect(await readStruct(world.accessLog, 'logOf', disclosed)).toMatchObject({ size: 3n });
  });

  it('are as many as the size grows', async () => {
    const invalid = (given: bigint) => ({ name: 'AccessLogSizeInvalid', args: [disclosed, 0n, given] });
    expect(await refusal(act('gateway', 'record', disclosed, 2, ZERO, [entry(0)]))).toEqual(invalid(2n));
    expect(await refusal(act('gateway', 'record', disclosed, 0, ZERO, [entry(0)]))).toEqual(invalid(0n));
    expect(event(await act('gateway', 'record', disclosed, 0, ZERO, [])).name).toBe('LogHead');
  });

  it('are never judged', async () => {
    const nonsense = { leaf: ZERO, dataset: ZERO, requester: ZERO_ADDRESS, facts: 0 };
    expect(events(await act('gateway', 'record', disclosed, 1, ZERO, [nonsense]))).toHaveLength(2);
  });

  it('are reviewed by auditors once they are under a head', async () => {
    await act('gateway', 'checkpoint', headsOnly, 2, id('root'));
    expect(event(await act('auditor', 'review', headsOnly, 1, 2, id('report')))).toEqual({
      name: 'LogReviewed',
      args: {
        log: headsOnly,
        seq: 1n,
        auditor: at('auditor'),
        outcome: 2n,
        reportDigest: id('report'),
        actor: at('auditor'),
      },
    });
    for (const seq of [2n, 7n]) {
      const refused = { name: 'AccessLogSequenceUnknown', args: [headsOnly, 2n, seq] };
      expect(await refusal(act('auditor', 'review', headsOnly, seq, 2, ZERO))).toEqual(refused);
    }
    // Its account moves, its identity stays.
    await send(world.membership, world.accounts.admin, 'rotate', at('auditor'), at('spare'));
    const { args } = event(await act('spare', 'review', headsOnly, 0, 1, id('report')));
    expect([args.auditor, args.actor]).toEqual([at('auditor'), at('spare')]);
    expect((await refusal(act('auditor', 'review', headsOnly, 1, 2, ZERO))).name).toBe('MembershipInactive');
    expect((await refusal(act('gateway', 'review', headsOnly, 1, 2, ZERO))).name).toBe('MembershipRoleMissing');
    expect((await refusal(act('spare', 'review', id('never'), 1, 2, ZERO))).name).toBe('AccessLogUnknown');
  });
});

describe('heads', () => {
  it('never shrink, and an equal one is a heartbeat', async () => {
    await act('gateway', 'checkpoint', headsOnly, 5, id('root'));
    expect(event(await act('gateway', 'checkpoint', headsOnly, 5, id('root'))).args).toMatchObject({ size: 5n });
    expect(await refusal(act('gateway', 'checkpoint', headsOnly, 4, id('root')))).toEqual({
      name: 'AccessLogSizeInvalid',
      args: [headsOnly, 5n, 4n],
    });
  });

  it('keep the mode in which the log was opened', async () => {
    expect(await refusal(act('gateway', 'checkpoint', disclosed, 1, ZERO))).toEqual({
      name: 'AccessLogModeDiffers',
      args: [disclosed, 0n],
    });
    expect(await refusal(act('gateway', 'record', headsOnly, 1, ZERO, [entry(0)]))).toEqual({
      name: 'AccessLogModeDiffers',
      args: [headsOnly, 1n],
    });
  });
});
