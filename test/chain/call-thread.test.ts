import { toBeHex } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChainProcess, startChainProcess } from '../../src/chain/process.ts';
import { CHAIN_ID, rpc, signed, temporaryDirectory, waitForReceipt, wallet } from './world.ts';

const LOOP = '0x5b600056';
/** Asks BLAKE2F, which costs a unit of gas a round, for 90 million rounds: 213 bytes of input, the last one set. */
const BLAKE2F = `0x63${toBeHex(90_000_000, 4).slice(2)}60e01b600052600160d4536040600060d5600060095afa`;

describe('code that clients ask to run', () => {
  let node: ChainProcess;
  let removeDirectory: () => Promise<void>;

  beforeAll(async () => {
    const directory = await temporaryDirectory();
    removeDirectory = directory.remove;
    const options = { chainId: CHAIN_ID, senders: [wallet(0).address], blockIntervalMs: 50, callMs: 4000 };
    node = await startChainProcess({ data: directory.path, ...options });
  });

  afterAll(async () => {
    await node.close();
    await removeDirectory();
  });

  it.each([
    ['loops', LOOP],
    ['keeps a precompile busy', BLAKE2F],
  ])('ends after its time where it %s, and no block waits for it', async (_, data) => {
    const order: string[] = [];
    const call = rpc(node.url, 'eth_call', [{ data }, 'latest']).finally(() => order.push('call'));
    const nonce = Number((await rpc(node.url, 'eth_getTransactionCount', [wallet(0).address, 'latest'])).result);
    const sent = await rpc(node.url, 'eth_sendRawTransaction', [signed(wallet(0), { nonce, to: wallet(1).address })]);
    await waitForReceipt(node.url, String(sent.result));
    order.push('receipt');
    expect((await call).error).toEqual({ code: -32000, message: 'execution aborted (timeout = 4s)' });
    expect(order).toEqual(['receipt', 'call']);
  });

  it('runs after that as before', async () => {
    const identity = { to: toBeHex(4, 20), data: '0x1234' };
    expect((await rpc(node.url, 'eth_call', [identity, 'latest'])).result).toBe('0x1234');
    expect((await rpc(node.url, 'eth_estimateGas', [{ data: LOOP }])).error).toMatchObject({ code: -32000 });
    const both = await Promise.all([
      rpc(node.url, 'eth_call', [identity]),
      rpc(node.url, 'eth_call', [{ data: '0xfe' }]),
    ]);
    expect([both[0]?.result, both[1]?.error?.message]).toEqual(['0x1234', 'invalid opcode']);
  });
});
