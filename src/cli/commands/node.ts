import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { programName } from '../../config.ts';
import { CustosError } from '../../core/errors.ts';
import { toAddress } from '../../core/ids.ts';
import { didYouMean } from '../../core/nearest-name.ts';
import { passkeyObstacle, relyingPartyFault } from '../../core/relying-party.ts';
import { checkName } from '../../core/spoken-name.ts';
import { readKey } from '../../ledger/keystore.ts';
import { type Context, checkUrl } from '../context.ts';
import { checkEndpoint, listeningLines, ownUrl } from '../endpoint.ts';
import { type FoundingOptions, foundNode, requireSame } from '../founding.ts';
import { importRoots, requireDirectory } from '../import-roots.ts';
import { ASKING_ROLES, type AskingRole, joiningCommands } from '../joining.ts';
import { keyPath, readLogKey } from '../key-files.ts';
import { CHAIN_HOST, listeningPort, requireNoClash } from '../listeners.ts';
import { requireFreePort } from '../move-endpoint.ts';
import type { RunningNode } from '../node.ts';
import { configGone, isWithoutConfig, type NodeConfig, requireEmpty } from '../node-config.ts';
import { lockNewNode, lockNode } from '../node-lock.ts';
import { ownCommand } from '../own-command.ts';
import { ownLogKey, publishLines, writtenLedger } from '../published.ts';
import type { Run } from '../run.ts';
import { onPort } from '../serve-port.ts';
import { type Finality, finalityOption } from '../trust.ts';

interface InitOptions {
  readonly endpoint?: string;
  readonly organisation?: string;
  readonly host: string;
  readonly port?: number;
  readonly chainPort?: number;
  readonly mode: string;
  readonly import: string[];
  readonly rpc?: string;
  readonly membership?: string;
  readonly operations?: { host: string; port: number };
  readonly finality?: Finality;
  readonly rpId?: string;
  readonly role?: string[];
}

export function nodeCommands(program: Command, run: Run): void {
  run(
    program
      .command('init')
      .description(
        'found an organisation’s node in an empty data directory, with a chain of its own or joining a network',
      )
      .option('--organisation <name>', 'what the organisation is called, such as a hospital’s name')
      .option('--endpoint <url>', 'base URL under which others reach the gateway; http://localhost:PORT unless said')
      .option(
        '--rp-id <domain>',
        'domain that passkeys are made for, kept for ever: the endpoint’s, or one above it that outlives it',
      )
      .option('--host <address>', 'address to listen on', '127.0.0.1')
      .option('--port <n>', 'port of the gateway (CUSTOS_PORT)', listeningPort)
      .option(
        '--chain-port <n>',
        'port of the embedded chain’s JSON-RPC; one above the gateway’s unless said',
        listeningPort,
      )
      .option('--mode <mode>', 'log: disclosed (each entry on chain) or heads-only', 'disclosed')
      .option('--import <dir...>', 'directories below which imports may read', [])
      .option('--operations <host:port>', 'serve health, readiness and metrics there, and nowhere else', hostAndPort)
      .option('--rpc <url>', 'join the network behind this JSON-RPC, instead of an embedded chain')
      .option('--membership <address>', 'with --rpc: the Membership contract of the consortium')
      .option(
        '--role <role...>',
        `with --rpc: what the organisation does there, one or more of ${['holder', ...ASKING_ROLES].join(', ')}; holder unless said`,
      )
      .addOption(finalityOption().default(undefined)),
    async (context, _, options: InitOptions) => {
      await requireNoNode(context);
      const founding = await foundingOf(context, options);
      const begun = await context.node();
      if (begun) requireSame(begun, founding);
      const { release, undo } = await lockNewNode(context.dataDir);
      try {
        await tellFounded(context, await foundNode(founding), options.organisation);
      } catch (error) {
        if (!(await context.node())) await undo();
        throw error;
      } finally {
        await release();
      }
    },
  );
  run(
    program
      .command('serve')
      .description('run the node of the data directory until it is told to stop')
      .option('--port <n>', 'listen on this port from now on', listeningPort),
    async (context, _, options: { readonly port?: number }) => {
      const { dataDir: directory, output } = context;
      const found = await context.node();
      if (!found && (await isWithoutConfig(directory))) throw configGone(directory);
      if (!found) {
        throw new CustosError(
          'CONFIG_INVALID',
          `${directory} holds no node. Found one first: ${ownCommand('init --data DIR')}.`,
        );
      }
      const release = await lockNode(directory);
      try {
        const passphrase = await context.passphrase();
        const as = (await context.node()) ?? found;
        const config = options.port === undefined ? as : await onPort(directory, as, options.port, passphrase);
        const { logLevel } = context.config;
        // The gateway is large, and no other command needs it.
        const { serveNode } = await import('../serve-node.ts');
        return await serveNode({ directory, config, passphrase, logLevel }, output, async (node) =>
          output.result(readyFacts(node), () => [
            ...publishLines(node.ledger, node.logKey),
            `JSON-RPC of the ledger at ${node.rpc}`,
            ...listeningLines(config),
            `ready on ${node.url}`,
          ]),
        );
      } finally {
        await release();
      }
    },
  );
}

