import { Interface, toBeHex } from 'ethers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import { positionOf } from '../../src/chain/keys.ts';
import { findLogs, type LogFilter, logMatches } from '../../src/chain/log-query.ts';
import { parseChainOptions } from '../../src/chain/options.ts';
import { decodeReceipt } from '../../src/chain/receipt.ts';
import { type Bytes, fromHex, toHex } from '../../src/core/bytes.ts';
import { compileSample } from './sample.ts';
import { CHAIN_ID, candidate, signed, temporaryDirectory, wallet } from './world.ts';

const sample = compileSample();
const abi = new Interface(sample.abi);
const BLOCKS = 60;
const topic = (value: number): string => toBeHex(value, 32);

describe('logs found by the index', () => {
  let chain: Chain;
  let remove: () => Promise<void>;
  const contracts: string[] = [];
  let nonce = 0;

  async function block(calls: object[]): Promise<void> {
    const raws = calls.map((fields) => signed(wallet(0), { nonce: nonce++, gasLimit: 20_000_000, ...fields }));
    const timestamp = Number(chain.head.header.timestamp) + 1;
    const made = await chain.makeBlock(
      { timestamp },
      raws.map((raw) => candidate(chain, raw)),
      {
        milliseconds: 60_000,
        bytes: 2 ** 28,
      },
    );
    expect(made.executed.map(({ receipt }) => receipt.status)).toEqual(calls.map(() => 1));
    for (const { receipt } of made.executed)
      if (receipt.contractAddress) contracts.push(toHex(receipt.contractAddress));
  }

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    remove = directory.remove;
    chain = await Chain.open(parseChainOptions({ data: directory.path, chainId: CHAIN_ID }));
    await block([{ data: sample.bytecode }, { data: sample.bytecode }]);
    for (let height = 0; height < BLOCKS; height++) {
      const entries = [0, 1].map((i) => [topic(height), topic((height + i) % 4), wallet(height % 3).address, i]);
      await block([
        { to: contracts[height % 2], data: abi.encodeFunctionData('record', [topic(height % 5), entries]) },
        ...(height % 3 === 0 ? [{ to: contracts[0], data: abi.encodeFunctionData('set', [height % 4, 1]) }] : []),
      ]);
    }
  }, 120_000);

  afterAll(async () => {
    await chain.close();
    await remove();
  });

  /** What eth_getLogs means, without an index. */
  async function scan(filter: LogFilter): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let height = filter.from; height <= Math.min(filter.to, chain.head.height); height++) {
      for (const [i, stored] of (await chain.store.receipts(height)).entries()) {
        const receipt = decodeReceipt(stored);
        for (const [j, log] of receipt.logs.entries()) {
          if (logMatches(log, filter)) found.push([positionOf(height, i), receipt.firstLog + j]);
        }
      }
    }
    return found;
  }

  it('are those that a scan of all receipts finds, in the same order', async () => {
    const signature = abi.getEvent('Recorded')?.topicHash ?? '';
    const someTopic = fc.oneof(fc.constant(signature), fc.integer({ min: 0, max: 6 }).map(topic));
    const alternatives = fc.uniqueArray(someTopic.map(fromHex), { maxLength: 3, selector: (t: Bytes) => toHex(t) });
    const height = fc.integer({ min: 0, max: BLOCKS + 2 });
    const query = fc.record({
      addresses: fc.subarray([0, 1]).map((some) => some.map((i) => fromHex(contracts[i] ?? ''))),
      topics: fc.array(alternatives, { maxLength: 4 }),
      range: fc.tuple(height, height).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
    });
    let hits = 0;
    await fc.assert(
      fc.asyncProperty(query, async ({ addresses, topics, range }) => {
        const filter = { addresses, topics, ...range };
        const found = (await findLogs(chain, filter)).map(({ position, index }) => [position, index]);
        hits += found.length;
        expect(found).toEqual(await scan(filter));
      }),
      { numRuns: 300 },
    );
    expect(hits).toBeGreaterThan(1000);
  });

  it('are refused over the limit with the last block that fits, but never those of one block', async () => {
    const requester = wallet(1).address;
    const entries = Array.from({ length: 2600 }, (_, i) => [topic(i), topic(1), requester, i]);
    const call = { to: contracts[0], data: abi.encodeFunctionData('record', [topic(99), entries]) };
    await block([call]);
    const first = chain.head.height;
    await block([call, call, call, call]);
    const filter = { addresses: [], topics: [[], [fromHex(topic(99))]], from: 0, to: chain.head.height };
    await expect(findLogs(chain, filter)).rejects.toMatchObject({
      code: 'LEDGER_RANGE_TOO_LARGE',
      details: { from: 0, to: first },
    });
    expect(await findLogs(chain, { ...filter, to: first })).toHaveLength(2600);
    expect(await findLogs(chain, { ...filter, from: first + 1 })).toHaveLength(10_400);
  });
});
