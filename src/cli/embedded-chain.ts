import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type ChainProcess, startChainProcess } from '../chain/process.ts';
import { type CustosError, isCustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import { backoff, pause, retried } from '../core/patience.ts';

export interface EmbeddedChain {
  readonly directory: string;
  readonly chainId: number;
  readonly port: number;
  readonly administrator: Address;
  readonly membership: Address;
}

/** A chain that is started again whenever it ends. */
export interface KeptChain {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

const ORPHAN_MS = 10_000;
/** What lived so long is started again at once. */
const LIVED_MS = 60_000;
const PAUSES_MS = { first: 500, longest: 60_000 };

/** As `startEmbeddedChain`, and for as long as it is not closed: the gateway takes withdrawals without its chain, so that
 *  it outlives a chain that was killed, ran out of memory or failed. It comes back at the same address, after a pause
 *  that doubles up to a minute while it does not last; `onEnd` is told each time why it ended, or did not start. */
export async function keepEmbeddedChain(
  chain: EmbeddedChain,
  onEnd: (reason: CustosError) => void,
): Promise<KeptChain> {
  const token = randomBytes(32).toString('hex');
  let running: ChainProcess | undefined = await startEmbeddedChain(chain, token);
  const { url } = running;
  const closing = new AbortController();
  const closed = new Promise<undefined>((resolve) =>
    closing.signal.addEventListener('abort', () => resolve(undefined)),
  );
  const keep = async () => {
    let failures = 0;
    while (!closing.signal.aborted) {
      const began = performance.now();
      const reason = running === undefined ? undefined : await Promise.race([running.failed, closed]);
      if (closing.signal.aborted) return;
      if (reason !== undefined) onEnd(reason);
      if (performance.now() - began > LIVED_MS) failures = 0;
      await pause(backoff(failures++, PAUSES_MS), closing.signal);
      if (closing.signal.aborted) return;
      running = await startEmbeddedChain({ ...chain, port: Number(new URL(url).port) }, token).catch((error) => {
        onEnd(error);
        return undefined;
      });
    }
  };
  const keeping = keep();
  return {
    url,
    token,
    close: async () => {
      closing.abort();
      await keeping;
      await running?.close();
    },
  };
}

/** Starts the node's chain, which only the administrator and active members may write to. Whoever calls holds the lock
 *  of the data directory: a chain that is still there belongs to a node that was killed, and ends by itself. */
export async function startEmbeddedChain(chain: EmbeddedChain, ownerToken?: string): Promise<ChainProcess> {
  const { directory, chainId, port, administrator, membership } = chain;
  const owner = ownerToken === undefined ? {} : { ownerToken };
  const options = { data: join(directory, 'chain'), chainId, port, senders: [administrator], membership, ...owner };
  const until = Date.now() + ORPHAN_MS;
  const again = (error: unknown) => isCustosError(error, 'DATA_DIR_IN_USE') && Date.now() < until;
  return await retried(() => startChainProcess(options), again, { longest: 100 });
}
