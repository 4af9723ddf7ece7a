import { EventEmitter } from 'node:events';
import type { EVMInterface } from '@ethereumjs/evm';
import type { TypedTransaction } from '@ethereumjs/tx';
import type { RunTxResult } from '@ethereumjs/vm';
import { getCreateAddress, Interface } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CallRecorder } from '../../src/chain/call-recorder.ts';
import type { ChainProcess } from '../../src/chain/process.ts';
import { compileSample } from './sample.ts';
import { rpc, signed, startNode, waitForReceipt, wallet } from './world.ts';

const sample = compileSample();
const abi = new Interface(sample.abi);
const founder = wallet(0);
const contract = getCreateAddress({ from: founder.address, nonce: 0 }).toLowerCase();

describe('what block explorers and developers ask', () => {
  let node: ChainProcess;
  let close: () => Promise<void>;
  let nonce = 0;

  beforeAll(async () => {
    ({ node, close } = await startNode({ senders: [founder.address] }));
    await send({ data: sample.bytecode, gasLimit: 5_000_000 });
  });
  afterAll(async () => {
    await close();
  });

  const encoded = (name: string, values: unknown[] = []) => abi.encodeFunctionData(name, values);
  const ask = async (method: string, params: unknown[]) => {
    const { result, error } = await rpc(node.url, method, params);
    if (error) throw new Error(`${error.code} ${error.message}`);
    return result as Record<string, unknown>;
  };

  async function send(fields: object): Promise<Record<string, unknown>> {
    const raw = signed(founder, { nonce: nonce++, gasLimit: 3_000_000, ...fields });
    const { result } = await rpc(node.url, 'eth_sendRawTransaction', [raw]);
    return waitForReceipt(node.url, String(result));
  }

  const callTracer = { tracer: 'callTracer', timeout: '5s' };

  it('calls, creations and their failures, each within the one that made it', async () => {
    const created = await send({ to: contract, data: encoded('create', [3, `0x${'01'.repeat(32)}`]) });
    const trace = await ask('debug_traceTransaction', [created['transactionHash'], callTracer]);
    expect(trace).toMatchObject({
      type: 'CALL',
      from: founder.address.toLowerCase(),
      to: contract,
      gas: '0x2dc6c0',
      gasUsed: created['gasUsed'],
      value: '0x0',
      input: encoded('create', [3, `0x${'01'.repeat(32)}`]),
      calls: [{ type: 'CREATE2', from: contract, value: '0x0' }],
    });
    const [child] = trace['calls'] as { to: string }[];
    expect(await ask('eth_getCode', [child?.to, 'latest'])).not.toBe('0x');

    const tried = await send({ to: contract, data: encoded('tryRefuse') });
    const nested = await ask('debug_traceTransaction', [tried['transactionHash'], callTracer]);
    expect(nested['calls']).toMatchObject([
      { type: 'CALL', from: contract, to: contract, error: 'execution reverted', input: encoded('refuse', [7]) },
    ]);
    expect(nested).not.toHaveProperty('error');

    const failed = await send({ to: contract, data: encoded('refuse', [5]) });
    expect(await ask('debug_traceTransaction', [failed['transactionHash'], callTracer])).toMatchObject({
      error: 'execution reverted',
      output: abi.encodeErrorResult('Refused', [5, 'no']),
      gasUsed: failed['gasUsed'],
    });
    const ended = await send({ to: contract, data: encoded('createAndEnd') });
    const both = await ask('debug_traceTransaction', [ended['transactionHash'], callTracer]);
    expect(both['calls']).toMatchObject([
      { type: 'CREATE' },
      { type: 'CALL', calls: [{ type: 'SELFDESTRUCT', to: contract }] },
    ]);
    const top = { ...callTracer, tracerConfig: { onlyTopCall: true } };
    expect(await ask('debug_traceTransaction', [ended['transactionHash'], top])).not.toHaveProperty('calls');
  });

  it('steps, whose costs are what the transaction used', async () => {
    const sent = await send({ to: contract, data: encoded('set', [11, 12]) });
    const trace = await ask('debug_traceTransaction', [sent['transactionHash']]);
    const steps = trace['structLogs'] as { op: string; gas: number; gasCost: number; depth: number; stack: string[] }[];
    expect([trace['failed'], trace['gas']]).toEqual([false, Number(sent['gasUsed'])]);
    expect(steps.filter(({ op }) => op === 'SSTORE')).toHaveLength(1);
    for (const [i, step] of steps.entries()) {
      const next = steps[i + 1];
      if (next) expect([i, step.op, step.gas - step.gasCost]).toEqual([i, step.op, next.gas]);
    }
    const few = { limit: 3, disableStack: true, enableMemory: true };
    const short = await ask('debug_traceTransaction', [sent['transactionHash'], few]);
    expect(short['structLogs']).toHaveLength(3);
    expect((short['structLogs'] as object[])[2]).toMatchObject({ op: 'MSTORE', memory: [] });
    const long = await send({ to: contract, data: encoded('setMany', [1000, 400, 1]), gasLimit: 30_000_000 });
    await expect(ask('debug_traceTransaction', [long['transactionHash']])).rejects.toThrow(/-32602 the trace has more/);
    expect(await ask('debug_traceTransaction', [long['transactionHash'], callTracer])).toMatchObject({ type: 'CALL' });
  });

  it('a block’s transactions, each on what those before it left', async () => {
    const raws = [20, 21].map((value) =>
      signed(founder, { nonce: nonce++, to: contract, data: encoded('set', [1, value]) }),
    );
    const hashes = await Promise.all(
      raws.map(async (raw) => (await rpc(node.url, 'eth_sendRawTransaction', [raw])).result),
    );
    const receipts = await Promise.all(hashes.map((hash) => waitForReceipt(node.url, String(hash))));
    const block = receipts.at(-1)?.['blockNumber'];
    const traces = (await ask('debug_traceBlockByNumber', [block, callTracer])) as unknown as {
      txHash: string;
      result: { gasUsed: string };
    }[];
    const inBlock = receipts.filter(({ blockNumber }) => blockNumber === block);
    expect(traces.map(({ txHash, result }) => [txHash, result.gasUsed])).toEqual(
      inBlock.map(({ transactionHash, gasUsed }) => [transactionHash, gasUsed]),
    );
    const byHash = await ask('debug_traceBlockByHash', [receipts.at(-1)?.['blockHash'], callTracer]);
    expect(byHash).toEqual(traces);
    expect(await ask('debug_traceBlockByNumber', ['earliest', callTracer])).toEqual([]);
    await expect(ask('debug_traceTransaction', [`0x${'11'.repeat(32)}`])).rejects.toThrow('not found');
  });

  it('the access list of a call, with which it reads nothing cold', async () => {
    const set = { from: founder.address, to: contract, data: encoded('set', [31, 32]) };
    const { accessList, gasUsed, error } = await ask('eth_createAccessList', [set]);
    expect(error).toBeUndefined();
    expect(accessList).toMatchObject([{ address: contract }]);
    const [{ storageKeys }] = accessList as [{ storageKeys: string[] }];
    expect(storageKeys).toHaveLength(1);
    const again = await ask('eth_createAccessList', [{ ...set, accessList }]);
    expect(again).toEqual({ accessList, gasUsed });
    const sent = await send({ to: contract, data: set.data, type: 1, accessList });
    expect(sent['gasUsed']).toBe(gasUsed);
    const refused = { from: founder.address, to: contract, data: encoded('refuse', [5]) };
    expect(await ask('eth_createAccessList', [refused])).toMatchObject({ error: 'revert' });
  });

  it('what waits in the pool, and what waits behind a gap', async () => {
    const gap = signed(founder, { nonce: nonce + 2, to: contract, data: encoded('set', [1, 1]) });
    const { result: hash } = await rpc(node.url, 'eth_sendRawTransaction', [gap]);
    expect(await ask('txpool_status', [])).toEqual({ pending: '0x0', queued: '0x1' });
    const content = (await ask('txpool_content', [])) as { queued: Record<string, Record<string, { hash: string }>> };
    expect(content.queued[founder.address]?.[nonce + 2]?.hash).toBe(hash);
    expect(await ask('txpool_contentFrom', [founder.address])).toMatchObject({ queued: { [nonce + 2]: { hash } } });
    expect(await ask('txpool_contentFrom', [wallet(5).address])).toEqual({ pending: {}, queued: {} });
    const { queued } = (await ask('txpool_inspect', [])) as { queued: Record<string, Record<string, string>> };
    expect(queued[founder.address]?.[nonce + 2]).toMatch(/: 0 wei \+ 1000000 gas × 0 wei$/);
  });

  it('uncles, of which there are none', async () => {
    expect(await ask('eth_getUncleByBlockNumberAndIndex', ['latest', '0x0'])).toBeNull();
    expect(await ask('eth_getUncleByBlockHashAndIndex', [`0x${'11'.repeat(32)}`, '0x0'])).toBeNull();
  });
});

describe('a trace of calls', () => {
  it('is refused where it would be too large to hold', () => {
    const events = new EventEmitter();
    const recorder = new CallRecorder({ events } as unknown as EVMInterface, false);
    const address = { bytes: new Uint8Array(20) };
    const message = { caller: address, to: address, value: 0n, gasLimit: 1n, depth: 0, data: new Uint8Array(2 ** 20) };
    for (let i = 0; i < 20; i++) events.emit('beforeMessage', message);
    const result = () =>
      recorder.result({} as TypedTransaction, new Uint8Array(20), { totalGasSpent: 1n } as RunTxResult);
    expect(result).toThrow(expect.objectContaining({ code: 'INPUT_TOO_LARGE' }));
    recorder.detach();
    expect(events.eventNames()).toEqual([]);
  });
});