function readyFacts({ url, rpc, ledger, logId, logKey }: RunningNode) {
  return { ready: url, rpc, membership: ledger.membership, ledger: writtenLedger(ledger), logId, logKey };
}

/** Looks before it locks, since locking writes. */
async function requireNoNode(context: Context): Promise<void> {
  const found = await context.node();
  if (found?.state === 'ready') {
    throw new CustosError(
      'DATA_DIR_INVALID',
      `${context.dataDir} holds a node already. Run it with ${ownCommand('serve')}.`,
    );
  }
  if (!found) await requireEmpty(context.dataDir);
}

async function foundingOf(context: Context, options: InitOptions): Promise<FoundingOptions> {
  const { config, dataDir, output } = context;
  const { mode, host, operations } = options;
  if (mode !== 'disclosed' && mode !== 'heads-only') {
    throw new CustosError('INPUT_INVALID', '--mode is disclosed or heads-only.');
  }
  const network = networkOf(options);
  const organisation = organisationOf(options);
  const gatewayPort = options.port ?? config.port;
  const chainPort = options.chainPort ?? Math.min(gatewayPort + 1, 65_535);
  const imports = options.import.map((path) => resolve(path));
  const endpoint = checkEndpoint(options.endpoint ?? ownEndpoint(host, gatewayPort), '--endpoint');
  const rpId = relyingPartyOf(options, endpoint);
  for (const path of imports) await requireDirectory(path, '--import');
  await importRoots(dataDir, imports);
  await requireListeners({ host, port: gatewayPort, chainPort: network ? undefined : chainPort, operations });
  return {
    directory: dataDir,
    endpoint,
    host,
    port: gatewayPort,
    chainPort,
    mode,
    imports,
    passphrase: await context.passphrase(),
    ...(operations ? { operations } : {}),
    ...(rpId === undefined ? {} : { rpId }),
    ...(network ? { network } : {}),
    ...(organisation === undefined || network ? {} : { organisations: { holder: organisation } }),
    say: (line) => output.say(line),
  };
}

function relyingPartyOf({ rpId }: InitOptions, endpoint: string): string | undefined {
  if (rpId === undefined) return undefined;
  const domain = rpId.toLowerCase();
  const fault = relyingPartyFault(domain, endpoint) ?? passkeyObstacle(endpoint);
  if (fault === undefined) return domain;
  throw new CustosError('INPUT_INVALID', `--rp-id ${fault}.`);
}

/** In a network the administrator names members: what is said here goes into the command that it runs. */
function organisationOf({ organisation }: InitOptions): string | undefined {
  return organisation === undefined ? undefined : checkName(organisation, '--organisation');
}

function rolesOf({ role = ['holder'] }: InitOptions): AskingRole[] {
  const known = ['holder', ...ASKING_ROLES];
  const strange = role.find((one) => !known.includes(one));
  if (strange === undefined) return ASKING_ROLES.filter((one) => role.includes(one));
  const meant = didYouMean(strange, known);
  throw new CustosError('INPUT_INVALID', `--role: ${strange} is no role.${meant} There are ${known.join(', ')}.`);
}

function networkOf(options: InitOptions): FoundingOptions['network'] {
  const { rpc, membership, finality, chainPort, role } = options;
  if (rpc === undefined && role !== undefined) {
    throw new CustosError(
      'INPUT_INVALID',
      '--role says what the organisation does in a network: give it with --rpc, or leave it out.',
    );
  }
  if (rpc === undefined && finality !== undefined) {
    throw new CustosError(
      'INPUT_INVALID',
      '--finality says how a network is read: give it with --rpc, or leave it out.',
    );
  }
  if (rpc !== undefined && chainPort !== undefined) {
    throw new CustosError(
      'INPUT_INVALID',
      '--chain-port is for a chain of one’s own: give it without --rpc, or leave it out.',
    );
  }
  if ((rpc === undefined) !== (membership === undefined)) {
    throw new CustosError('INPUT_INVALID', 'To join a network give both --rpc URL and --membership ADDRESS.');
  }
  if (rpc === undefined || membership === undefined) return undefined;
  return {
    rpc: checkUrl(rpc, '--rpc'),
    membership: toAddress(membership, '--membership'),
    finality: finality ?? 'finalized',
    roles: rolesOf(options),
  };
}

