import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RpcRequest {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

/** A bad connection to an engine, on command. */
export interface FaultProxy {
  readonly url: string;
  /** Breaks every connection. */
  refuse: boolean;
  /** Accepts connections and never answers. */
  hang: boolean;
  /** So many transactions are acknowledged and thrown away, as by a node whose pool is lost. */
  swallow: number;
  /** So many answers to transactions are lost after the engine took them. */
  loseAnswers: number;
  /** Each transaction is handed over twice. */
  duplicate: boolean;
  /** Refuses questions for events of more blocks. */
  maxRange: number;
  /** Refuses batches, as some engines do. */
  single: boolean;
  /** After so many transactions the connection breaks for good. */
  sendsLeft: number;
  /** What it answers where the finalized block is asked for. */
  noFinality: { readonly code: number; readonly message: string } | undefined;
  /** Methods that the engine is said to lack. */
  missing: readonly string[];
  /** What every contract is said to revert with. */
  reverts: string | undefined;
  /** What it makes of the engine's answers. */
  lie: ((asked: RpcRequest, result: unknown) => unknown) | undefined;
  close(): Promise<void>;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const server = createServer((request, response) => {
    serve(proxy, target, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    refuse: false,
    hang: false,
    swallow: 0,
    loseAnswers: 0,
    duplicate: false,
    maxRange: Number.POSITIVE_INFINITY,
    single: false,
    sendsLeft: Number.POSITIVE_INFINITY,
    noFinality: undefined,
    missing: [],
    reverts: undefined,
    lie: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return proxy;
}

async function serve(
  proxy: FaultProxy,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (proxy.hang) return undefined;
  if (proxy.refuse) return response.destroy();
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as RpcRequest | RpcRequest[];
  if (Array.isArray(asked) && proxy.single) {
    return response.end('{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no batches"}}');
  }
  const answers: unknown[] = [];
  for (const one of [asked].flat()) {
    const answer = await answerOf(proxy, target, one);
    if (answer === undefined) return response.destroy();
    answers.push(answer);
  }
  return response.end(JSON.stringify(Array.isArray(asked) ? answers : answers[0]));
}

/** Undefined where the connection breaks. */
async function answerOf(proxy: FaultProxy, target: string, one: RpcRequest): Promise<unknown> {
  if (proxy.noFinality && one.params?.[0] === 'finalized') {
    return { jsonrpc: '2.0', id: one.id, error: proxy.noFinality };
  }
  if (proxy.missing.includes(one.method)) {
    const message = `the method ${one.method} does not exist/is not available`;
    return { jsonrpc: '2.0', id: one.id, error: { code: -32601, message } };
  }
  if (proxy.reverts !== undefined && one.method === 'eth_estimateGas') {
    const error = { code: 3, message: 'execution reverted', data: proxy.reverts };
    return { jsonrpc: '2.0', id: one.id, error };
  }
  if (one.method === 'eth_getLogs') {
    const { fromBlock, toBlock } = one.params[0] as { fromBlock: string; toBlock: string };
    if (Number(toBlock) - Number(fromBlock) >= proxy.maxRange) {
      return { jsonrpc: '2.0', id: one.id, error: { code: -32005, message: 'query exceeds max block range' } };
    }
  }
  if (one.method !== 'eth_sendRawTransaction') return lied(proxy, one, await forward(target, one));
  if (proxy.sendsLeft-- <= 0) {
    proxy.refuse = true;
    return undefined;
  }
  if (proxy.swallow > 0) {
    proxy.swallow--;
    return { jsonrpc: '2.0', id: one.id, result: `0x${'00'.repeat(32)}` };
  }
  const answer = await forward(target, one);
  if (proxy.duplicate) await forward(target, one);
  if (proxy.loseAnswers > 0) {
    proxy.loseAnswers--;
    return undefined;
  }
  return answer;
}

function lied({ lie }: FaultProxy, one: RpcRequest, answer: unknown): unknown {
  const { result } = answer as { result?: unknown };
  return lie === undefined || result === undefined ? answer : { ...(answer as object), result: lie(one, result) };
}

async function forward(target: string, one: RpcRequest): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(target, { method: 'POST', headers, body: JSON.stringify(one) });
  return await response.json();
}
