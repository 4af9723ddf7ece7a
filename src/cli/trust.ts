import type { Command } from 'commander';
import type { Trust } from '../client/content-reader.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { fromHex, utf8 } from '../core/bytes.ts';
import { decodeEntry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, formatLedger, type LogId, logOrigin, toAddress } from '../core/ids.ts';
import { verifyReceipt } from '../core/proof.ts';
import type { AccessRequest } from '../core/request.ts';
import { ed25519Verifier } from '../core/verifier-key.ts';
import { logKeys } from '../ledger/log-keys.ts';
import { type LedgerReader, openLedger } from '../ledger/reader.ts';
import { type Context, checkUrl } from './context.ts';
import { findMember } from './open-log.ts';
import type { LedgerAnswer } from './transaction.ts';

export interface TrustOptions {
  readonly rpc?: string;
  readonly membership?: string;
}

export function addTrustOptions(command: Command): Command {
  return command
    .option('--rpc <url>', 'JSON-RPC of the ledger (CUSTOS_RPC); else the one that the gateway names')
    .option('--membership <address>', 'the ledger; else that of the node in the data directory, or the gateway’s');
}

/** Opens the ledger. What is not given is taken from the node in the data directory, and last from the gateway. */
export async function openTrusted(
  context: Context,
  options: TrustOptions,
  answer: () => Promise<LedgerAnswer>,
): Promise<LedgerReader> {
  const node = await context.node();
  const given = options.rpc ?? (context.config.rpc || (node?.chain.kind === 'network' ? node.chain.rpc : undefined));
  const url = given ?? (await answer()).rpc;
  if (url === undefined) {
    throw new CustosError('CONFIG_INVALID', 'The gateway names no JSON-RPC of the ledger. Give one with --rpc URL.');
  }
  const pinned = options.membership === undefined ? node?.membership : toAddress(options.membership, '--membership');
  return openLedger({ url: checkUrl(url, '--rpc'), membership: pinned ?? (await answer()).membership });
}

/** What a download is verified against: the manifest's root and the keys of the gateway's log, from the chain. The
 *  entry behind each receipt must be of this request and of a log of the dataset's own holder. */
export async function trustFor(reader: LedgerReader, client: GatewayClient, request: AccessRequest): Promise<Trust> {
  const { dataset, version } = request;
  const { logId } = await client.json<{ logId: LogId }>('GET', '/v1/log');
  const [published, log, { holder }, keys, requester] = await Promise.all([
    reader.views.datasets.versionOf(dataset, version),
    reader.views.accessLog.logOf(logId),
    reader.views.datasets.datasetOf(dataset),
    logKeys(reader, logId),
    identityOf(reader, client),
  ]);
  if (log.holder !== holder) {
    throw new CustosError(
      'PROOF_INVALID',
      'The gateway’s log is not one of the dataset’s holder. Nothing was fetched.',
    );
  }
  const origin = logOrigin(reader.ledger, logId);
  const verifiers = keys.map(({ verifierKey }) => ed25519Verifier(verifierKey));
  const ledger = formatLedger(reader.ledger);
  return {
    manifestRoot: fromHex(published.manifestRoot, 32),
    openReceipt: (receipt) => {
      const { entry } = verifyReceipt(utf8(receipt), { origin, log: verifiers });
      const logged = decodeEntry(entry);
      const found = [logged.ledger, logged.logId, logged.dataset, logged.version, logged.purpose, logged.requester];
      const wanted = [ledger, logId, dataset, version, request.purpose, requester];
      if (wanted.every((value, i) => value === found[i])) return entry;
      throw new CustosError('PROOF_INVALID', 'A receipt is for another request. Keep it and tell an auditor.');
    },
  };
}

/** A member keeps its identity when its account is rotated; entries name the identity. */
async function identityOf(reader: LedgerReader, client: GatewayClient): Promise<Address | undefined> {
  const account = client.account?.address;
  return account === undefined ? undefined : (await findMember(reader, account))?.identity;
}
