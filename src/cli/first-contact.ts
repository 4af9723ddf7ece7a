import type { GatewayIdentity } from '../client/gateway-identity.ts';
import { holderName } from '../client/holder-name.ts';
import { isCustosError } from '../core/errors.ts';
import { parseLedger } from '../core/ids.ts';
import { type OrganisationName, opensOrganisation } from '../core/organisation.ts';
import { within } from '../core/patience.ts';
import { disguiseOf } from '../core/skeleton.ts';
import { nameOfOthers } from '../core/spoken-name.ts';
import { ownCommand } from './own-command.ts';
import { writtenLedger } from './published.ts';

/** How long anybody waits for a name. */
const NAME_MS = 5_000;

const OWN_RPC =
  'Until you name a JSON-RPC that you trust (CUSTOS_RPC), what the ledger says is read from the one that it names.';

/** Whom the user met, and what to compare, once: to be told before the gateway is asked for anything more, which it could
 *  leave without an answer. `rpc` is the user's own JSON-RPC, or empty. */
export function firstContactLines(endpoint: string, identity: GatewayIdentity, rpc: string): string[] {
  return [
    `First contact with ${endpoint}: nothing but its own word says who it is, and from now on it is held to that.`,
    `  holder ${identity.holder}, ledger ${writtenLedger(parseLedger(identity.ledger))}`,
    `  log key ${identity.verifierKey}`,
    `Compare them with what the holder publishes; ${ownCommand('gateway list')} shows them again. ${rpc === '' ? OWN_RPC : ''}`.trimEnd(),
  ];
}

/** What the holder is called, and by whose word, in a line that ends with the name: whatever stands in a name, nothing
 *  follows it. Within five seconds. */
export async function holderLine(endpoint: string, identity: GatewayIdentity, rpc: string): Promise<string> {
  return (await toldHolder(endpoint, identity, rpc)) ?? NO_NAME;
}

/** As `holderLine`; undefined where it gives no name, or no answer. */
export async function toldHolder(
  endpoint: string,
  identity: GatewayIdentity,
  rpc: string,
): Promise<string | undefined> {
  return within(NAME_MS, nameLine(endpoint, identity, rpc));
}

const NO_NAME = 'Its holder gives no name.';

async function nameLine(endpoint: string, identity: GatewayIdentity, rpc: string): Promise<string | undefined> {
  const told = await holderName(endpoint).catch(ifKnown);
  const name = told && nameOfOthers(told.name);
  const alphabet = told && disguiseOf(told.name);
  if (alphabet !== undefined) {
    return `Its holder gives a name that looks like Latin letters and is written in ${alphabet} ones: you would take it for another’s, so it is not shown.`;
  }
  if (told === undefined || name === undefined) return undefined;
  const opens = rpc === '' ? undefined : await opensOnLedger(identity, told, rpc).catch(ifKnown);
  if (opens === undefined) return `Its holder calls itself, by its own word: ${name}`;
  return opens
    ? `On the ledger that it names, as ${rpc} has it, its holder is called: ${name}`
    : `Its holder calls itself, and the ledger that it names does NOT say so: ${name}`;
}

async function opensOnLedger(
  { ledger, holder }: GatewayIdentity,
  told: OrganisationName,
  url: string,
): Promise<boolean> {
  // Reading a ledger takes most of what the program reads, and most commands never do.
  const [{ openLedger }, { findMember }] = await Promise.all([
    import('../ledger/reader.ts'),
    import('../ledger/find-member.ts'),
  ]);
  const { membership, chainId } = parseLedger(ledger);
  const reader = await openLedger({ url, membership, chainId, confirmations: 0, timeoutMs: NAME_MS });
  try {
    const member = await findMember(reader, holder);
    return member !== undefined && opensOrganisation(member.organisation, told);
  } finally {
    reader.close();
  }
}

/** A name is of help, and nothing rests on it: what keeps us from it keeps nobody from the command. */
function ifKnown(error: unknown): undefined {
  if (!isCustosError(error)) throw error;
}
