import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { z } from 'zod';
import { GatewayClient, type OpenSession, type PersonAccount } from '../client/gateway-client.ts';
import type { PinStore } from '../client/pins.ts';
import { keptProofKey } from '../client/proof-key.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, isAddress } from '../core/ids.ts';
import { readFact, replaceFact, requireKeepable } from './fact-files.ts';
import { ownCommand, shellWord } from './own-command.ts';

const FILE = 'person.json';
const hex = z.custom<`0x${string}`>((value) => typeof value === 'string' && /^0x[0-9a-f]*$/.test(value));
const address = z.custom<Address>(isAddress);
const text = z.string().max(8_192);

/** Who acts in the session, and for how long, is the gateway's to say; the file opens nothing more than that session. */
const SCHEMA = z.strictObject({
  format: z.literal(1),
  /** Base URL of the organisation's own node. */
  node: z.string(),
  token: text,
  expires: z.int(),
  requests: z.int(),
  signer: hex,
  proof: z.strictObject({
    type: z.literal('organisation'),
    member: address,
    statement: text,
    key: hex,
    signature: hex,
  }),
  key: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: text, y: text, d: text }),
});

/** A session at the person's own node that lasts from one command to the next. */
export interface PersonSession {
  readonly node: string;
  readonly session: OpenSession;
}

/** IO_FAILED where a session could not be kept. */
export async function requireSessionKeepable(dataDir: string): Promise<void> {
  await requireKeepable(dataDir, FILE);
}

/** Keeps it in place of another one, in a file of its owner's alone. `jwk` is the private key of the session. */
export async function keepPersonSession(
  dataDir: string,
  { node, session }: PersonSession,
  { kty, crv, x, y, d }: JWK,
): Promise<void> {
  const { key: _, ...kept } = session;
  await replaceFact(dataDir, FILE, { format: 1, node, ...kept, key: { kty, crv, x, y, d } });
}

/** SESSION_REQUIRED where nobody signed in, and where the session has ended. */
export async function readPersonSession(dataDir: string): Promise<PersonSession> {
  const kept = await readFact(join(dataDir, FILE), SCHEMA, (path, cause) => {
    const message = `${path} cannot be understood. Remove it and sign in again: ${ownCommand('login --gateway URL')}.`;
    return new CustosError('CONFIG_INVALID', message, { cause });
  });
  if (kept === undefined) throw signIn('Nobody has signed in here', 'URL');
  if (kept.expires <= Date.now()) throw signIn('The session has ended', kept.node);
  const { format: _, node, key, ...session } = kept;
  return { node, session: { ...session, key: await keptProofKey(key) } };
}

/** Whether there was one. */
export async function forgetPersonSession(dataDir: string): Promise<void> {
  await rm(join(dataDir, FILE), { force: true });
}

/** The person at its own node. It signs in by nothing but `login`. */
export function nodeClient({ node, session }: PersonSession, pins: PinStore): GatewayClient {
  const account: PersonAccount = {
    vouch: async () => {
      throw signIn('The session has ended', node);
    },
  };
  return new GatewayClient({ endpoint: node, account, session, pins });
}

/** `node`: that of the organisation, which is not the one that a command goes to at another organisation. */
function signIn(why: string, node: string): CustosError {
  const command = ownCommand(`login --gateway ${shellWord(node)}`);
  return new CustosError('SESSION_REQUIRED', `${why}. Sign in: ${command}, at your organisation’s own node.`);
}
