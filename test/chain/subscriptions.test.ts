import { once } from 'node:events';
import { getCreateAddress, Interface, WebSocketProvider } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ChainProcess } from '../../src/chain/process.ts';
import { compileSample } from './sample.ts';
import { rpc, signed, startNode, waitForReceipt, wallet } from './world.ts';

const sample = compileSample();
const abi = new Interface(sample.abi);
const founder = wallet(0);
const contract = getCreateAddress({ from: founder.address, nonce: 0 }).toLowerCase();

interface Message {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
  readonly params?: { readonly subscription: string; readonly result: unknown };
}

describe('subscriptions', () => {
  let node: ChainProcess;
  let close: () => Promise<void>;
  let nonce = 0;
  const open: WebSocket[] = [];

  beforeAll(async () => {
    ({ node, close } = await startNode({ senders: [founder.address] }));
    await send({ data: sample.bytecode, gasLimit: 5_000_000 });
  });
  afterAll(async () => {
    for (const socket of open) socket.terminate();
    await close();
  });

  async function send(fields: object): Promise<Record<string, unknown>> {
    const { result } = await rpc(node.url, 'eth_sendRawTransaction', [signed(founder, { nonce: nonce++, ...fields })]);
    return waitForReceipt(node.url, String(result));
  }

  async function connected(headers: Record<string, string> = {}): Promise<{ socket: WebSocket; got: Message[] }> {
    const socket = new WebSocket(node.url.replace('http', 'ws'), { headers });
    open.push(socket);
    const got: Message[] = [];
    socket.on('message', (data) => got.push(JSON.parse(String(data)) as Message));
    await once(socket, 'open');
    return { socket, got };
  }

  const call = (id: number, method: string, params: unknown[]) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params });

  it('tell of new heads, of logs that match and of waiting transactions, and of nothing else', async () => {
    const { socket, got } = await connected();
    const topic = abi.getEvent('Set')?.topicHash;
    socket.send(call(1, 'eth_subscribe', ['newHeads']));
    // Some clients send bytes.
    socket.send(Buffer.from(call(2, 'eth_subscribe', ['logs', { address: contract, topics: [topic] }])));
    socket.send(call(3, 'eth_subscribe', ['logs', { address: founder.address }]));
    socket.send(call(4, 'eth_subscribe', ['newPendingTransactions']));
    await expect.poll(() => got.filter(({ id }) => id !== undefined).length).toBe(4);
    const ids = [1, 2, 3, 4].map((wanted) => got.find(({ id }) => id === wanted)?.result as string);
    const receipt = await send({ to: contract, data: abi.encodeFunctionData('set', [5, 6]) });
    const of = (i: number) =>
      got.flatMap(({ params }) => {
        return params && params.subscription === ids[i] ? [params.result as Record<string, unknown>] : [];
      });
    await expect.poll(() => of(1).length).toBe(1);
    expect(of(0).map(({ hash }) => hash)).toContain(receipt['blockHash']);
    expect(of(0)[0]).not.toHaveProperty('transactions');
    expect(of(1)[0]).toEqual((receipt['logs'] as unknown[])[0]);
    expect(of(2)).toEqual([]);
    expect(of(3)).toContain(receipt['transactionHash']);
    for (const id of ids) socket.send(call(5, 'eth_unsubscribe', [id]));
    await expect.poll(() => got.filter(({ id, result }) => id === 5 && result === true).length).toBe(4);
    const before = got.length;
    await send({ to: contract, data: abi.encodeFunctionData('set', [7, 8]) });
    expect(got.length).toBe(before);
  });

  it('serve ethers', async () => {
    const provider = new WebSocketProvider(node.url.replace('http', 'ws'));
    const heard = new Promise((resolve) => provider.once({ address: contract }, resolve));
    await provider.getNetwork();
    while (provider.listenerCount !== undefined && (await provider.listenerCount()) === 0)
      await provider.getBlockNumber();
    await send({ to: contract, data: abi.encodeFunctionData('set', [9, 9]) });
    expect(await heard).toMatchObject({ address: getCreateAddress({ from: founder.address, nonce: 0 }) });
    // It unsubscribes by itself, and would complain of the end meanwhile.
    await provider.removeAllListeners();
    await provider.send('eth_chainId', []);
    await provider.destroy();
  });

  it('are bounded for a connection, and exist on connections that stay alone', async () => {
    const { socket, got } = await connected();
    for (let i = 0; i < 17; i++) socket.send(call(i, 'eth_subscribe', ['newHeads']));
    await expect.poll(() => got.filter(({ id }) => id !== undefined).length).toBe(17);
    expect(got.filter(({ error }) => error?.code === -32000)).toHaveLength(1);
    socket.terminate();
    expect((await rpc(node.url, 'eth_subscribe', ['newHeads'])).error?.code).toBe(-32601);
  });

  it.each([
    [['syncing']],
    [['newHeads', { includeTransactions: true }]],
    [['newPendingTransactions', true]],
    [['logs', { fromBlock: '0x0' }]],
    [['logs', { topics: [1] }]],
    [[]],
  ])('refuse what is not supported: %j', async (params) => {
    const { socket, got } = await connected();
    socket.send(call(1, 'eth_subscribe', params));
    await expect.poll(() => got[0]?.error?.code).toBe(-32602);
  });

  it.each([[{ origin: 'https://elsewhere.example' }], [{ origin: 'null' }], [{ host: 'elsewhere.example' }]])(
    'are closed to web pages and foreign hosts: %j',
    async (headers) => {
      await expect(connected(headers)).rejects.toThrow(/403/);
    },
  );

  it('end with a client that does not read', async () => {
    const { socket } = await connected();
    const large = `0x${'ab'.repeat(20_000)}`;
    for (let i = 0; i < 8; i++)
      await send({ to: contract, gasLimit: 30_000_000, data: abi.encodeFunctionData('setBlob', [large]) });
    const closed = once(socket, 'close');
    socket.pause();
    const ask = call(1, 'eth_getLogs', [{ address: contract, fromBlock: '0x0' }]);
    const timer = setInterval(() => socket.send(ask, () => undefined), 5);
    // What is read is not told: the connection was ended from the other side.
    await expect
      .poll(async () => socket.bufferedAmount > 0 || socket.readyState !== WebSocket.OPEN, { timeout: 30_000 })
      .toBe(true);
    clearInterval(timer);
    socket.resume();
    await closed;
    expect(await rpc(node.url, 'eth_chainId')).toHaveProperty('result');
  }, 60_000);
});
