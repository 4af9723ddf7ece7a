import { join } from 'node:path';
import type { Command } from 'commander';
import { writtenEndpoint } from '../client/endpoint.ts';
import { GatewayClient } from '../client/gateway-client.ts';
import { byNode } from '../client/person-sign-in.ts';
import type { PinStore } from '../client/pins.ts';
import type { Config } from '../config.ts';
import { CustosError } from '../core/errors.ts';
import { parseLedger } from '../core/ids.ts';
import type { AccountKey } from '../ledger/account-key.ts';
import { keyAccount } from '../ledger/key-account.ts';
import { firstContactLines, holderLine } from './first-contact.ts';
import { accountKeyPath, readAccountKey } from './key-files.ts';
import { type KnownGateways, knownGateways } from './known-gateways.ts';
import { type NodeConfig, readNodeConfig } from './node-config.ts';
import type { Output } from './output.ts';
import { readPassphrase } from './passphrase.ts';
import { nodeClient, readPersonSession } from './person-session.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly gateway?: string;
  readonly as?: string;
  readonly key?: string;
  readonly asPerson?: boolean;
  readonly passphraseFile?: string;
  readonly data?: string;
  /** Of commands that take one: JSON-RPC of the ledger. */
  readonly rpc?: string;
}

/** What commands work with, found when they ask for it. */
export interface Context {
  readonly config: Config;
  readonly output: Output;
  readonly dataDir: string;
  /** The node in the data directory, if there is one. */
  node(): Promise<NodeConfig | undefined>;
  /** Of root key and keystores; undefined where no file is named. */
  passphrase(): Promise<string | undefined>;
  /** The gateway's base URL: --gateway, CUSTOS_GATEWAY, or that of the node in the data directory. */
  gateway(): Promise<string>;
  /** Whether the command line says whom it acts as. */
  readonly isSomebody: boolean;
  /** The account that the command acts as. */
  account(): Promise<AccountKey>;
  /** A client of the gateway, which was compared with the one that is known under its address. */
  client(url?: string): Promise<GatewayClient>;
  /** The same without signing in; of another gateway where one is named. */
  anonymous(url?: string): Promise<GatewayClient>;
  /** The client that the command took last; undefined where it took none. */
  spokenTo(): GatewayClient | undefined;
  /** The gateways that the user of the data directory has met. */
  readonly known: KnownGateways;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as JSON')
    .option('--data <dir>', 'data directory (CUSTOS_DATA)')
    .option('--gateway <url>', 'gateway to talk to (CUSTOS_GATEWAY; by default the node in the data directory)')
    .option('--as <name>', 'act with the key <data>/keys/<name>.key')
    .option('--key <file>', 'act with this key file: an encrypted keystore, or hex in a file of mode 0600 (CUSTOS_KEY)')
    .option('--as-person', 'act as the person who signed in with `login`')
    .option('--passphrase-file <file>', 'passphrase of an encrypted keystore (CUSTOS_PASSPHRASE_FILE)');
}

export function createContext(config: Config, options: CommonOptions, output: Output): Context {
  const dataDir = options.data ?? config.dataDir;
  const passphrase = () => readPassphrase(options.passphraseFile ?? config.passphraseFile);
  const gateway = async () =>
    writtenEndpoint(options.gateway ?? (config.gateway || (await endpointOf(dataDir))), '--gateway');
  const file = () => keyFile(config, options, dataDir);
  const account = async () => {
    if (options.asPerson) throw noAccount();
    return readAccountKey(dataDir, file(), await passphrase());
  };
  const known = knownGateways(dataDir, (directory, trouble) => {
    output.remark(`It is NOT pinned, and each command believes it anew: ${directory} cannot be written: ${trouble}.`);
  });
  let last: GatewayClient | undefined;
  const meet = async (client: GatewayClient) => {
    const isOwn = await isOwnNode(dataDir, client);
    const { identity, isNew } = await client.known();
    last = client;
    if (!isNew || isOwn) return client;
    const rpc = options.rpc ?? config.rpc;
    output.remark(firstContactLines(client.endpoint, identity, rpc));
    output.remark(await holderLine(client.endpoint, identity, rpc));
    return client;
  };
  return {
    config,
    output,
    dataDir,
    known,
    node: () => readNodeConfig(dataDir),
    passphrase,
    gateway,
    isSomebody: options.asPerson === true || (options.key ?? options.as ?? config.keyFile) !== '',
    account,
    spokenTo: () => last,
    anonymous: async (url) => meet(new GatewayClient({ endpoint: url ?? (await gateway()), pins: known })),
    client: async (url) => {
      if (options.asPerson) return meet(await personClient(dataDir, url ?? (await gateway()), options, known));
      const key = await account();
      return meet(clientOf(url ?? (await gateway()), key, known));
    },
  };
}

