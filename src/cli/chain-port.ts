import { isCustosError } from '../core/errors.ts';
import { retried } from '../core/patience.ts';
import { CHAIN_HOST, requireNoClash } from './listeners.ts';
import { requireFreePort } from './move-endpoint.ts';
import { type NodeConfig, writeNodeConfig } from './node-config.ts';

const OPTION = '--chain-port';
/** The chain of a node that was killed keeps its port until it notices. */
const ORPHAN_MS = 10_000;

/** The port of a sample's JSON-RPC: the one that is asked for, else that of its first start, else the one above the gateway's.
 *  CONFIG_INVALID where it is taken, or the gateway's own. */
export async function chainPortFor(
  gatewayPort: number,
  asked: number | undefined,
  begun: NodeConfig | undefined,
): Promise<number> {
  // A network's chain has no port here.
  if (begun?.chain.kind === 'network') return 0;
  const port = asked ?? (begun?.chain.port || Math.min(gatewayPort + 1, 65_535));
  requireNoClash([
    { name: 'CUSTOS_PORT', host: CHAIN_HOST, port: gatewayPort },
    { name: OPTION, host: CHAIN_HOST, port },
  ]);
  const until = begun === undefined ? 0 : Date.now() + ORPHAN_MS;
  const again = (error: unknown) => isCustosError(error, 'CONFIG_INVALID') && Date.now() < until;
  if (port !== 0) await retried(() => requireFreePort(port, OPTION, CHAIN_HOST), again, { longest: 200 });
  return port;
}

/** The node with its chain at the port, also from then on. */
export async function onChainPort(directory: string, config: NodeConfig, port: number): Promise<NodeConfig> {
  const { chain } = config;
  if (chain.kind !== 'embedded' || chain.port === port) return config;
  const moved = { ...config, chain: { ...chain, port } };
  await writeNodeConfig(directory, moved);
  return moved;
}
