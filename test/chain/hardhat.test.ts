import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Interface, type TransactionLike, toBeHex, type Wallet, ZeroHash } from 'ethers';
import hre from 'hardhat';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Chain } from '../../src/chain/chain.ts';
import { parseChainOptions } from '../../src/chain/options.ts';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { compileSample } from './sample.ts';
import { CHAIN_ID, candidate, signed, temporaryDirectory, wallet } from './world.ts';

const BEACON_ROOTS = '0x000f3df6d732807ef1319fb7b8bb8522d0beac02';
const BALANCE = 10n ** 24n;
const GAS_LIMIT = 500_000_000;
const senders = [wallet(0), wallet(1), wallet(2)];
// Hardhat leaves an empty account behind for a coinbase that it pays nothing; one with a balance is left alike.
const validator = wallet(7);
const funded = [...senders, validator];
const sample = compileSample();
const abi = new Interface(sample.abi);

type Rpc = (method: string, params?: unknown[]) => Promise<unknown>;
type RpcBlock = Record<string, string>;

/** The same transactions through this chain and through Hardhat's EVM, block by block. */
describe('the embedded chain and Hardhat', () => {
  let chain: Chain;
  let hardhat: Rpc;
  let closeHardhat: () => Promise<void>;
  let removeDirectory: () => Promise<void>;
  const nonces = new Map<Wallet, number>();

  beforeAll(async () => {
    const connection = await hre.network.create({
      network: 'default',
      override: {
        chainId: CHAIN_ID,
        hardfork: 'cancun',
        blockGasLimit: BigInt(GAS_LIMIT),
        initialBaseFeePerGas: 0n,
        accounts: funded.map(({ privateKey }) => ({ privateKey, balance: BALANCE })),
        mining: { auto: false, interval: 0 },
        initialDate: new Date(1_700_000_000_000),
      },
    });
    hardhat = (method, params = []) => connection.provider.request({ method, params });
    closeHardhat = () => connection.close();
    const directory = await temporaryDirectory();
    removeDirectory = directory.remove;
    const genesis = (await hardhat('eth_getBlockByNumber', ['0x0', false])) as RpcBlock;
    const code = (await hardhat('eth_getCode', [BEACON_ROOTS, 'latest'])) as string;
    const nonce = Number(await hardhat('eth_getTransactionCount', [BEACON_ROOTS, 'latest']));
    const alloc = funded.map(({ address }) => [address.toLowerCase(), { balance: String(BALANCE) }]);
    await writeFile(join(directory.path, 'validator.key'), validator.privateKey, { mode: 0o600 });
    chain = await Chain.open(
      parseChainOptions({
        data: directory.path,
        chainId: CHAIN_ID,
        p256: false,
        blockGasLimit: GAS_LIMIT,
        genesisTime: Number(genesis['timestamp']),
        alloc: { ...Object.fromEntries(alloc), ...(code !== '0x' && { [BEACON_ROOTS]: { code, nonce } }) },
      }),
    );
    await hardhat('hardhat_setCoinbase', [chain.genesis.validator]);
    expect(toHex(chain.head.header.stateRoot)).toBe(genesis['stateRoot']);
  }, 120_000);

  afterAll(async () => {
    await chain.close();
    await closeHardhat();
    await removeDirectory();
  });

  /** Runs the transactions as one block in both and compares all that both must agree on. */
  async function compare(calls: readonly (TransactionLike & { by?: Wallet })[]): Promise<void> {
    const raws = calls.map(({ by = wallet(0), ...fields }) => {
      const sender = senders.find(({ address }) => address === by.address) ?? wallet(0);
      const nonce = nonces.get(sender) ?? 0;
      nonces.set(sender, nonce + 1);
      return signed(sender, { nonce, ...fields });
    });
    const hashes: string[] = [];
    for (const raw of raws) hashes.push((await hardhat('eth_sendRawTransaction', [raw])) as string);
    await hardhat('evm_setNextBlockTimestamp', [toBeHex(chain.head.header.timestamp + 7n)]);
    await hardhat('hardhat_setPrevRandao', [`0x${'5a'.repeat(32)}`]);
    await hardhat('evm_mine');
    const theirs = (await hardhat('eth_getBlockByNumber', ['latest', false])) as RpcBlock & { transactions: string[] };
    // Hardhat orders the senders of a block in its own way.
    const order = theirs.transactions.map((hash) => raws[hashes.indexOf(hash)] ?? '0x');
    const { executed, rejected } = await chain.makeBlock(
      {
        timestamp: Number(theirs['timestamp']),
        mixHash: fromHex(theirs['mixHash'] ?? ZeroHash),
      },
      order.map((raw) => candidate(chain, raw)),
    );
    expect(rejected).toEqual([]);
    for (const [index, { hash, receipt }] of executed.entries()) {
      const their = (await hardhat('eth_getTransactionReceipt', [toHex(hash)])) as Record<string, unknown>;
      expect({
        status: toBeHex(receipt.status),
        gasUsed: BigInt(receipt.gasUsed),
        cumulativeGasUsed: receipt.cumulativeGasUsed,
        contractAddress: receipt.contractAddress ? toHex(receipt.contractAddress) : null,
        logs: receipt.logs.map(({ address, topics, data }) => [toHex(address), topics.map(toHex), toHex(data)]),
        index,
      }).toEqual({
        status: toBeHex(Number(their['status'])),
        gasUsed: BigInt(their['gasUsed'] as string),
        cumulativeGasUsed: BigInt(their['cumulativeGasUsed'] as string),
        contractAddress: their['contractAddress'],
        logs: (their['logs'] as Record<string, unknown>[]).map((log) => [log['address'], log['topics'], log['data']]),
        index: Number(their['transactionIndex']),
      });
    }
    const { header } = chain.head;
    expect({
      stateRoot: toHex(header.stateRoot),
      receiptsRoot: toHex(header.receiptTrie),
      transactionsRoot: toHex(header.transactionsTrie),
      logsBloom: toHex(header.logsBloom),
      gasUsed: header.gasUsed,
      baseFee: header.baseFeePerGas,
    }).toEqual({
      stateRoot: theirs['stateRoot'],
      receiptsRoot: theirs['receiptsRoot'],
      transactionsRoot: theirs['transactionsRoot'],
      logsBloom: theirs['logsBloom'],
      gasUsed: BigInt(theirs['gasUsed'] ?? 0),
      baseFee: BigInt(theirs['baseFeePerGas'] ?? 0),
    });
  }

  const call = (name: string, ...args: unknown[]): TransactionLike => ({
    to: contract,
    data: abi.encodeFunctionData(name, args),
  });
  let contract = '';

  it('agree on an empty block', async () => {
    await compare([]);
  });

  it('agree on a deployment', async () => {
    await compare([{ data: sample.bytecode, gasLimit: 5_000_000 }]);
    const [deployed] = await chain.store.receipts(chain.head.height);
    expect(deployed).toBeDefined();
    const receipt = (await hardhat('eth_getTransactionReceipt', [
      ((await hardhat('eth_getBlockByNumber', ['latest', false])) as { transactions: string[] }).transactions[0],
    ])) as { contractAddress: string };
    contract = receipt.contractAddress;
  });

  it('agree on transfers, of value and to new accounts, and on all transaction types', async () => {
    await compare([
      { to: wallet(9).address, value: 12_345n },
      { to: wallet(10).address, value: 0n },
      { to: contract, value: 777n },
      { type: 0, to: wallet(9).address, value: 1n },
      { type: 1, to: wallet(9).address, value: 1n, accessList: [{ address: contract, storageKeys: [ZeroHash] }] },
      { by: wallet(1), to: wallet(2).address, value: 5n },
    ]);
  });

  it('agree on storage written, cleared and refunded', async () => {
    await compare([call('set', 1, 2), call('set', 1, 3), call('setMany', 0, 40, 5)]);
    await compare([call('setMany', 0, 20, 0), call('set', 1, 0), call('set', 500, 0)]);
    await compare([call('setMany', 0, 100, 0), call('setBlob', `0x${'ab'.repeat(200)}`), call('setBlob', '0x01')]);
  });

  it('agree on reverts, failed assertions and exhausted gas', async () => {
    await compare([
      call('refuse', 4),
      call('refuseText'),
      call('fail'),
      { ...call('burn'), gasLimit: 200_000 },
      call('tryRefuse'),
      { data: '0xfe', gasLimit: 100_000 },
      { data: '0x', to: contract, gasLimit: 21_000 },
    ]);
  });

  it('agree on child contracts, their salt, value and end', async () => {
    await compare([
      { ...call('create', 5, ZeroHash), value: 9n },
      call('create', 6, `0x${'07'.repeat(32)}`),
      call('create', 6, `0x${'07'.repeat(32)}`),
      call('createAndEnd'),
    ]);
    await compare([call('endChild', 0, wallet(11).address), call('endChild', 1, contract)]);
  });

  it('agree on what code sees of its block', async () => {
    await compare([call('facts'), { by: wallet(1), ...call('facts') }]);
  });

  it('agree on precompiles and transient storage', async () => {
    const digest = `0x${'11'.repeat(32)}`;
    const { v, r, s } = wallet(3).signingKey.sign(digest);
    await compare([call('precompiles', digest, v, r, s), call('transientCounter'), call('transientCounter')]);
  });

  it('agree on batches of typed entries', async () => {
    const entries = Array.from({ length: 300 }, (_, i) => [
      toBeHex(i + 1, 32),
      toBeHex((i % 3) + 1, 32),
      wallet(i % 5).address,
      i * 7,
    ]);
    await compare([{ ...call('record', toBeHex(1, 32), entries), gasLimit: 20_000_000 }]);
  });

  it('agree on many senders over many blocks', async () => {
    for (let round = 0; round < 12; round++) {
      const calls = Array.from({ length: 9 }, (_, i) => ({
        by: wallet(i % 3),
        ...call('set', (round * 31 + i * 17) % 60, (round * i) % 4),
      }));
      await compare(calls);
    }
  });
});
