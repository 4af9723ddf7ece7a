import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { Wallet as EthersWallet, type Wallet } from 'ethers';
import { GatewayClient } from '../client/gateway-client.ts';
import type { Config } from '../config.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, toAddress } from '../core/ids.ts';
import { loadKey } from '../ledger/keystore.ts';
import { createOutput, type Output } from './output.ts';

/** Options that every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly gateway?: string;
  readonly as?: string;
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly data?: string;
}

/** What commands work with, found when they ask for it. */
export interface Context {
  readonly config: Config;
  readonly output: Output;
  readonly dataDir: string;
  /** The gateway's base URL: --gateway, CUSTOS_GATEWAY, or that of the node in the data directory. */
  gateway(): Promise<string>;
  /** The account that the command acts as. */
  wallet(): Promise<Wallet>;
  client(): Promise<GatewayClient>;
  /** A client that has not signed in. */
  anonymous(): Promise<GatewayClient>;
}

export function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as JSON')
    .option('--data <dir>', 'data directory (CUSTOS_DATA)')
    .option('--gateway <url>', 'gateway to talk to (CUSTOS_GATEWAY; by default the node in the data directory)')
    .option('--as <name>', 'act with the key <data>/keys/<name>.key')
    .option('--key <file>', 'act with this key file: an encrypted keystore, or hex in a file of mode 0600 (CUSTOS_KEY)')
    .option('--passphrase-file <file>', 'passphrase of an encrypted keystore (CUSTOS_PASSPHRASE_FILE)');
}

export function createContext(config: Config, options: CommonOptions): Context {
  const dataDir = options.data ?? config.dataDir;
  const gateway = async () => options.gateway ?? (config.gateway || (await endpointOf(dataDir)));
  const wallet = async () => new EthersWallet(await readKey(config, options, dataDir));
  return {
    config,
    output: createOutput(options.json === true),
    dataDir,
    gateway,
    wallet,
    anonymous: async () => new GatewayClient({ endpoint: await gateway() }),
    client: async () => {
      const account = await wallet();
      return new GatewayClient({
        endpoint: await gateway(),
        account: { address: addressOf(account), signMessage: (text) => account.signMessage(text) },
      });
    },
  };
}

export function addressOf(wallet: Wallet): Address {
  return toAddress(wallet.address, 'account');
}

async function endpointOf(dataDir: string): Promise<string> {
  const file = join(dataDir, 'config.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const endpoint = text === undefined ? undefined : (JSON.parse(text) as { endpoint?: string }).endpoint;
  if (endpoint !== undefined) return endpoint;
  throw new CustosError('CONFIG_INVALID', `No gateway is named, and ${dataDir} holds no node. Give --gateway URL.`);
}

async function readKey(config: Config, options: CommonOptions, dataDir: string): Promise<string> {
  const named = options.as === undefined ? undefined : join(dataDir, 'keys', `${options.as}.key`);
  if (options.as !== undefined && !/^[\w-]{1,64}$/.test(options.as)) {
    throw new CustosError('INPUT_INVALID', '--as takes the name of a key: letters, digits, - and _.');
  }
  if (named !== undefined && !existsSync(named)) throw new CustosError('KEY_MISSING', `There is no key ${named}.`);
  const file = options.key ?? named ?? config.keyFile;
  if (file === '') throw new CustosError('KEY_MISSING', 'Say who you are: --as NAME or --key FILE (or CUSTOS_KEY).');
  return loadKey(file, await passphrase(options.passphraseFile ?? config.passphraseFile));
}

async function passphrase(file: string): Promise<string | undefined> {
  if (file === '') return undefined;
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw new CustosError('KEY_MISSING', `The passphrase file ${file} cannot be read.`, { cause });
  }
}
