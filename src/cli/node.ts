import { fileURLToPath } from 'node:url';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address, Ledger, LogId } from '../core/ids.ts';
import type { GatewayLedger } from '../gateway/gateway.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { readKey } from '../ledger/keystore.ts';
import { type LedgerReader, openLedger } from '../ledger/reader.ts';
import { keepEmbeddedChain } from './embedded-chain.ts';
import { importRoots } from './import-roots.ts';
import { keyPath, readLogKey } from './key-files.ts';
import { administratorFault, checkAgainstLedger, rolesFault, sessionKeyFault } from './ledger-check.ts';
import { ledgerSettings, type NodeConfig, writeNodeConfig } from './node-config.ts';
import { notificationOptions } from './notification-options.ts';
import { oidcOptions } from './oidc-options.ts';
import { openLogOnChain } from './open-log.ts';
import type { Output } from './output.ts';
import { ownCommand } from './own-command.ts';
import { ownLogKey } from './published.ts';
import { samplePeople } from './sample-keys.ts';
import { sessionSeedReader } from './session-key-files.ts';
import { SOFTWARE } from './version.ts';

/** The web pages as they were built, beside the contracts. */
const PAGES = fileURLToPath(new URL('../../artifacts/console', import.meta.url));

export interface NodeOptions {
  readonly directory: string;
  readonly config: NodeConfig;
  readonly passphrase: string | undefined;
  readonly logLevel: string;
  /** The quickstart's: whoever opens its pages may act as its invented patients. */
  readonly isSample?: boolean;
}

/** A running member's node: the gateway, and the chain if it is embedded. */
export interface RunningNode {
  readonly url: string;
  /** JSON-RPC of the ledger. */
  readonly rpc: string;
  readonly ledger: Ledger;
  readonly logId: LogId;
  /** C2SP verifier key of its log. */
  readonly logKey: string;
  /** Resolves when a part of it cannot go on: everything must be closed. */
  readonly failed: Promise<CustosError>;
  /** Gateway first, so that what it acknowledged reaches the chain. */
  close(): Promise<void>;
}

/** Starts chain and gateway; what people must know while it runs is a remark of `output`. What was started is stopped again where a later part fails. Whoever calls holds the lock
 *  of the directory. */
export async function openNode(options: NodeOptions, output: Pick<Output, 'remark'>): Promise<RunningNode> {
  const { directory, config, passphrase } = options;
  const membership = config.membership;
  const holder = config.holder;
  if (config.state !== 'ready' || membership === undefined || holder === undefined) {
    throw new CustosError(
      'CONFIG_INVALID',
      `The founding in ${directory} was interrupted. Run ${ownCommand('init')} again to finish it.`,
    );
  }
  if (config.rootKey === 'passphrase' && passphrase === undefined) {
    const message = 'The keys of this node are encrypted. Name the file with the passphrase: --passphrase-file FILE.';
    throw new CustosError('KEY_MISSING', message);
  }
  const secret = config.rootKey === 'passphrase' ? passphrase : undefined;
  await using opened = new AsyncDisposableStack();
  const account = await readKey(keyPath(directory, 'gateway'), secret);
  const logKey = await readLogKey(directory, secret);
  const session = sessionSeedReader(directory, secret);
  const imports = await importRoots(directory, config.imports);
  const notifications = await notificationOptions(directory, config);
  const oidc = await oidcOptions(directory, config);
  const connecting = connect(options, membership, { gateway: account, holder, seed: logKey, session }, output, opened);
  connecting.catch(() => undefined); // awaited by the gateway
  // It is large, and read while the chain starts.
  const { openGateway } = await import('../gateway/gateway.ts');
  const gateway = await openGateway(
    {
      directory,
      endpoint: config.endpoint,
      host: config.host,
      port: config.port,
      account,
      logKey,
      rootKey: secret === undefined ? { file: keyPath(directory, 'root') } : { passphrase: secret },
      holder,
      sessionSeed: session,
      organisations: config.organisations,
      notifications,
      oidc,
      officer: config.dataProtectionOfficer,
      quickExit: config.quickExit,
      secondPerson: config.staff?.secondPerson ?? [],
      mode: config.mode,
      imports,
      uploads: config.uploads,
      trustedProxies: config.trustedProxies ?? [],
      origins: config.origins ?? [],
      pages: PAGES,
      ...(options.isSample ? { sample: () => samplePeople(directory) } : {}),
      rpId: config.rpId,
      paperChecklist: config.paperChecklist,
      invitationDays: config.invitationDays,
      ...(config.logReadsPerMinute === undefined ? {} : { limits: { logReadsPerMinute: config.logReadsPerMinute } }),
      ...(config.operations ? { operations: config.operations } : {}),
      logLevel: options.logLevel,
      software: SOFTWARE,
    },
    connecting,
  );
  opened.defer(() => gateway.close());
  const { ledger, url, logId } = await connecting;
  const resources = opened.move();
  return {
    url: gateway.url,
    rpc: url,
    ledger,
    logId,
    logKey: ownLogKey(ledger, logId, logKey),
    failed: gateway.failed,
    close: () => resources.disposeAsync(),
  };
}

