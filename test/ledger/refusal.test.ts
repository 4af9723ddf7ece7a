import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deployLedger } from '../../src/ledger/deploy.ts';
import { openLedger } from '../../src/ledger/reader.ts';
import { failureOf } from '../../src/ledger/rpc-answer.ts';
import { startEmbedded } from './embedded-engine.ts';
import { account, type Engine } from './engine.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';

type Refusal = readonly [engine: string, code: number, message: string];

const NARROW: readonly Refusal[] = [
  ['geth', -32602, 'exceed maximum block range 5000'],
  ['Besu', -32005, 'Requested range exceeds maximum RPC range limit'],
  ['Erigon', -32602, 'query block range exceeds server limit, narrow your filter: 1000'],
  ['Erigon', -32602, 'query returns too many logs, narrow your filter: 20000'],
  ['Kaia', -32000, 'query returned more than 10000 results'],
  ['Kaia', -32000, 'query timeout exceeded'],
  ['subnet-evm', -32000, 'requested too many blocks from 1 to 9000, maximum is set to 2048'],
  ['Infura', -32005, 'query returned more than 10000 results'],
  ['Infura', -32602, 'range 20000 exceeds limit of 10000'],
  ['Alchemy', -32602, 'Log response size exceeded. … this block range should work: [0x1, 0x9]'],
  ['Alchemy', -32600, 'You can make eth_getLogs requests with up to a 500 block range'],
  ['QuickNode', -32614, 'eth_getLogs is limited to a 10,000 range'],
  ['others', -32701, 'exceed maximum block range: 5000'],
  ['others', -32000, 'ranges over 10000 blocks are not supported'],
  ['geth', -32002, 'request timed out'],
  ['Nethermind', -32016, 'Timeout expired'],
  ['geth', -32003, 'response too large'],
];
const AHEAD: readonly Refusal[] = [
  ['geth 1.17', -32602, 'block range extends beyond current head block'],
  ['geth 1.16', -32000, 'invalid block range params'],
  ['Besu', -32602, 'Invalid params'],
  ['Kaia', -32000, 'the header does not exist (block number: 900)'],
  ['Kaia', -32000, 'the block does not exist (block number: 900)'],
  ['subnet-evm', -32000, 'requested from block 9 after last accepted block 7'],
  ['subnet-evm', -32000, 'cannot query unfinalized data'],
  ['anvil', -32602, 'BlockOutOfRangeError: block height is 7 but requested was 9'],
];
const LATER: readonly Refusal[] = [
  ['Infura', -32005, 'daily request count exceeded, request rate limited'],
  ['Infura', -32005, 'project ID request rate exceeded'],
  ['Alchemy', 429, 'Your app has exceeded its compute units per second capacity'],
  ['QuickNode', -32007, '50/second request limit reached'],
];
const INDEXING: readonly Refusal[] = [
  ['geth', -32000, 'transaction indexing is in progress'],
  ['Erigon', -32000, 'transaction indexing is not yet complete, please try again later'],
  ['geth', -32002, 'request timed out'],
  ['Besu', -32603, 'Timeout expired'],
];
const MISSING: readonly Refusal[] = [
  ['geth', -32601, 'the method eth_getBlockReceipts does not exist/is not available'],
  ['Besu', -32601, 'Method not found'],
  ['Besu', -32604, 'Method not enabled'],
  ['Hardhat', -32004, 'Method eth_getBlockReceipts is not supported'],
  ['anvil', -32603, 'Not implemented'],
];
const FINAL_LOGS: readonly Refusal[] = [
  ['geth', -32000, 'exceed max addresses or topics per search position'],
  ['geth', -32000, 'exceed max topics'],
  ['geth', 4444, 'pruned history unavailable'],
];

