import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { toBeHex } from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ChainProcess } from '../../src/chain/process.ts';
import { PeerTurns } from '../../src/chain/rpc/peer-turns.ts';
import { Rpc } from '../../src/ledger/rpc.ts';
import { CHAIN_ID, rpc, signed, startNode, wallet } from './world.ts';

const LOOP = '0x5b600056';
const IDENTITY = { to: toBeHex(4, 20), data: '0x1234' };

describe('a node that everybody asks to run code', () => {
  let node: ChainProcess;
  let owner: Rpc;
  let close: () => Promise<void>;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    ({ node, close } = await startNode({
      senders: [wallet(0).address],
      callMs: 1000,
    }));
    owner = new Rpc({ url: node.url, token: node.token });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    owner.close();
    await close();
  });

  async function open(): Promise<Socket> {
    const socket = connect(Number(new URL(node.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  const call = (id: number, method: string, params: unknown[]) =>
    JSON.stringify({ jsonrpc: '2.0', id, method, params });

  it('outlives clients that reset their connections while they are refused', async () => {
    const upgrade = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://page.example\r\n';
    for (let i = 0; i < 20; i++) {
      const socket = await open();
      socket.write(`${upgrade}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
      await once(socket, 'data');
      socket.resetAndDestroy();
    }
    expect(await owner.request('eth_chainId')).toBe(`0x${CHAIN_ID.toString(16)}`);
    const { result } = await rpc(node.url, 'eth_chainId', []);
    expect(Number(result)).toBe(CHAIN_ID);
  });

  it('refuses what one peer piles up, and serves the gateway and makes blocks as if nobody else were there', async () => {
    const flood = await Promise.all(Array.from({ length: 4 }, () => socketTo(node.url)));
    const order: string[] = [];
    const loops = Array.from({ length: 20 }, (_, id) => call(id, 'eth_call', [{ data: LOOP }, 'latest']));
    const replies = new Map<number, string>();
    const refused = Promise.withResolvers<void>();
    flood[0]?.on('message', (data) => {
      const { id, error } = JSON.parse(String(data)) as { id: number; error: { message: string } };
      replies.set(id, error.message);
      if (id === 19) refused.resolve();
    });
    for (const socket of flood) for (const loop of loops) socket.send(loop);
    await refused.promise;
    expect(replies.get(19)).toMatch(/^busy/);
    const stranger = rpc(node.url, 'eth_call', [IDENTITY]).then(({ result }) => order.push(`stranger ${result}`));
    for (let i = 0; i < 5; i++) expect(await owner.request('eth_call', [IDENTITY, 'latest'])).toBe('0x1234');
    const nonce = Number(await owner.request('eth_getTransactionCount', [wallet(0).address, 'latest']));
    const raw = signed(wallet(0), { nonce, to: wallet(1).address });
    const hash = String(await owner.request('eth_sendRawTransaction', [raw]));
    while ((await owner.request('eth_getTransactionReceipt', [hash])) === null) await sleep(10);
    order.push('owner');
    await stranger;
    expect(order).toEqual(['owner', 'stranger 0x1234']);
    // What waits for a client that has gone is not run.
    for (const socket of flood) socket.terminate();
    await rpc(node.url, 'eth_call', [IDENTITY]);
  });

  it('takes another token for none', async () => {
    expect(node.token).toMatch(/^[0-9a-f]{64}$/);
    const stranger = new Rpc({ url: node.url, token: '0'.repeat(64) });
    expect(await stranger.request('eth_chainId')).toBe(`0x${CHAIN_ID.toString(16)}`);
    stranger.close();
  });

  it('is reached by its gateway though others hold all connections', async () => {
    const before = await Promise.all(Array.from({ length: 520 }, open));
    const ended = before.filter((socket) => socket.destroyed || socket.readableEnded).length;
    const late = new Rpc({ url: node.url, token: node.token });
    expect(await late.request('eth_call', [IDENTITY, 'latest'])).toBe('0x1234');
    late.close();
    expect(ended).toBeLessThan(520);
  });
});

async function socketTo(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  await once(socket, 'open');
  return socket;
}

describe('turns', () => {
  const peer = (name: string, isOwner = false) => ({ name, isOwner, isGone: () => false });

  it('go round the peers, whoever came first, and the owner has none to wait for', async () => {
    const turns = new PeerTurns({ atOnce: 1, waiting: 10, waitingAPeer: 10 });
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = turns.run(peer('a'), () => gate.promise);
    const all = ['a', 'a', 'a', 'b', 'c', 'b'].map((name, i) => turns.run(peer(name), () => order.push(`${name}${i}`)));
    await turns.run(peer('o', true), () => order.push('owner'));
    gate.resolve();
    await Promise.all([first, ...all]);
    expect(order).toEqual(['owner', 'a0', 'b3', 'c4', 'a1', 'b5', 'a2']);
  });

  it('are bounded for each peer and for all, and are passed on by work that fails', async () => {
    const turns = new PeerTurns({ atOnce: 1, waiting: 3, waitingAPeer: 2 });
    const gate = Promise.withResolvers<void>();
    const first = turns.run(peer('a'), () => gate.promise).catch(() => 'failed');
    const waiting = ['a', 'a', 'b'].map((name) => turns.run(peer(name), () => name));
    await expect(turns.run(peer('a'), () => 1)).rejects.toMatchObject({ code: 'LEDGER_POOL_FULL' });
    await expect(turns.run(peer('c'), () => 1)).rejects.toMatchObject({ code: 'LEDGER_POOL_FULL' });
    gate.reject(new Error('broken'));
    expect([await first, ...(await Promise.all(waiting))]).toEqual(['failed', 'a', 'a', 'b']);
    expect(await turns.run(peer('c'), () => 'again')).toBe('again');
  });
});
