import { type Command, Option } from 'commander';
import type { GatewayClient } from '../client/gateway-client.ts';
import { CustosError } from '../core/errors.ts';
import { formatLedger, type Ledger, parseLedger, toAddress } from '../core/ids.ts';
import { type LedgerReader, openLedger } from '../ledger/reader.ts';
import { type Context, checkUrl } from './context.ts';
import { confirmationsFor, ledgerSettings, type NodeConfig } from './node-config.ts';
import { ownCommand } from './own-command.ts';
import { writtenLedger } from './published.ts';

export interface TrustOptions {
  readonly rpc?: string;
  readonly ledger?: string;
  readonly finality?: Finality;
}

export type Finality = 'finalized' | 'latest';

export function finalityOption(): Option {
  const about = 'with --rpc: which block of the ledger is final; latest for engines that never take one back';
  return new Option('--finality <block>', about).choices(['finalized', 'latest']).default('finalized');
}

export function addTrustOptions(command: Command): Command {
  return command
    .option('--rpc <url>', 'JSON-RPC of the ledger (CUSTOS_RPC); else the one that the gateway names')
    .option(
      '--ledger <chain:membership>',
      'the ledger, as the consortium publishes it; else that of the node in the data directory, or the one that the gateway is known for',
    )
    .addOption(finalityOption());
}

/** What says which ledger is the right one, from the strongest down. `met`: the gateway, when it was met first. */
export type LedgerTrust = 'given' | 'node' | 'met' | 'first contact';

export interface TrustedLedger {
  readonly reader: LedgerReader;
  readonly trust: LedgerTrust;
  /** What the ledger holds is taken from a JSON-RPC that nobody but the gateway named. */
  readonly isGatewaysRpc: boolean;
}

/** Opens the ledger that is named, else the one of the node in the data directory, else the one that the gateway is
 *  known for. LEDGER_MISMATCH where these differ, or where the JSON-RPC serves another one. */
export async function openTrusted(
  context: Context,
  options: TrustOptions,
  client: GatewayClient,
): Promise<TrustedLedger> {
  const node = await context.node();
  const given = options.ledger === undefined ? undefined : ledgerOf(options.ledger);
  await requireLedger(client, given);
  const { identity, isNew } = await client.known();
  const { membership, chainId } = parseLedger(identity.ledger);
  const own = given?.membership ?? node?.membership;
  if (own !== undefined && own !== membership) throw ofAnother(client.endpoint, membership, own);
  const ownRpc = options.rpc ?? (context.config.rpc || (node?.chain.kind === 'network' ? node.chain.rpc : undefined));
  const url = checkUrl(ownRpc ?? (await rpcNamedBy(client)), '--rpc');
  const reader = await openLedger({ url, membership, confirmations: confirmationsOf(options, node, url) });
  if (reader.ledger.chainId !== chainId) {
    reader.close();
    throw new CustosError(
      'LEDGER_MISMATCH',
      `The JSON-RPC serves chain ${reader.ledger.chainId}, and the ledger is on chain ${chainId}. Give another --rpc.`,
    );
  }
  const trust = given ? 'given' : own ? 'node' : isNew ? 'first contact' : 'met';
  return { reader, trust, isGatewaysRpc: ownRpc === undefined && node === undefined };
}

/** As people are told it, `CHAIN:MEMBERSHIP`; with `eip155:` before it, it is CAIP-10. */
export function ledgerOf(text: string): Ledger {
  const [, chain, membership] = /^(?:eip155:)?([0-9]{1,16}):(0x[0-9a-fA-F]{40})$/.exec(text) ?? [];
  if (chain === undefined || membership === undefined) {
    throw new CustosError(
      'INPUT_INVALID',
      '--ledger takes the chain’s number and the address of Membership, such as 1234:0x5079413ff03c1bfada8ca43003f021b8f9a262f4.',
    );
  }
  return parseLedger(`eip155:${chain}:${toAddress(membership, '--ledger')}`);
}

/** LEDGER_MISMATCH where a ledger is given and the gateway is of another one. */
export async function requireLedger(client: GatewayClient, given: Ledger | undefined): Promise<void> {
  if (given === undefined) return;
  const { ledger } = await client.identity();
  if (formatLedger(given) !== ledger) throw ofAnother(client.endpoint, ledger, formatLedger(given));
}

function ofAnother(endpoint: string, shown: string, wanted: string): CustosError {
  return new CustosError(
    'LEDGER_MISMATCH',
    `${endpoint} is a gateway of the ledger ${shown}, not of ${wanted}. Nothing was read.`,
  );
}

async function rpcNamedBy(client: GatewayClient): Promise<string> {
  const { rpc: url } = await client.json<{ rpc?: string }>('GET', '/v1/ledger');
  if (url !== undefined) return url;
  throw new CustosError('CONFIG_INVALID', 'The gateway names no JSON-RPC of the ledger. Give one with --rpc URL.');
}

/** The node's own setting is one of the node's own URL. */
function confirmationsOf({ finality }: TrustOptions, node: NodeConfig | undefined, url: string): number | undefined {
  const isOwn = node?.chain.kind === 'network' && node.chain.rpc === url;
  return confirmationsFor(finality) ?? (isOwn ? ledgerSettings(node).confirmations : undefined);
}

/** How sure the ledger is, for people; nothing where the user named it and its JSON-RPC. */
export function trustLines({ reader, trust, isGatewaysRpc }: TrustedLedger, endpoint: string): string[] {
  const words = {
    given: [],
    node: [],
    met: [
      `The ledger is the one that ${endpoint} is known for (${ownCommand('gateway list')}). Name it yourself with --ledger.`,
    ],
    'first contact': [
      `Nothing but the word of ${endpoint} says which ledger this is. Compare it with what the consortium publishes: ${writtenLedger(reader.ledger)}`,
      'The next time, name it yourself with --ledger.',
    ],
  } satisfies Record<LedgerTrust, string[]>;
  const named = `What it holds was read from the JSON-RPC that ${endpoint} names. Give one that you trust with --rpc (CUSTOS_RPC).`;
  return [...words[trust], ...(isGatewaysRpc ? [named] : [])];
}
