import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ChainNode } from '../../src/chain/node.ts';
import { parseChainOptions } from '../../src/chain/options.ts';
import { type Clocks, SteadyClock } from '../../src/chain/steady-clock.ts';
import { CHAIN_ID, rpc, signed, temporaryDirectory, wallet } from './world.ts';

const YEAR = 365 * 86_400;

let path: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ path, remove } = await temporaryDirectory());
});
afterEach(() => remove());

/** Clocks whose wall can be set. */
function clocks(): Clocks & { ahead: number } {
  const began = performance.now();
  const counting = () => (performance.now() - began) / 1000;
  return {
    ahead: 0,
    counting,
    wall() {
      return 1_800_000_000 + this.ahead + counting();
    },
  };
}

async function open(given: Clocks, leaps: number[] = []): Promise<ChainNode> {
  const options = { data: path, chainId: CHAIN_ID, port: 0, blockIntervalMs: 50, genesisTime: 1_799_999_000 };
  const onFailure = (error: unknown) => expect.unreachable(String(error));
  return ChainNode.open(parseChainOptions({ ...options, senders: [wallet(0).address] }), {
    clocks: given,
    onFailure,
    onInternal: onFailure,
    onLeap: (seconds) => leaps.push(seconds),
  });
}

const send = (node: ChainNode, nonce: number) =>
  rpc(`http://127.0.0.1:${node.port}`, 'eth_sendRawTransaction', [signed(wallet(0), { nonce, to: wallet(1).address })]);
const stamp = (node: ChainNode) => Number(node.chain.head.header.timestamp);
/** Transactions of the chain so far, by the sender's nonce. */
const mined = async (node: ChainNode) =>
  Number((await rpc(`http://127.0.0.1:${node.port}`, 'eth_getTransactionCount', [wallet(0).address, 'latest'])).result);

it('a clock that leaps far ahead dates no block, and what waits is mined once it is set right', async () => {
  const given = clocks();
  const leaps: number[] = [];
  await using node = await open(given, leaps);
  await send(node, 0);
  await until(async () => (await mined(node)) === 1);
  const before = stamp(node);
  given.ahead = YEAR;
  await send(node, 1);
  await until(() => leaps.length > 0);
  expect(leaps[0]).toBeGreaterThan(YEAR - 60);
  expect(await mined(node)).toBe(1);
  expect(stamp(node)).toBeLessThan(before + 60);
  given.ahead = 0;
  await until(async () => (await mined(node)) === 2);
  expect(stamp(node)).toBeLessThan(before + 600);
  expect(leaps).toHaveLength(1);
});

it('a clock that is right again after a start with a wrong one is believed by the next start', async () => {
  const given = clocks();
  given.ahead = 86_400;
  {
    await using node = await open(given);
    await send(node, 0);
    await until(async () => (await mined(node)) === 1);
  }
  await using node = await open(clocks());
  const first = stamp(node);
  await send(node, 1);
  await until(async () => (await mined(node)) === 2);
  expect(stamp(node) - first).toBeGreaterThanOrEqual(1);
  expect(stamp(node) - first).toBeLessThan(60);
});

it.each([
  ['is set by less than an hour', [600, 1200, 4000], 4000],
  ['is set back, and right again', [-50_000, 0, -90_000], 0],
])('a clock that %s is believed', (_, steps, last) => {
  const given = { ahead: 0, wall: () => 1_000_000 + given.ahead, counting: () => 5 };
  const clock = new SteadyClock(given);
  for (const step of steps) {
    given.ahead = step;
    expect(clock.read()).toEqual({ time: 1_000_000 + step });
  }
  given.ahead = last + 3_700;
  expect(clock.read()).toEqual({ leap: 3_700 });
  given.ahead = last + 3_500;
  expect(clock.read()).toEqual({ time: 1_000_000 + last + 3_500 });
});

it('a machine that slept is no clock that leapt', () => {
  const given = { slept: 0, wall: () => 1_000_000 + given.slept, counting: () => 5 + given.slept };
  const clock = new SteadyClock(given);
  given.slept = 30 * 86_400;
  expect(clock.read()).toEqual({ time: 1_000_000 + given.slept });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: 10_000, interval: 20 });
}
