import { createServer } from 'node:net';
import { CustosError } from '../core/errors.ts';
import { ledgerCalls } from '../ledger/calls.ts';
import { readKey } from '../ledger/keystore.ts';
import { openLedger } from '../ledger/reader.ts';
import { openWriter } from '../ledger/writer.ts';
import { startEmbeddedChain } from './embedded-chain.ts';
import { ownUrl } from './endpoint.ts';
import { keyPath } from './key-files.ts';
import { type NodeConfig, writeNodeConfig } from './node-config.ts';

/** Moves a node of its own chain to another port of this machine: its administrator registers the new address on chain,
 *  because sign-ins and proofs name it. */
export async function moveToPort(
  directory: string,
  config: NodeConfig,
  port: number,
  passphrase: string | undefined,
): Promise<NodeConfig> {
  const { chain, administrator, membership } = config;
  if (config.port === port || chain.kind !== 'embedded' || !administrator || !membership) return config;
  const endpoint = ownUrl(port);
  const key = await readKey(keyPath(directory, 'administrator'), passphrase);
  const gateway = await readKey(keyPath(directory, 'gateway'), passphrase);
  await using running = new AsyncDisposableStack();
  const { url, close } = await startEmbeddedChain({ ...chain, port: 0, directory, administrator, membership });
  running.defer(close);
  const reader = await openLedger({ url, membership });
  running.defer(() => reader.close());
  const writer = await openWriter({ reader, key });
  running.defer(() => writer.close());
  await writer.send(ledgerCalls(reader.contracts).membership.setEndpoint(gateway.address, endpoint));
  const moved: NodeConfig = { ...config, endpoint, port };
  await writeNodeConfig(directory, moved);
  return moved;
}

/** CONFIG_INVALID where another program listens, or nobody can: before anything is founded for that port. */
export async function requireFreePort(
  port: number,
  option = 'CUSTOS_PORT',
  host = '127.0.0.1',
  hostOption = option,
): Promise<void> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, host, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new CustosError('CONFIG_INVALID', whyNot(cause, { port, option, host, hostOption }), { cause });
  }
  await new Promise((done) => server.close(done));
}

function whyNot(
  cause: unknown,
  { port, option, host, hostOption }: { port: number; option: string; host: string; hostOption: string },
): string {
  const code = String((cause as NodeJS.ErrnoException).code);
  if (code === 'EADDRINUSE') {
    return `Port ${port} of ${host} is taken by another program. Choose another one with ${option}.`;
  }
  if (code === 'EACCES') return `Port ${port} may be used by the system alone. Choose one above 1023 with ${option}.`;
  if (code === 'EADDRNOTAVAIL') {
    return `${host} is no address of this machine. Name one that is, or 0.0.0.0 for all, with ${hostOption}.`;
  }
  return `${JSON.stringify(host)} is no address to listen on (${code}). Name one, such as 127.0.0.1, with ${hostOption}.`;
}