/** Starts the chain, if it is embedded, and compares the ledger with the config. */
async function connect(
  options: NodeOptions,
  membership: Address,
  found: FoundKeys,
  output: Pick<Output, 'remark'>,
  opened: AsyncDisposableStack,
): Promise<GatewayLedger & { readonly ledger: Ledger }> {
  const { config } = options;
  const { close, ...engine } = await ledgerOf(options, membership, output);
  if (close) opened.defer(close);
  const settings = ledgerSettings(config);
  const reader = await openLedger({ ...engine, membership, ...settings });
  const { ledger } = reader;
  const logId = await logOf(options, reader, found, output).finally(() => reader.close());
  const advertise = config.chain.kind === 'embedded';
  return { ...engine, ...settings, ledger, membership, logId, fromHeight: config.fromHeight ?? 0, advertise };
}

/** Who this node is, and the seed of its log's key. */
interface FoundKeys {
  readonly gateway: AccountKey;
  readonly holder: Address;
  readonly seed: Bytes;
  /** Of the session key; undefined where there is none. */
  readonly session: () => Promise<Bytes | undefined>;
}

interface LedgerEngine {
  readonly url: string;
  readonly token?: string;
  readonly close?: () => Promise<void>;
}

async function ledgerOf(
  options: NodeOptions,
  membership: Address,
  output: Pick<Output, 'remark'>,
): Promise<LedgerEngine> {
  const { directory, config } = options;
  if (config.chain.kind === 'network') return { url: config.chain.rpc };
  const { chainId, port } = config.chain;
  const administrator = config.administrator ?? membership;
  return keepEmbeddedChain({ directory, chainId, port, administrator, membership }, ({ message }) => {
    output.remark(`${message} It is started again; until it serves, withdrawals are taken and nothing is released.`);
  });
}

/** The log of the config, after the ledger was asked about all that the config says. A node that joined a network opens
 *  its log when the administrator has added it. */
async function logOf(
  { directory, config }: NodeOptions,
  reader: LedgerReader,
  found: FoundKeys,
  output: Pick<Output, 'remark'>,
): Promise<LogId> {
  const { gateway, holder, seed } = found;
  const fromHeight = config.fromHeight ?? 0;
  const logId =
    config.logId ??
    (await openLogOnChain({
      ...{ reader, gateway, holder, seed, mode: config.mode, fromHeight },
      joining: { endpoint: config.endpoint, roles: config.roles ?? [] },
    }));
  await checkAgainstLedger(reader, { config, holder, logId, account: gateway.address, seed });
  const fault = await administratorFault(reader, config);
  if (fault !== undefined) output.remark(fault);
  const missing = await rolesFault(reader, holder, config);
  if (missing !== undefined) output.remark(missing);
  const ending = await sessionKeyFault(reader, holder, await found.session());
  if (ending !== undefined) output.remark(ending);
  if (config.logId === undefined) await writeNodeConfig(directory, { ...config, logId });
  return logId;
}
