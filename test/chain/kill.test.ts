import type { Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { type ChainProcess, startChainProcess } from '../../src/chain/process.ts';
import { CHAIN_ID, rpc, signed, temporaryDirectory, wallet } from './world.ts';

/** How many kills; the long form of R1 is `CHAIN_KILLS=1000`. */
const KILLS = Number(process.env['CHAIN_KILLS'] ?? 6);

interface Acknowledged {
  hash: string;
  block: string;
}

describe('a node that is killed', () => {
  it(
    'has every block and receipt that it showed, and none twice, however often it is killed under load',
    async () => {
      const directory = await temporaryDirectory();
      const senders = [wallet(0), wallet(1), wallet(2)];
      const options = {
        data: directory.path,
        chainId: CHAIN_ID,
        senders: senders.map(({ address }) => address),
        blockIntervalMs: 10,
      };
      const acknowledged = new Map<string, Acknowledged>();
      let height = 0;
      for (let kill = 0; kill <= KILLS; kill++) {
        const node = await startChainProcess(options);
        expect(Number((await rpc(node.url, 'eth_blockNumber')).result)).toBeGreaterThanOrEqual(height);
        for (const { hash, block } of acknowledged.values()) {
          expect((await rpc(node.url, 'eth_getTransactionReceipt', [hash])).result).toMatchObject({ blockHash: block });
        }
        if (kill === KILLS) {
          await checkChain(node);
          await node.close();
          break;
        }
        setTimeout(() => process.kill(node.pid, 'SIGKILL'), 150 + Math.random() * 500);
        const seen = await Promise.all(senders.map((sender) => load(node, sender, acknowledged)));
        height = Math.max(height, ...seen);
        await node.failed;
      }
      expect(acknowledged.size).toBeGreaterThan(KILLS);
      await directory.remove();
    },
    60_000 + KILLS * 5_000,
  );
});

/** Sends and waits for receipts until the node dies; resolves with the greatest height seen. */
async function load(node: ChainProcess, sender: Wallet, acknowledged: Map<string, Acknowledged>): Promise<number> {
  let height = 0;
  try {
    let nonce = Number((await rpc(node.url, 'eth_getTransactionCount', [sender.address, 'latest'])).result);
    for (;;) {
      const hashes: string[] = [];
      for (let i = 0; i < 3; i++) {
        const raw = signed(sender, { nonce: nonce++, to: wallet(9).address, data: '0x1234' });
        const { result, error } = await rpc(node.url, 'eth_sendRawTransaction', [raw]);
        if (error) throw new Error(error.message);
        hashes.push(String(result));
      }
      for (const hash of hashes) {
        const receipt = await receiptOf(node, hash);
        height = Math.max(height, Number(receipt['blockNumber']));
        acknowledged.set(hash, { hash, block: String(receipt['blockHash']) });
      }
    }
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError) return height; // the connection broke
    throw error;
  }
}

async function receiptOf(node: ChainProcess, hash: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { result } = await rpc(node.url, 'eth_getTransactionReceipt', [hash]);
    if (result) return result as Record<string, unknown>;
  }
}

/** Every block names its parent, is younger, and no transaction is in two. */
async function checkChain(node: ChainProcess): Promise<void> {
  const head = Number((await rpc(node.url, 'eth_blockNumber')).result);
  const seen = new Set<string>();
  let parent: Record<string, unknown> | undefined;
  for (let height = 0; height <= head; height++) {
    const { result } = await rpc(node.url, 'eth_getBlockByNumber', [`0x${height.toString(16)}`, false]);
    const block = result as Record<string, unknown> & { transactions: string[] };
    if (parent) expect(block['parentHash']).toBe(parent['hash']);
    if (parent) expect(Number(block['timestamp'])).toBeGreaterThan(Number(parent['timestamp']));
    for (const hash of block.transactions) {
      expect(seen.has(hash)).toBe(false);
      seen.add(hash);
    }
    parent = block;
  }
}
