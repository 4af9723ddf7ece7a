import { join } from 'node:path';
import type { GatewayClient } from '../client/gateway-client.ts';
import { listGroups } from '../client/groups.ts';
import { listMembers, type Member } from '../client/members.ts';
import { CustosError } from '../core/errors.ts';
import { type Address, isAddress, isDigest } from '../core/ids.ts';
import { didYouMean } from '../core/nearest-name.ts';
import type { Context } from './context.ts';
import { accountKeyNames, accountOfKey } from './key-files.ts';
import { ownCommand } from './own-command.ts';
import { type Kind, pick } from './pick.ts';

type Named = Pick<Member, 'name' | 'status'> & { readonly identity: string; readonly principal: string };

const MEMBER: Kind<Named> = {
  one: 'member',
  id: ({ identity }) => identity,
  name: ({ name }) => name,
  // Gateways go by the name of whom they act for, and whoever was removed has none any more.
  rather: ({ identity, principal, status }) => identity === principal && status !== 'removed',
  look: `${ownCommand('member list')} shows who there is.`,
};

const GRANTEE: Kind<Named> = {
  ...MEMBER,
  one: 'member or group',
  look: `${ownCommand('member list')} and ${ownCommand('group list')} show whom there is.`,
};

/** The identity of a member that is named as `pick` takes it, by an account, or by the name of a key in the data
 *  directory. */
export async function memberIdentity(context: Context, client: GatewayClient, wanted: string): Promise<Address> {
  return memberAmong(context, await listMembers(client), wanted);
}

/** As `memberIdentity`, of a list that is at hand. */
export async function memberAmong(context: Context, members: readonly Member[], wanted: string): Promise<Address> {
  return (await among(context, members, [], wanted, MEMBER)) as Address;
}

/** The identity of a member as `memberIdentity` takes it, or the id of a group by its name or a beginning of it. Where a name or
 *  beginning may be either, INPUT_INVALID says so. */
export async function granteeNamed(context: Context, client: GatewayClient, wanted: string): Promise<string> {
  const id = wanted.toLowerCase();
  if (isDigest(id)) return id;
  const groups = (await listGroups(client)).map(({ group, name }): Named => {
    return { identity: group, principal: group, status: 'active', ...(name === undefined ? {} : { name }) };
  });
  return among(context, await listMembers(client), groups, wanted, GRANTEE);
}

async function among(
  context: Context,
  members: readonly Member[],
  groups: readonly Named[],
  wanted: string,
  kind: Kind<Named>,
): Promise<string> {
  const account = wanted.toLowerCase();
  if (isAddress(account)) return identityOf(account, members);
  const key = await accountOfKey(context.dataDir, wanted);
  if (key === undefined) {
    const alsoCalled = await accountKeyNames(context.dataDir);
    return pick(wanted, [...members, ...groups], { ...kind, alsoCalled }).identity;
  }
  // A key that is called as another member is must not be taken for it.
  const identity = identityOf(key, members);
  const keyed: Named = { identity, principal: identity, name: wanted, status: 'active' };
  const others = members.filter((one) => one.identity !== identity);
  return pick(wanted, [...others, keyed, ...groups], kind).identity;
}

/** An account that need not be a member's: an address, or the name of a key in the data directory. */
export async function accountNamed({ dataDir }: Context, wanted: string, what: string): Promise<Address> {
  const account = wanted.toLowerCase();
  const found = isAddress(account) ? account : await accountOfKey(dataDir, wanted);
  if (found !== undefined) return found;
  throw new CustosError(
    'INPUT_INVALID',
    `${what} must be an address (20 bytes of hex with 0x) or the name of a key in ${join(dataDir, 'keys')}, and “${wanted.slice(0, 80)}” is neither.${didYouMean(wanted, await accountKeyNames(dataDir))}`,
  );
}

/** Members are named by the account that they began with, whichever they act with now. */
function identityOf(account: Address, members: readonly Member[]): Address {
  return members.find((one) => one.account === account)?.identity ?? account;
}
