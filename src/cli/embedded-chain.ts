import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChainProcess, startChainProcess } from '../chain/process.ts';
import { isCustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';

export interface EmbeddedChain {
  readonly directory: string;
  readonly chainId: number;
  readonly port: number;
  readonly administrator: Address;
  readonly membership: Address;
}

const ORPHAN_MS = 10_000;

/** Starts the node's chain, which only the administrator and active members may write to. Whoever calls holds the lock
 *  of the data directory: a chain that is still there belongs to a node that was killed, and ends by itself. */
export async function startEmbeddedChain(chain: EmbeddedChain): Promise<ChainProcess> {
  const { directory, chainId, port, administrator, membership } = chain;
  const options = { data: join(directory, 'chain'), chainId, port, senders: [administrator], membership };
  const patience = Date.now() + ORPHAN_MS;
  for (;;) {
    try {
      return await startChainProcess(options);
    } catch (error) {
      if (!isCustosError(error, 'DATA_DIR_IN_USE') || Date.now() > patience) throw error;
      await sleep(100);
    }
  }
}