/** Where nobody says otherwise, others reach the gateway on this machine: it must then listen there. */
function ownEndpoint(host: string, port: number): string {
  if (['127.0.0.1', 'localhost', '0.0.0.0', '::'].includes(host)) return ownUrl(port);
  const message = `The gateway listens on ${host} alone: say with --endpoint under which URL others reach it there.`;
  throw new CustosError('INPUT_INVALID', message);
}

async function requireListeners(wanted: {
  readonly host: string;
  readonly port: number;
  readonly chainPort: number | undefined;
  readonly operations: InitOptions['operations'];
}): Promise<void> {
  const { host, port, chainPort, operations } = wanted;
  if (port === 0) throw new CustosError('INPUT_INVALID', '--port must name a port: the endpoint is registered.');
  if (operations?.port === 0) {
    throw new CustosError('INPUT_INVALID', '--operations must name a port: nobody could find another one.');
  }
  requireNoClash([
    { name: '--port', host, port },
    ...(chainPort === undefined ? [] : [{ name: '--chain-port', host: CHAIN_HOST, port: chainPort }]),
    ...(operations ? [{ name: '--operations', ...operations }] : []),
  ]);
  await requireFreePort(port, '--port', host, '--host');
  if (chainPort) await requireFreePort(chainPort, '--chain-port');
  if (operations) await requireFreePort(operations.port, '--operations', operations.host);
}

async function tellFounded(context: Context, config: NodeConfig, organisation: string | undefined): Promise<void> {
  const { dataDir, output } = context;
  const gateway = await readKey(keyPath(dataDir, 'gateway'), await context.passphrase());
  const joins = config.chain.kind === 'network';
  const { holder, endpoint, roles = [] } = config;
  const joining = holder && joiningCommands({ holder, gateway: gateway.address, endpoint, roles, organisation });
  const result = {
    directory: dataDir,
    endpoint: config.endpoint,
    membership: config.membership,
    holder: config.holder,
  };
  const publish = await toPublish(context, config);
  output.result({ ...result, gateway: gateway.address, logId: config.logId, ...publish?.facts }, () => [
    `the node of ${organisation === undefined ? `the account ${config.holder}` : `“${organisation}” (account ${config.holder})`} is founded in ${dataDir}`,
    ...(joins && joining
      ? ['The administrator must now add it:', ...joining.map((command) => `  ${programName()} ${command}`)]
      : [
          `its administrator’s key is ${keyPath(dataDir, 'administrator')}: keep it elsewhere when you are done with it`,
        ]),
    ...(config.rootKey === 'file' ? [rootKeyWarning(keyPath(dataDir, 'root'))] : []),
    ...passkeyWarning(config.endpoint),
    ...(publish?.lines ?? ['What to publish for others to compare is said by `serve`, once the node has joined.']),
    `run it: ${programName()} serve --data ${dataDir}`,
  ]);
}

/** Undefined until the node has joined a network: its log is opened by the first `serve`. */
async function toPublish({ dataDir, passphrase }: Context, { chain, membership, logId }: NodeConfig) {
  if (chain.chainId === undefined || membership === undefined || logId === undefined) return undefined;
  const ledger = { chainId: chain.chainId, membership };
  const logKey = ownLogKey(ledger, logId, await readLogKey(dataDir, await passphrase()));
  return { facts: { ledger: writtenLedger(ledger), logKey }, lines: publishLines(ledger, logKey) };
}

/** The endpoint stands on chain: who wants passkeys later has to move it. */
function passkeyWarning(endpoint: string): string[] {
  const obstacle = passkeyObstacle(endpoint);
  if (obstacle === undefined) return [];
  return [`WARNING: nobody can sign in to ${endpoint} with a passkey: ${obstacle} (--endpoint). Key files work.`];
}

function rootKeyWarning(path: string): string {
  return `WARNING: the root key ${path} lies on the same disk as the data that it protects. Whoever steals the disk can read everything. Use --passphrase-file with a file elsewhere, or keep the key elsewhere.`;
}

function hostAndPort(text: string): { host: string; port: number } {
  const [, host, number] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || number === undefined) {
    throw new InvalidArgumentError('It must be an address and a port, such as 127.0.0.1:9464.');
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: listeningPort(number) };
}
