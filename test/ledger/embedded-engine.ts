import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChainProcess, startChainProcess } from '../../src/chain/process.ts';
import { freePort } from '../free-port.ts';
import { ACCOUNTS, type Engine } from './engine.ts';

/** The embedded node in a process of its own: free gas, data on disk, a pool that a kill loses. */
export async function startEmbedded(): Promise<Engine> {
  const data = await mkdtemp(join(tmpdir(), 'custos-ledger-'));
  const port = await freePort();
  const senders = ACCOUNTS.map(({ address }) => address);
  const start = () => startChainProcess({ data, port, chainId: 4_503_599_627_370, senders, blockIntervalMs: 50 });
  let node = await start();
  return {
    url: node.url,
    restart: async () => {
      await kill(node);
      node = await start();
    },
    close: async () => {
      await node.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function kill({ pid, failed }: ChainProcess): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await failed;
  await sleep(50);
}
