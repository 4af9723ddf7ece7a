import { CustosError } from '../core/errors.ts';
import { type GroupName, groupId, groupLabel, newGroupName } from '../core/group.ts';
import { type Address, type Digest, type GroupId, parseLedger } from '../core/ids.ts';
import { address, digest, members, optional } from '../core/shape.ts';
import { answerOf, anyText, count, listAt, many, type ShapeOf } from './answers.ts';
import { create } from './creation.ts';
import type { GatewayClient } from './gateway-client.ts';

/** Members that consents may name together; times in seconds since 1970 UTC. Its id commits to its steward and its name, which
 *  are compared with it. That it stands on the ledger, and who is in it, is the gateway's word. */
export interface Group {
  readonly group: GroupId;
  /** Who lets members in: a member, or Membership itself for the consortium. */
  readonly steward: Address;
  /** Where the gateway knows it. */
  readonly name?: string;
  /** With the name it opens the label on chain, at another gateway as well (`nameGroup`). */
  readonly salt?: Digest;
  readonly createdAt: number;
  /** Who is in it now. */
  readonly members: readonly { readonly identity: Address; readonly joinedAt: number }[];
}

type Shown = Group & { readonly label: Digest };

const SHOWN: ShapeOf<Shown> = {
  group: digest,
  steward: address,
  label: digest,
  name: optional(anyText),
  salt: optional(digest),
  createdAt: count,
  members: many(members({ identity: address, joinedAt: count }, 'members')),
};

/** All of them, in the order of their creation. PROOF_INVALID where an id is not that of the steward and name beside it. */
export async function listGroups(gateway: GatewayClient): Promise<Group[]> {
  const shown = await listAt(gateway, '/v1/groups', 'groups', SHOWN);
  return Promise.all(shown.map((one) => verified(gateway, one)));
}

/** Creates a group, as the holder, who then says who is in it. The name is not on chain in clear. An answer that is lost on the
 *  way is asked for again, so that nothing is made twice. CONFLICT where another group, or a member, has the name. */
export async function createGroup(gateway: GatewayClient, name: string): Promise<Group> {
  const { checkName } = await import('../core/spoken-name.ts');
  const named = newGroupName(checkName(name, 'The name'));
  return verified(gateway, await create(gateway, '/v1/groups', named, SHOWN), named);
}

/** Tells a gateway what a group is called, whoever keeps it. */
export async function nameGroup(gateway: GatewayClient, group: GroupId, named: GroupName): Promise<Group> {
  const json = { name: named.name, salt: named.salt };
  return changed(gateway, group, await answerOf(gateway, ['PUT', `/v1/groups/${group}/name`], SHOWN, { json }));
}

/** Lets a member into a group, as the holder that keeps it; it is on chain when this resolves. Consents that were given before
 *  cover the member only where they say so. */
export async function joinGroup(gateway: GatewayClient, group: GroupId, member: Address): Promise<Group> {
  return changed(gateway, group, await answerOf(gateway, ['PUT', `/v1/groups/${group}/members/${member}`], SHOWN));
}

/** Takes a member out of a group, as the holder that keeps it or the member itself; it is on chain when this resolves, and no
 *  consent for the group covers the member any more, nor consents of before should it join again. */
export async function leaveGroup(gateway: GatewayClient, group: GroupId, member: Address): Promise<Group> {
  return changed(gateway, group, await answerOf(gateway, ['DELETE', `/v1/groups/${group}/members/${member}`], SHOWN));
}

async function changed(gateway: GatewayClient, group: GroupId, shown: Shown): Promise<Group> {
  if (shown.group !== group) throw untrue('answers with another group than it was asked about');
  return verified(gateway, shown);
}

async function verified(gateway: GatewayClient, shown: Shown, created?: GroupName): Promise<Group> {
  const { label, ...group } = shown;
  const { ledger, holder } = await gateway.identity();
  const { membership } = parseLedger(ledger);
  if (groupId(membership, group.steward, label) !== group.group) throw untrue('shows a group with another’s id');
  const { name, salt } = group;
  if (name !== undefined && (salt === undefined || groupLabel({ name, salt }) !== label))
    throw untrue('calls a group by a name that is not its own');
  if (created !== undefined && (groupLabel(created) !== label || group.steward !== holder))
    throw untrue('answers with another group than was created');
  return group;
}

function untrue(what: string): CustosError {
  return new CustosError('PROOF_INVALID', `The gateway ${what}. Nothing rests on it; ask the holder.`);
}
