import type { TransactionLike } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import type { Candidate } from '../../src/chain/executor.ts';
import { parseChainOptions } from '../../src/chain/options.ts';
import { TransactionPool } from '../../src/chain/pool.ts';
import { CHAIN_ID, candidate, signed, temporaryDirectory, wallet } from './world.ts';

const LIMITS = { poolTransactions: 4, poolTransactionsPerSender: 3, poolBytes: 2000 };

describe('the pool', () => {
  let chain: Chain;
  let remove: () => Promise<void>;

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    remove = directory.remove;
    chain = await Chain.open(parseChainOptions({ data: directory.path, chainId: CHAIN_ID }));
  });

  afterAll(async () => {
    await chain.close();
    await remove();
  });

  const of = (sender: number, nonce: number, fields: TransactionLike = {}): Candidate =>
    candidate(chain, signed(wallet(sender), { nonce, to: wallet(9).address, ...fields }));
  const order = (pool: TransactionPool) =>
    Array.from(
      pool.candidates(() => true),
      ({ tx, sender }) => `${wallets.get(Buffer.from(sender).toString('hex'))}:${tx.nonce}`,
    );
  const wallets = new Map([0, 1, 2].map((i) => [wallet(i).address.slice(2).toLowerCase(), i]));

  it('offers each sender’s transactions in order of nonce and the senders by turns', () => {
    const pool = new TransactionPool(LIMITS);
    for (const [sender, nonce] of [
      [0, 1],
      [0, 0],
      [1, 5],
      [1, 6],
    ] as const)
      pool.add(of(sender, nonce), sender * 5);
    expect(order(pool)).toEqual(['0:0', '1:5', '0:1', '1:6']);
  });

  it('holds back what comes after a missing nonce', () => {
    const pool = new TransactionPool(LIMITS);
    pool.add(of(0, 1), 0);
    expect([order(pool), pool.ready, pool.nextNonce(of(0, 1).sender, 0)]).toEqual([[], false, 0]);
    pool.add(of(0, 0), 0);
    expect([order(pool), pool.ready, pool.nextNonce(of(0, 1).sender, 0)]).toEqual([['0:0', '0:1'], true, 2]);
  });

  it('goes on with the next nonce when a block took the first', () => {
    const pool = new TransactionPool(LIMITS);
    const [first, second] = [of(0, 0), of(0, 1)];
    pool.add(first, 0);
    pool.add(second, 0);
    pool.included([first]);
    expect([order(pool), pool.size]).toEqual([['0:1'], 1]);
    pool.drop(second.hash);
    expect(pool.size).toBe(0);
  });

  it('is bounded in number, bytes, per sender and in nonces ahead', () => {
    const pool = new TransactionPool(LIMITS);
    for (const nonce of [0, 1, 2]) pool.add(of(0, nonce), 0);
    expect(() => pool.add(of(0, 3), 0)).toThrow(/nonce too high/);
    pool.add(of(1, 0), 0);
    expect(() => pool.add(of(2, 0), 0)).toThrow(expect.objectContaining({ code: 'LEDGER_POOL_FULL' }));
    const roomy = new TransactionPool({ ...LIMITS, poolTransactions: 100 });
    const large = { data: `0x${'00'.repeat(1500)}` };
    roomy.add(of(0, 0, large), 0);
    expect(() => roomy.add(of(1, 0, large), 0)).toThrow(expect.objectContaining({ code: 'LEDGER_POOL_FULL' }));
    roomy.dropSender(of(0, 0).sender);
    roomy.add(of(1, 0, large), 0);
    expect(roomy.size).toBe(1);
  });

  it('learns the account’s nonce from whoever knows a later one', () => {
    const pool = new TransactionPool(LIMITS);
    pool.add(of(0, 1), 0);
    pool.add(of(0, 2), 1);
    expect(order(pool)).toEqual(['0:1', '0:2']);
  });

  it('takes what is let in for what it does only as its sender’s next, and 64 of them', () => {
    const roomy = { poolTransactions: 1000, poolTransactionsPerSender: 1000, poolBytes: 1_000_000 };
    const pool = new TransactionPool(roomy);
    const narrowing = (nonce: number) => ({ ...of(0, nonce), narrowing: true });
    expect(() => pool.add(narrowing(1), 0)).toThrow(/nonce too high/);
    for (let nonce = 0; nonce < 64; nonce++) pool.add(narrowing(nonce), 0);
    expect(() => pool.add(narrowing(64), 0)).toThrow(expect.objectContaining({ code: 'LEDGER_POOL_FULL' }));
    expect(pool.isNarrowing(of(0, 0).sender)).toBe(true);
    pool.add(of(0, 64), 0);
    expect(pool.isNarrowing(of(0, 0).sender)).toBe(false);
  });

  it('replaces a transaction only by one that pays a tenth more', () => {
    const pool = new TransactionPool(LIMITS);
    pool.add(of(0, 0, { maxFeePerGas: 100 }), 0);
    expect(() => pool.add(of(0, 0, { maxFeePerGas: 109 }), 0)).toThrow(/underpriced/);
    pool.add(of(0, 0, { maxFeePerGas: 110 }), 0);
    expect(pool.size).toBe(1);
  });
});

describe('a chain with a gas price', () => {
  it('asks it of every transaction, and its senders need the balance', async () => {
    const directory = await temporaryDirectory();
    const [rich, poor] = [wallet(0), wallet(1)];
    const options = { chainId: CHAIN_ID, minGasPrice: '7', alloc: { [rich.address]: { balance: '1000000' } } };
    const chain = await Chain.open(parseChainOptions({ data: directory.path, ...options }));
    const fields = { nonce: 0, to: wallet(9).address, gasLimit: 21_000, maxFeePerGas: 9, maxPriorityFeePerGas: 1 };
    const { block, executed, rejected } = await chain.makeBlock(
      { timestamp: Number(chain.head.header.timestamp) + 1 },
      [
        candidate(chain, signed(rich, fields)),
        candidate(chain, signed(poor, fields)),
        candidate(chain, signed(rich, { ...fields, nonce: 1, maxFeePerGas: 6, maxPriorityFeePerGas: 0 })),
      ],
    );
    expect(block.header.baseFeePerGas).toBe(7n);
    expect(executed.map(({ receipt }) => receipt.effectiveGasPrice)).toEqual([8n]);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/funds/),
      expect.stringMatching(/baseFeePerGas/),
    ]);
    await chain.close();
    await directory.remove();
  });
});
