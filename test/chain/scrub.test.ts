import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import { positionOf, postingKey, postingPrefix, receiptKey, txHashKey, txKey } from '../../src/chain/keys.ts';
import { findLogs } from '../../src/chain/log-query.ts';
import { ChainNode } from '../../src/chain/node.ts';
import { parseChainOptions } from '../../src/chain/options.ts';
import { scrubBlock } from '../../src/chain/scrub.ts';
import { openDatabase } from '../../src/chain/store.ts';
import { type Bytes, fromHex, toHex } from '../../src/core/bytes.ts';
import { CHAIN_ID, candidate, rpc, signed, temporaryDirectory, wallet } from './world.ts';

const TIME = 1_700_000_000;
const BLOCKS = 6;
/** Creation code that logs one topic, 42, and leaves an empty contract. */
const LOGS_42 = '0x602a60006000a160006000f3';
const TOPIC = fromHex(`0x${(42).toString(16).padStart(64, '0')}`);

let root = '';
let remove: () => Promise<void>;
const hashes: string[] = [];

beforeAll(async () => {
  ({ path: root, remove } = await temporaryDirectory());
  const chain = await Chain.open(
    parseChainOptions({ data: join(root, 'whole'), chainId: CHAIN_ID, genesisTime: TIME }),
  );
  for (let height = 1; height <= BLOCKS; height++) {
    const nonce = 2 * (height - 1);
    const two = [nonce, nonce + 1].map((one) => candidate(chain, signed(wallet(0), { nonce: one, data: LOGS_42 })));
    const { executed } = await chain.makeBlock({ timestamp: TIME + height }, two);
    for (const { hash } of executed) hashes.push(toHex(hash));
  }
  await chain.close();
});
afterAll(() => remove());

/** A copy in which `change` was done to the database. */
async function copy(name: string, change: Change): Promise<string> {
  const data = join(root, name);
  await cp(join(root, 'whole'), data, { recursive: true });
  const database = openDatabase(join(data, 'chain'));
  await database.open();
  await change(database);
  await database.close();
  return data;
}

const second = positionOf(3, 1);
type Change = (database: ReturnType<typeof openDatabase>) => Promise<void>;
const removal =
  (key: Bytes): Change =>
  (database) =>
    database.batch([{ type: 'del', key }]);
/** At a place from the beginning, or from the end. */
const flip =
  (key: Bytes, at: number): Change =>
  (database) => {
    const value = database.getSync(key) ?? new Uint8Array();
    const flipped = Uint8Array.from(value).with(at < 0 ? value.length + at : at, (value.at(at) ?? 0) ^ 1);
    return database.batch([{ type: 'put', key, value: flipped }]);
  };
const logs42 = { addresses: [], topics: [[TOPIC]], from: 0, to: BLOCKS };

describe('an index record that is gone', () => {
  it('hides a log until the block is scrubbed, which names it and writes it again', async () => {
    const key = postingKey(postingPrefix({ kind: 'topic', place: 0, topic: TOPIC }), second);
    const chain = await Chain.open(parseChainOptions({ data: await copy('posting', removal(key)) }));
    expect(await findLogs(chain, logs42)).toHaveLength(2 * BLOCKS - 1);
    expect(await scrubBlock(chain, 2)).toBeUndefined();
    expect(await scrubBlock(chain, 3)).toContain(toHex(key));
    expect(await scrubBlock(chain, 3)).toBeUndefined();
    expect(await findLogs(chain, logs42)).toHaveLength(2 * BLOCKS);
    await chain.close();
  });

  it('is written again before the node serves, and said', async () => {
    const data = await copy('hash', removal(txHashKey(fromHex(hashes[5] ?? ''))));
    const found: object[] = [];
    const node = await ChainNode.open(parseChainOptions({ data }), {
      onFailure: () => undefined,
      onInternal: () => undefined,
      onFound: (what) => found.push(what),
    });
    const answer = await rpc(`http://127.0.0.1:${node.port}`, 'eth_getTransactionReceipt', [hashes[5]]);
    expect(answer.result).toMatchObject({ blockNumber: '0x3', transactionIndex: '0x1' });
    expect(found).toEqual([{ repaired: expect.stringContaining('block 3') }]);
    await node.close();
  });
});

describe('a record of a block that is damaged', () => {
  const damages = {
    'a receipt is gone': { what: 'receipts', change: removal(receiptKey(second)) },
    'a receipt says other things': { what: 'receipts', change: flip(receiptKey(second), 2) },
    'a receipt has another topic': { what: 'receipts', change: flip(receiptKey(second), -3) },
    'a transaction is gone': { what: 'transactions', change: removal(txKey(second)) },
    'a transaction says other things': { what: 'transactions', change: flip(txKey(second), -1) },
  };

  it.each(Object.entries(damages))('is never served, and named: %s', async (title, { what, change }) => {
    const data = await copy(title.replaceAll(' ', '-'), change);
    const named = { code: 'STORE_CORRUPT', message: expect.stringContaining(`${what} of block 3`) };
    const chain = await Chain.open(parseChainOptions({ data }));
    const block = chain.block(3);
    if (!block) throw new Error('there is no block 3');
    const read = what === 'receipts' ? chain.contents.receipts(block) : chain.contents.transactions(block);
    await expect(read).rejects.toMatchObject(named);
    await expect(scrubBlock(chain, 3)).rejects.toMatchObject(named);
    if (what === 'receipts') await expect(findLogs(chain, logs42)).rejects.toMatchObject(named);
    expect(await scrubBlock(chain, 4)).toBeUndefined();
    await chain.close();
    const opening = ChainNode.open(parseChainOptions({ data }), {
      onFailure: () => undefined,
      onInternal: () => undefined,
    });
    await expect(opening).rejects.toMatchObject(named);
  });

  it('is found when its sender is another', async () => {
    const data = await copy('sender', flip(txKey(second), 0));
    const chain = await Chain.open(parseChainOptions({ data }));
    await expect(scrubBlock(chain, 3)).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    await chain.close();
  });
});
