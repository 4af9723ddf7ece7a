import { programName } from '../config.ts';
import { CustosError } from '../core/errors.ts';
import { isOwnUrl } from './endpoint.ts';
import { CHAIN_HOST, requireNoClash } from './listeners.ts';
import { moveToPort, requireFreePort } from './move-endpoint.ts';
import { type NodeConfig, writeNodeConfig } from './node-config.ts';

/** The node on another port, also from then on. Where others reach it there, its address is registered anew; behind a proxy
 *  the address stays as it is. CONFIG_INVALID where only the consortium's administrator could register it. */
export async function onPort(
  directory: string,
  config: NodeConfig,
  port: number,
  passphrase: string | undefined,
): Promise<NodeConfig> {
  const { host, chain, operations, endpoint } = config;
  if (port === config.port) return config;
  if (port === 0)
    throw new CustosError('INPUT_INVALID', '--port must name a port: clients could not find another one.');
  requireNoClash([
    { name: '--port', host, port },
    ...(chain.kind === 'embedded' ? [{ name: 'chain.port', host: CHAIN_HOST, port: chain.port }] : []),
    ...(operations ? [{ name: 'operations.port', ...operations }] : []),
  ]);
  await requireFreePort(port, '--port', host);
  if (new URL(endpoint).port !== String(config.port)) {
    const moved = { ...config, port };
    await writeNodeConfig(directory, moved);
    return moved;
  }
  if (isOwnUrl(endpoint, config.port) && chain.kind === 'embedded') {
    return moveToPort(directory, config, port, passphrase);
  }
  throw new CustosError(
    'CONFIG_INVALID',
    `The gateway is registered on chain as ${endpoint}, which names its port ${config.port}: sign-ins name that address. Have the administrator register the new one (Membership.setEndpoint), change endpoint and port in config.json, and run ${programName()} serve without --port.`,
  );
}