/** Whether it is the node of the data directory, which is known from its own configuration. GATEWAY_CHANGED where
 *  another one answers in its place. */
async function isOwnNode(dataDir: string, client: GatewayClient): Promise<boolean> {
  const node = await readNodeConfig(dataDir);
  if (node === undefined || node.endpoint !== client.endpoint) return false;
  const { ledger, holder, logId } = await client.shown();
  const shown = { membership: parseLedger(ledger).membership, holder, logId };
  if (Object.entries(shown).every(([name, value]) => value === node[name as keyof typeof shown])) return true;
  throw new CustosError(
    'GATEWAY_CHANGED',
    `What answers at ${client.endpoint} is not the node of ${dataDir}: its ledger, holder or log is another one. Nothing was signed. Is another node running there?`,
  );
}

/** Whoever signed in, at the gateway; its own node vouches for it elsewhere. */
async function personClient(
  dataDir: string,
  endpoint: string,
  { as, key }: CommonOptions,
  pins: PinStore,
): Promise<GatewayClient> {
  if (as !== undefined || key !== undefined) {
    throw new CustosError('INPUT_INVALID', 'Say once who you are: either --as-person, or --as NAME or --key FILE.');
  }
  const node = nodeClient(await readPersonSession(dataDir), pins);
  return node.endpoint === endpoint ? node : new GatewayClient({ endpoint, account: byNode(node), pins });
}

function noAccount(): CustosError {
  return new CustosError(
    'SESSION_REQUIRED',
    'A person has no account to sign with. Use one of the organisation’s: --as NAME or --key FILE.',
  );
}

/** Speaks to the gateway as the owner of a key. */
export function clientOf(endpoint: string, key: AccountKey, pins?: PinStore): GatewayClient {
  return new GatewayClient({ endpoint, account: keyAccount(key), ...(pins ? { pins } : {}) });
}

/** Gives an http(s) URL without its trailing slashes. */
export function checkUrl(text: string, option: string): string {
  const url = URL.parse(text);
  if (url && ['http:', 'https:'].includes(url.protocol)) return text.replace(/\/+$/, '');
  throw new CustosError('INPUT_INVALID', `${option} must be a URL that begins with http:// or https://.`);
}

async function endpointOf(dataDir: string): Promise<string> {
  const node = await readNodeConfig(dataDir);
  if (node) return node.endpoint;
  throw new CustosError('CONFIG_INVALID', `No gateway is named, and ${dataDir} holds no node. Give --gateway URL.`);
}

function keyFile(config: Config, options: CommonOptions, dataDir: string): string {
  if (options.key !== undefined && options.as !== undefined) {
    throw new CustosError('INPUT_INVALID', 'Say once who you are: either --as NAME or --key FILE.');
  }
  const file = options.as === undefined ? (options.key ?? config.keyFile) : accountKeyPath(dataDir, options.as);
  if (file !== '') return options.as === undefined ? file : join(file);
  throw new CustosError('KEY_MISSING', 'Say who you are: --as NAME or --key FILE (or CUSTOS_KEY).');
}