const TAKEN: readonly Refusal[] = [
  ['geth', -32000, 'already known'],
  ['Erigon', -32000, 'existing txn with same hash'],
  ['Nethermind', -32000, 'AlreadyKnown'],
  ['Besu', -32000, 'Known transaction'],
  ['Kaia', -32000, 'known transaction: 0x12'],
  ['anvil', -32003, 'transaction already imported'],
];
const NONCE_USED: readonly Refusal[] = [
  ['geth', -32000, 'nonce too low: next nonce 7, tx nonce 3'],
  ['Besu', -32001, 'Nonce too low'],
  ['Nethermind', -32000, 'OldNonce'],
  ['Hardhat', -32000, 'Transaction nonce too low. Expected nonce to be at least 7'],
  ['Kaia', -32000, 'there is another tx which has the same nonce in the tx pool'],
];
const SEND_LATER: readonly Refusal[] = [
  ['Nethermind', -32000, 'nonce too high, Future nonce. Expected 3'],
  ['Nethermind', -32000, 'nonce too far in future'],
  ['Nethermind', -32000, 'NonceGap'],
  ['Besu', -32000, 'Transaction nonce is too distant from current sender nonce'],
  ['Besu', -32000, 'An invalid transaction with a lower nonce exists'],
  ['Besu', -32008, 'Initial sync is still in progress'],
  ['Besu', -32002, 'Transaction pool not enabled. (Either txpool explicitly disabled…)'],
  ['geth', -32000, 'txpool is full'],
  ['Erigon', -32000, 'pending sub-pool is full'],
  ['Infura', -32005, 'daily request count exceeded, request rate limited'],
  ['geth', -32002, 'request timed out'],
];
const UNDERPRICED: readonly Refusal[] = [
  ['geth', -32000, 'replacement transaction underpriced'],
  ['Erigon', -32000, 'could not replace existing tx'],
  ['geth', -32000, 'transaction gas price below minimum: gas tip cap 0, minimum needed 1'],
  ['Erigon', -32000, 'fee too low'],
  ['Besu', -32009, 'Gas price below configured minimum gas price'],
  ['Besu', -32009, 'Gas price below current base fee'],
  ['geth', -32000, 'max fee per gas less than block base fee'],
  ['Kaia', -32000, 'invalid gas fee cap. It must be set to value greater than or equal to baseFee'],
  ['Kaia', -32000, 'invalid unit price'],
  ['Hardhat', -32000, 'Transaction maxFeePerGas (1) is too low for the next block, which has a baseFeePerGas of 7'],
];
const SEND_FINAL: readonly Refusal[] = [
  ['geth', -32000, 'max priority fee per gas higher than max fee per gas'],
  ['Besu', -32000, 'Max priority fee per gas exceeds max fee per gas'],
  ['Kaia', -32000, 'max fee per gas higher than max priority fee per gas'],
  ['geth', -32000, 'tx fee (1.20 ether) exceeds the configured cap (1.00 ether)'],
  ['Besu', -32000, 'Transaction fee cap exceeded'],
  ['geth', -32000, 'transaction type not supported by this pool'],
  ['Besu', -32000, 'Plugin transaction not acceptable by the transaction pool'],
];

const named = (refusals: readonly Refusal[]) => refusals.map(([engine, code, message]) => ({ engine, code, message }));
const failure = (method: string, { code, message }: { code: number; message: string }) =>
  failureOf(method, { code, message });

describe('what an engine answers to a question for events', () => {
  it.each(named(NARROW))('is asked for less: $engine, $message', (refusal) => {
    expect(failure('eth_getLogs', refusal)).toMatchObject({ code: 'LEDGER_RANGE_TOO_LARGE' });
  });

  it.each(named(AHEAD))('is asked when the engine has come so far: $engine, $message', (refusal) => {
    expect(failure('eth_getLogs', refusal)).toMatchObject({ code: 'LEDGER_LAGGING' });
  });

  it.each(named(LATER))('is never asked for less where only the rate is limited: $engine, $message', (refusal) => {
    expect(failure('eth_getLogs', refusal)).toMatchObject({ code: 'LEDGER_UNREACHABLE' });
  });

  it.each(named(FINAL_LOGS))('is not asked again: $engine, $message', (refusal) => {
    expect(failure('eth_getLogs', refusal)).toMatchObject({ code: 'LEDGER_REJECTED' });
  });
});

