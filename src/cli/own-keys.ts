import type { GatewayClient } from '../client/gateway-client.ts';
import { listMembers } from '../client/members.ts';
import { type Standing, standingAt } from '../client/standing.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { within } from '../core/patience.ts';
import { type Context, clientOf } from './context.ts';
import { accountKeys, type KeyFile, readAccountKey } from './key-files.ts';
import { namesOf } from './member-names.ts';
import { ownCommand } from './own-command.ts';

/** A key file with who it is at the gateway, where that is known. */
export interface OwnKey extends KeyFile, Partial<Standing> {
  /** What the member goes by. */
  readonly organisation?: string;
  /** Of a member that may do nothing. */
  readonly status?: 'suspended' | 'removed';
}

export interface OwnKeys {
  readonly keys: readonly OwnKey[];
  /** Why no gateway was asked who they are. */
  readonly unasked?: string;
}

/** How long the gateway is waited for, in all. */
const ASKED_MS = 10_000;

/** The keys of the data directory, and who each is at the gateway: those that open ask for themselves, and what they see of the
 *  members tells of the others. Without an answer the list stands as it is. */
export async function ownKeys(context: Context): Promise<OwnKeys> {
  const keys = await accountKeys(context.dataDir);
  try {
    const late = () => {
      throw new CustosError('GATEWAY_UNREACHABLE', `The gateway did not answer in ${ASKED_MS / 1000} s.`);
    };
    return { keys: await within(ASKED_MS, asked(context, keys), { late }) };
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return { keys, unasked: error.message };
  }
}

async function asked(context: Context, keys: readonly KeyFile[]): Promise<OwnKey[]> {
  const url = await metGateway(context);
  const passphrase = await context.passphrase();
  const said = await Promise.all(keys.map((key) => standingOf(context, key, url, passphrase)));
  const somebody = said.find((one) => one !== undefined && one.standing.roles.length > 0);
  const members = somebody === undefined ? [] : await listMembers(somebody.client);
  const nameOf = namesOf(members);
  return keys.map((key, i) => {
    const member = members.find(({ account }) => account === key.account);
    const standing = said[i]?.standing ?? (member && { member: member.identity, roles: member.roles });
    const organisation = standing?.member && nameOf(standing.member);
    const status = member === undefined || member.status === 'active' ? {} : { status: member.status };
    return { ...key, ...standing, ...(organisation === undefined ? {} : { organisation }), ...status };
  });
}

/** Only one that the user has met, or runs: a list of keys must not be what makes one believed. */
async function metGateway({ gateway, node, known }: Context): Promise<string> {
  const url = await gateway();
  if ((await node())?.endpoint === url || (await known.read(url)) !== undefined) return url;
  throw new CustosError('NOT_FOUND', `${url} is no gateway that you know. ${ownCommand('gateway list')} shows them.`);
}

/** Undefined for a key that does not open, or that the gateway tells nothing. */
async function standingOf(
  { dataDir, known }: Context,
  { path, account, encrypted }: KeyFile,
  url: string,
  passphrase: string | undefined,
): Promise<{ readonly client: GatewayClient; readonly standing: Standing } | undefined> {
  if (account === undefined || (encrypted && passphrase === undefined)) return undefined;
  try {
    const client = clientOf(url, await readAccountKey(dataDir, path, passphrase), known);
    return { client, standing: await standingAt(client) };
  } catch (error) {
    if (isCustosError(error, 'GATEWAY_UNREACHABLE', 'GATEWAY_CHANGED') || !isCustosError(error)) throw error;
    return undefined;
  }
}
