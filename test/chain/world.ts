import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transaction, type TransactionLike, Wallet } from 'ethers';
import type { Chain } from '../../src/chain/chain.ts';
import type { Candidate } from '../../src/chain/executor.ts';
import type { ChainOptionsInput } from '../../src/chain/options.ts';
import { type ChainProcess, startChainProcess } from '../../src/chain/process.ts';
import { decodeTransaction } from '../../src/chain/transaction.ts';
import { fromHex } from '../../src/core/bytes.ts';

export const CHAIN_ID = 2 ** 51 + 12_345;

/** Well-known keys, so that runs are alike. */
export function wallet(index: number): Wallet {
  return new Wallet(`0x${(index + 1).toString(16).padStart(64, '0')}`);
}

export async function temporaryDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'custos-chain-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A node in a process and a directory of its own, which `close` ends and removes. */
export async function startNode(
  options: Omit<ChainOptionsInput, 'data' | 'chainId'>,
): Promise<{ node: ChainProcess; close(): Promise<void> }> {
  const { path, remove } = await temporaryDirectory();
  const node = await startChainProcess({ data: path, chainId: CHAIN_ID, blockIntervalMs: 50, ...options });
  const close = async () => {
    await node.close();
    await remove();
  };
  return { node, close };
}

/** A signed EIP-1559 transaction at price zero unless `fields` say otherwise. */
export function signed(from: Wallet, fields: TransactionLike, chainId: number = CHAIN_ID): string {
  const priced =
    fields.type === 0 || fields.type === 1 ? { gasPrice: 0 } : { maxFeePerGas: 0, maxPriorityFeePerGas: 0 };
  const tx = Transaction.from({ type: 2, chainId, gasLimit: 1_000_000, ...priced, ...fields });
  tx.signature = from.signingKey.sign(tx.unsignedHash);
  return tx.serialized;
}

/** What the pool makes of a raw transaction. */
export function candidate(chain: Chain, serialized: string): Candidate {
  const raw = fromHex(serialized.toLowerCase());
  const tx = decodeTransaction(chain.common, raw);
  return { tx, raw, hash: chain.crypto.keccak256(raw), sender: tx.getSenderAddress().bytes };
}

/** One JSON-RPC call; resolves with the whole reply. */
export async function rpc(url: string, method: string, params: unknown[] = []): Promise<RpcReply> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return (await response.json()) as RpcReply;
}

export interface RpcReply {
  id: unknown;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

export async function waitForReceipt(url: string, hash: string, timeout = 20_000): Promise<Record<string, unknown>> {
  const until = Date.now() + timeout;
  while (Date.now() < until) {
    const { result } = await rpc(url, 'eth_getTransactionReceipt', [hash]);
    if (result) return result as Record<string, unknown>;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`no receipt of ${hash}`);
}
