import {
  Contract,
  ContractFactory,
  getCreateAddress,
  Interface,
  isError,
  JsonRpcProvider,
  toBeHex,
  ZeroHash,
} from 'ethers';
import {
  type Abi,
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  http,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCrypto } from '../../src/chain/crypto.ts';
import { type ChainProcess, startChainProcess } from '../../src/chain/process.ts';
import { sealerOf } from '../../src/chain/seal.ts';
import { headerFieldsOfRpc } from './rpc-header.ts';
import { compileSample } from './sample.ts';
import { CHAIN_ID, temporaryDirectory, wallet } from './world.ts';

const sample = compileSample();
/** Without its cache ethers would answer questions of the last 250 ms by itself, in which two blocks may come. */
const POLLING = { pollingInterval: 30, cacheTimeout: -1 };

describe('ordinary clients', () => {
  let node: ChainProcess;
  let removeDirectory: () => Promise<void>;

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    removeDirectory = directory.remove;
    const senders = [wallet(0).address, wallet(1).address];
    node = await startChainProcess({
      data: directory.path,
      chainId: CHAIN_ID,
      senders,
      blockIntervalMs: 100,
      idleIntervalMs: 1000,
    });
  });

  afterAll(async () => {
    await node.close();
    await removeDirectory();
  });

  it('deploy, call, send, read events and decode reverts with ethers', async () => {
    const provider = new JsonRpcProvider(node.url, undefined, POLLING);
    const signer = wallet(0).connect(provider);
    const factory = new ContractFactory(sample.abi, sample.bytecode, signer);
    const deployed = await factory.deploy();
    await deployed.waitForDeployment();
    const contract = new Contract(await deployed.getAddress(), sample.abi, signer);
    expect(await contract.getAddress()).toBe(getCreateAddress({ from: signer.address, nonce: 0 }));
    expect(await contract.getFunction('add')(2, 3)).toBe(5n);

    const gas = await contract.getFunction('set').estimateGas(5, 6);
    const sent = await contract.getFunction('set')(5, 6);
    const receipt = await sent.wait();
    expect(receipt).toMatchObject({ status: 1, from: signer.address, gasPrice: 0n });
    expect(receipt.gasUsed <= gas && gas <= (receipt.gasUsed * 102n) / 100n + 1n).toBe(true);
    expect(receipt.logs).toHaveLength(1);
    expect(receipt.logs[0].args.toObject()).toEqual({ key: 5n, value: 6n });
    expect(await contract.getFunction('values')(5)).toBe(6n);
    expect(await provider.getStorage(await contract.getAddress(), 4)).toBe(ZeroHash);

    const events = await contract.queryFilter('Set', 0, 'latest');
    expect(events.map((event) => event.transactionHash)).toEqual([receipt.hash]);

    const refusal = await contract
      .getFunction('refuse')
      .staticCall(9)
      .catch((error: unknown) => error);
    expect(isError(refusal, 'CALL_EXCEPTION') && refusal.revert).toMatchObject({ name: 'Refused', args: [9n, 'no'] });
    const text = await contract
      .getFunction('refuseText')
      .staticCall()
      .catch((error: unknown) => error);
    expect(isError(text, 'CALL_EXCEPTION') && text.reason).toBe('not today');
    await expect(contract.getFunction('refuse').estimateGas(9)).rejects.toMatchObject({ code: 'CALL_EXCEPTION' });

    const failed = await contract.getFunction('refuse')(3, { gasLimit: 100_000 });
    await expect(failed.wait()).rejects.toMatchObject({ code: 'CALL_EXCEPTION', receipt: { status: 0 } });
    expect(await provider.getTransactionCount(signer.address, 'pending')).toBe(3);
    expect((await provider.getFeeData()).gasPrice).toBe(0n);
    provider.destroy();
  });

  it('watch events and blocks by filters and by polling with ethers', async () => {
    const provider = new JsonRpcProvider(node.url, undefined, POLLING);
    const contract = new Contract(getCreateAddress({ from: wallet(0).address, nonce: 0 }), sample.abi, provider);
    const heard = new Promise<unknown[]>((resolve) => contract.once('Set', (...args: unknown[]) => resolve(args)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await (contract.connect(wallet(1).connect(provider)) as Contract).getFunction('set')(88, 99);
    expect((await heard).slice(0, 2)).toEqual([88n, 99n]);
    provider.destroy();
  });

  it('deploy, simulate, write, read logs and prove storage with viem', async () => {
    const chain = defineChain({
      id: CHAIN_ID,
      name: 'custos',
      nativeCurrency: { name: 'none', symbol: 'NONE', decimals: 18 },
      rpcUrls: { default: { http: [node.url] } },
    });
    const account = privateKeyToAccount(wallet(1).privateKey as Hex);
    const abi = sample.abi as Abi;
    const reader = createPublicClient({ chain, transport: http(), pollingInterval: 30 });
    const writer = createWalletClient({ chain, transport: http(), account });

    const deployment = await writer.deployContract({ abi, bytecode: sample.bytecode });
    const { contractAddress: address } = await reader.waitForTransactionReceipt({ hash: deployment });
    if (!address) throw new Error('not deployed');
    const { request } = await reader.simulateContract({ abi, address, account, functionName: 'set', args: [1n, 2n] });
    const hash = await writer.writeContract(request);
    expect(await reader.waitForTransactionReceipt({ hash })).toMatchObject({
      status: 'success',
      effectiveGasPrice: 0n,
    });
    expect(await reader.readContract({ abi, address, functionName: 'values', args: [1n] })).toBe(2n);
    const logs = await reader.getContractEvents({ abi, address, eventName: 'Set', fromBlock: 0n });
    expect(logs.map((log) => [log.transactionHash, (log as { args?: unknown }).args])).toEqual([
      [hash, { key: 1n, value: 2n }],
    ]);
    const refusal = await reader
      .simulateContract({ abi, address, account, functionName: 'refuse', args: [4n] })
      .catch((error: unknown) => error);
    const reverted = refusal instanceof BaseError && refusal.walk((e) => e instanceof ContractFunctionRevertedError);
    expect(reverted).toMatchObject({ data: { errorName: 'Refused', args: [4n, 'no'] } });

    const proof = await reader.getProof({ address, storageKeys: [ZeroHash as Hex] });
    expect(proof.accountProof.length).toBeGreaterThan(0);
    expect(await reader.getTransaction({ hash })).toMatchObject({
      from: account.address.toLowerCase(),
      type: 'eip1559',
    });
    const block = await reader.getBlock({ includeTransactions: true });
    expect(block.transactions.every((transaction) => transaction.blockHash === block.hash)).toBe(true);
  });

  it('check a header by its hash and seal alone', async () => {
    const crypto = await loadCrypto();
    const provider = new JsonRpcProvider(node.url);
    const block = (await provider.send('eth_getBlockByNumber', ['0x1', false])) as Record<string, unknown>;
    expect(sealerOf(crypto, headerFieldsOfRpc(block))).toBe(node.validator);
    expect(sealerOf(crypto, headerFieldsOfRpc({ ...block, stateRoot: toBeHex(1, 32) }))).not.toBe(node.validator);
    expect(block['miner']).toBe(node.validator);
    provider.destroy();
  });

  it('read the state of old blocks', async () => {
    const provider = new JsonRpcProvider(node.url, undefined, POLLING);
    const contract = new Contract(
      getCreateAddress({ from: wallet(0).address, nonce: 0 }),
      sample.abi,
      wallet(0).connect(provider),
    );
    const heights: number[] = [];
    for (const value of [11, 12, 13]) {
      const receipt = await (await contract.getFunction('set')(1000, value)).wait();
      heights.push(receipt.blockNumber);
    }
    const read = (blockTag: number) => contract.getFunction('values').staticCall(1000, { blockTag });
    expect(await Promise.all(heights.map(read))).toEqual([11n, 12n, 13n]);
    expect(await read((heights[0] ?? 0) - 1)).toBe(0n);
    const last = await provider.getBlock('latest');
    const call = { to: await contract.getAddress(), data: new Interface(sample.abi).encodeFunctionData('hashOf', [1]) };
    expect(await provider.call(call)).toBe((await provider.getBlock(1))?.hash);
    expect(last?.number).toBeGreaterThanOrEqual(heights[2] ?? 0);
    provider.destroy();
  });
});
