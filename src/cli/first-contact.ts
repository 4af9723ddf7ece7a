import type { GatewayIdentity } from '../client/gateway-identity.ts';
import { holderName } from '../client/holder-name.ts';
import { isCustosError } from '../core/errors.ts';
import { parseLedger } from '../core/ids.ts';
import { type OrganisationName, opensOrganisation } from '../core/organisation.ts';
import { nameOfOthers } from '../core/spoken-name.ts';
import { findMember } from '../ledger/find-member.ts';
import { openLedger } from '../ledger/reader.ts';
import { ownCommand } from './own-command.ts';
import { writtenLedger } from './published.ts';

/** How long a first contact waits for a ledger that only says a name. */
const LEDGER_MS = 5_000;

const OWN_RPC =
  'Until you name a JSON-RPC that you trust (CUSTOS_RPC), what the ledger says is read from the one that it names.';

/** Whom the user met, and what to compare, once. The name is held to the ledger where the user names a JSON-RPC for it
 *  (`rpc`, else empty). */
export async function firstContactLines(endpoint: string, identity: GatewayIdentity, rpc: string): Promise<string[]> {
  return [
    `First contact with ${endpoint}: nothing but its own word says who it is, and from now on it is held to that.`,
    `  holder ${await holderWords(endpoint, identity, rpc)} (${identity.holder}), ledger ${writtenLedger(parseLedger(identity.ledger))}`,
    `  log key ${identity.verifierKey}`,
    `Compare them with what the holder publishes; ${ownCommand('gateway list')} shows them again. ${rpc === '' ? OWN_RPC : ''}`.trimEnd(),
  ];
}

/** What the holder is called, and by whose word. */
export async function holderWords(endpoint: string, identity: GatewayIdentity, rpc: string): Promise<string> {
  const told = await holderName(endpoint).catch(ifKnown);
  const name = told && nameOfOthers(told.name);
  if (told === undefined || name === undefined) return 'without a name';
  const opens = rpc === '' ? undefined : await opensOnLedger(identity, told, rpc).catch(ifKnown);
  if (opens === undefined) return `“${name}”, by its own word`;
  return opens
    ? `“${name}”, as ${rpc} has it on the ledger`
    : `that calls itself “${name}”, which the ledger does NOT say`;
}

async function opensOnLedger(
  { ledger, holder }: GatewayIdentity,
  told: OrganisationName,
  url: string,
): Promise<boolean> {
  const { membership, chainId } = parseLedger(ledger);
  const reader = await openLedger({ url, membership, chainId, confirmations: 0, timeoutMs: LEDGER_MS });
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