describe('what an engine answers to any question', () => {
  it.each(named([...LATER, ...INDEXING]))('is asked again later: $engine, $message', (refusal) => {
    expect(failure('eth_getTransactionReceipt', refusal)).toMatchObject({ code: 'LEDGER_UNREACHABLE' });
  });

  it.each(named(MISSING))('says that there is no such method: $engine, $message', (refusal) => {
    expect(failure('eth_getBlockReceipts', refusal)).toMatchObject({
      code: 'LEDGER_REJECTED',
      details: { meaning: 'missing' },
    });
  });

  it('is the reason of a revert, whatever its code and text', () => {
    const data = `0x08c379a0${'20'.padStart(64, '0')}${'4'.padStart(64, '0')}${Buffer.from('stop').toString('hex').padEnd(64, '0')}`;
    const hardhat = { code: -32000, message: 'VM Exception: reverted', data: { data, transactionHash: '0x' } };
    const geth = { code: 3, message: 'execution reverted: too many requests', data };
    for (const error of [hardhat, geth]) {
      expect(failureOf('eth_call', error)).toMatchObject({ details: { error: 'Error', args: ['stop'] } });
    }
  });
});

describe('what an engine answers to a transaction', () => {
  const meanings = [
    ['is known already', TAKEN, 'taken'],
    ['came too late for its nonce', NONCE_USED, 'nonce-used'],
    ['is to cost more', UNDERPRICED, 'underpriced'],
    ['is refused for good', SEND_FINAL, 'final'],
  ] as const;
  for (const [title, refusals, meaning] of meanings) {
    it.each(named(refusals))(`${title}: $engine, $message`, (refusal) => {
      const found = failure('eth_sendRawTransaction', refusal);
      expect(found).toMatchObject({ code: 'LEDGER_REJECTED', details: { meaning } });
    });
  }

  it.each(named(SEND_LATER))('is to be sent again: $engine, $message', (refusal) => {
    expect(failure('eth_sendRawTransaction', refusal)).toMatchObject({ code: 'LEDGER_POOL_FULL' });
  });
});

describe('an engine without finality', () => {
  let engine: Engine;
  let proxy: FaultProxy;
  beforeAll(async () => {
    engine = await startEmbedded();
    proxy = await startFaultProxy(engine.url);
  });
  afterAll(async () => {
    await proxy.close();
    await engine.close();
  });

  it.each([
    ['Besu', -39001, 'Unknown block'],
    ['Kaia', -32602, 'invalid argument 0: hex string without 0x prefix'],
  ])('is told at once which setting it needs, and runs with it: %s', async (_, code, message) => {
    proxy.noFinality = { code, message };
    const key = account(0);
    const mismatch = { code: 'LEDGER_MISMATCH', message: expect.stringContaining('--finality latest') };
    await expect(deployLedger({ url: proxy.url, key })).rejects.toMatchObject(mismatch);
    const { membership } = await deployLedger({ url: proxy.url, key, confirmations: 0 });
    await expect(openLedger({ url: proxy.url, membership })).rejects.toMatchObject(mismatch);
    const reader = await openLedger({ url: proxy.url, membership, confirmations: 0 });
    expect((await reader.head()).height).toBeGreaterThan(0);
    reader.close();
  });

  it('for the moment, as after a start, is waited for', async () => {
    proxy.noFinality = undefined;
    const { membership } = await deployLedger({ url: proxy.url, key: account(0) });
    proxy.noFinality = { code: -32000, message: 'finalized block not found' };
    const reader = await openLedger({ url: proxy.url, membership });
    await expect(reader.head()).rejects.toMatchObject({ code: 'LEDGER_LAGGING' });
    proxy.noFinality = undefined;
    expect((await reader.head()).height).toBeGreaterThan(0);
    reader.close();
  });
});
