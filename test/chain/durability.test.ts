import { chmod, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import { ChainNode } from '../../src/chain/node.ts';
import { parseChainOptions } from '../../src/chain/options.ts';
import { startChainProcess } from '../../src/chain/process.ts';
import { type ChainDatabase, openDatabase } from '../../src/chain/store.ts';
import { toHex } from '../../src/core/bytes.ts';
import { CHAIN_ID, candidate, rpc, signed, temporaryDirectory, wallet } from './world.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function directory(): Promise<string> {
  const { path, remove } = await temporaryDirectory();
  cleanups.push(remove);
  return path;
}

function options(data: string, more: object = {}) {
  return parseChainOptions({ data, chainId: CHAIN_ID, senders: [wallet(0).address], blockIntervalMs: 20, ...more });
}

type Batch = (writes: unknown[], options?: { sync?: boolean }) => Promise<void>;

/** A real database whose batches go through `around`. */
function observed(data: string, around: (write: () => Promise<void>, sync: boolean, count: number) => Promise<void>) {
  const database = openDatabase(join(data, 'chain'));
  const batch = database.batch.bind(database) as unknown as Batch;
  const replaced: Batch = (writes, given) => around(() => batch(writes, given), given?.sync === true, writes.length);
  return Object.assign(database, { batch: replaced }) as ChainDatabase;
}

describe('durability of blocks', () => {
  it('writes each block in one batch, synced', async () => {
    const data = await directory();
    const batches: boolean[] = [];
    const database = observed(data, (write, sync) => {
      batches.push(sync);
      return write();
    });
    const chain = await Chain.open(options(data), database);
    cleanups.push(() => chain.close());
    const start = Number(chain.head.header.timestamp);
    await chain.makeBlock({ timestamp: start + 1 }, [
      candidate(chain, signed(wallet(0), { nonce: 0, to: null, data: '0x' })),
    ]);
    await chain.makeBlock({ timestamp: start + 2 }, []);
    // Genesis and two blocks.
    expect(batches).toEqual([true, true, true]);
  });

  it('shows neither receipt nor block nor state before the disk has it', async () => {
    const data = await directory();
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    let founded = false;
    const database = observed(data, async (write) => {
      if (founded) {
        reached.resolve();
        await gate.promise;
      }
      founded = true;
      await write();
    });
    const node = await ChainNode.open(options(data), { database, onFailure: () => {}, onInternal: () => {} });
    cleanups.push(() => node.close());
    const url = `http://127.0.0.1:${node.port}`;
    const { result } = await rpc(url, 'eth_sendRawTransaction', [
      signed(wallet(0), { nonce: 0, to: wallet(1).address }),
    ]);
    await reached.promise;
    expect((await rpc(url, 'eth_getTransactionReceipt', [result])).result).toBeNull();
    expect((await rpc(url, 'eth_blockNumber')).result).toBe('0x0');
    expect((await rpc(url, 'eth_getTransactionCount', [wallet(0).address, 'latest'])).result).toBe('0x0');
    gate.resolve();
    while ((await rpc(url, 'eth_blockNumber')).result === '0x0') await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await rpc(url, 'eth_getTransactionReceipt', [result])).result).toMatchObject({ blockNumber: '0x1' });
  });

  it('stops making blocks and says so when the disk is full, and keeps what it had', async () => {
    const data = await directory();
    let broken = false;
    const database = observed(data, (write) =>
      broken ? Promise.reject(new Error('IO error: 000006.log: No space left on device')) : write(),
    );
    const failure = Promise.withResolvers<unknown>();
    const node = await ChainNode.open(options(data), { database, onFailure: failure.resolve, onInternal: () => {} });
    const url = `http://127.0.0.1:${node.port}`;
    broken = true;
    const { result } = await rpc(url, 'eth_sendRawTransaction', [
      signed(wallet(0), { nonce: 0, to: wallet(1).address }),
    ]);
    const message = expect.stringContaining('disk of the chain is full');
    expect(await failure.promise).toMatchObject({ code: 'STORAGE_FULL', message });
    expect((await rpc(url, 'eth_getTransactionReceipt', [result])).result).toBeNull();
    await node.close();
    const again = await Chain.open(options(data));
    cleanups.push(() => again.close());
    expect(again.head.height).toBe(0);
  });
});

describe('opening a data directory', () => {
  it('finds the chain as it was left', async () => {
    const data = await directory();
    const chain = await Chain.open(options(data));
    const raw = signed(wallet(0), { nonce: 0, to: wallet(1).address });
    const { block } = await chain.makeBlock({ timestamp: Number(chain.head.header.timestamp) + 1 }, [
      candidate(chain, raw),
    ]);
    await chain.close();
    const again = await Chain.open(options(data, { chainId: undefined }));
    cleanups.push(() => again.close());
    expect(toHex(again.head.hash)).toBe(toHex(block.hash));
    expect(again.head.transactions).toBe(1);
    expect(again.genesis.chainId).toBe(CHAIN_ID);
  });

  it('refuses one that another process has open', async () => {
    const data = await directory();
    const node = await startChainProcess({ data, chainId: CHAIN_ID });
    cleanups.push(() => node.close());
    await expect(startChainProcess({ data })).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
  });

  it('refuses another chain id, and a new chain without one', async () => {
    const data = await directory();
    await (await Chain.open(options(data))).close();
    await expect(Chain.open(options(data, { chainId: CHAIN_ID + 1 }))).rejects.toMatchObject({
      code: 'LEDGER_MISMATCH',
    });
    await expect(startChainProcess({ data: await directory() })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('keeps the validator key from others, and refuses one that they may read, a lost one and another', async () => {
    const data = await directory();
    await (await Chain.open(options(data))).close();
    const key = join(data, 'validator.key');
    expect((await stat(key)).mode & 0o777).toBe(0o600);
    await chmod(key, 0o640);
    await expect(Chain.open(options(data))).rejects.toMatchObject({ code: 'KEY_WRONG' });
    await chmod(key, 0o600);
    await writeFile(key, wallet(5).privateKey);
    await expect(Chain.open(options(data))).rejects.toMatchObject({ code: 'KEY_WRONG' });
  });

  it('refuses a head whose seal is not the validator’s', async () => {
    const data = await directory();
    await (await Chain.open(options(data))).close();
    const database = openDatabase(join(data, 'chain'));
    await database.open();
    const key = Uint8Array.of(0x68, 0, 0, 0, 0, 0, 0, 0, 0);
    const header = database.getSync(key) ?? new Uint8Array();
    header[header.length - 100] = (header[header.length - 100] ?? 0) ^ 1;
    await database.batch([{ type: 'put', key, value: header }]);
    await database.close();
    await expect(Chain.open(options(data))).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
  });

  it('refuses to listen where others can reach it, unless asked to', async () => {
    expect(() => options('/nowhere', { host: '0.0.0.0' })).toThrow(/password/);
    expect(options('/nowhere', { host: '0.0.0.0', exposed: true }).host).toBe('0.0.0.0');
    expect(() => options('/nowhere', { chainId: 2 ** 52 })).toThrow(/chainId/);
    expect(() => options('/nowhere', { prot: 1 })).toThrow(/prot/);
  });
});
