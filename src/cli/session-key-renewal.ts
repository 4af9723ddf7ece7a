import type { GatewayClient } from '../client/gateway-client.ts';
import type { MinedTransaction } from '../client/own-transaction.ts';
import { listSessionKeys, type SessionKey } from '../client/session-keys.ts';
import type { Hex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, parseLedger } from '../core/ids.ts';
import { StatementSigner } from '../gateway/auth/statement-signer.ts';
import { RENEW_BEFORE } from './ledger-check.ts';
import { ensureNextSessionSeed, sessionSeedReader, useNextSessionKey } from './session-key-files.ts';
import { lastDaySeconds } from './time.ts';
import { send } from './transaction.ts';

export const SESSION_KEY_STATES: Readonly<Record<SessionKey['state'], string>> = {
  counts: 'counts',
  removed: 'ended',
  expired: 'its last day has passed',
  lapsed: 'ended with the account that named it',
};

/** A node in its data directory, and the organisation whose persons it vouches for. */
export interface VouchingNode {
  /** Signed in with the organisation's account. */
  readonly client: GatewayClient;
  readonly member: Address;
  readonly directory: string;
  /** Of its keys' files; undefined where they are in the clear. */
  readonly passphrase: string | undefined;
}

export interface RenewedSessionKey {
  readonly key: SessionKey;
  /** Of the key's file. */
  readonly path: string;
  /** That of before, which counts on. */
  readonly older: SessionKey | undefined;
  /** Absent where an interrupted renewal had named the key already. */
  readonly mined: MinedTransaction | undefined;
}

/** Makes a new key for the node and names it on the ledger until `last`, in seconds since 1970; an interrupted renewal is taken up. CONFLICT
 *  where its key was ended since, LEDGER_LAGGING where the gateway does not list the new one yet. */
export async function renewSessionKey(node: VouchingNode, last: number): Promise<RenewedSessionKey> {
  const { client, member, directory, passphrase } = node;
  const before = await listSessionKeys(client, member);
  const key = await keyOf(node, await ensureNextSessionSeed(directory, passphrase));
  const replaced = await nodeSessionKey(node);
  const standing = before.find((one) => one.key === key);
  refuseEnded(standing);
  const mined = standing ? undefined : await send(client, ({ membership }) => membership.addSessionKey(key, last));
  const path = await useNextSessionKey(directory);
  const older = before.find((one) => one.key === replaced && one.state === 'counts');
  return { key: pickKey(await listSessionKeys(client, member), key), path, older, mined };
}

/** Renews the node's key for a year where none counts, or only for days more. */
export async function keepSessionKey(node: VouchingNode): Promise<void> {
  const own = await nodeSessionKey(node);
  const known = (await listSessionKeys(node.client, node.member)).find(({ key }) => key === own);
  if (known?.state === 'counts' && known.until > Date.now() / 1000 + RENEW_BEFORE) return;
  await renewSessionKey(node, lastDaySeconds('365d'));
}

/** The key that the node signs with; undefined where it has none, or none that opens. */
export async function nodeSessionKey(node: VouchingNode): Promise<Hex | undefined> {
  try {
    const seed = await sessionSeedReader(node.directory, node.passphrase)();
    return seed && (await keyOf(node, seed));
  } catch (error) {
    if (error instanceof CustosError) return undefined;
    throw error;
  }
}

async function keyOf({ client, member }: VouchingNode, seed: Uint8Array): Promise<Hex> {
  const { ledger } = await client.identity();
  return new StatementSigner({ ledger: parseLedger(ledger), member, seed }).key;
}

function pickKey(keys: readonly SessionKey[], key: Hex): SessionKey {
  const found = keys.find((one) => one.key === key);
  if (found !== undefined) return found;
  throw new CustosError(
    'LEDGER_LAGGING',
    'The key was named, and the gateway does not list it yet. Repeat the command.',
  );
}

/** Of a renewal that was interrupted after the key was named, and whose key was ended since. */
function refuseEnded(standing: SessionKey | undefined): void {
  if (standing === undefined || standing.state === 'counts') return;
  throw new CustosError(
    'CONFLICT',
    `The key that an earlier renewal made does not count any more (${SESSION_KEY_STATES[standing.state]}). Remove keys/session-next.key from the data directory and repeat.`,
  );
}
