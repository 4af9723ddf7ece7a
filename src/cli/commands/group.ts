import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { createGroup, type Group, joinGroup, leaveGroup, listGroups, nameGroup } from '../../client/groups.ts';
import { listMembers } from '../../client/members.ts';
import { standingAt } from '../../client/standing.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { type GroupName, groupId, groupLabel, newGroupName } from '../../core/group.ts';
import { type Address, type GroupId, parseLedger } from '../../core/ids.ts';
import { isNamesake } from '../../core/namesakes.ts';
import { checkName } from '../../core/spoken-name.ts';
import type { Context } from '../context.ts';
import { groupAmong } from '../find-group.ts';
import { memberAmong } from '../find-member.ts';
import { groupNamesOf } from '../group-names.ts';
import { type MemberNames, namesOf } from '../member-names.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { shortId } from '../pick.ts';
import type { Run } from '../run.ts';
import { transact } from '../transaction.ts';

const MEMBER_FORMS = 'by name, key name, account or the beginning of its id';
const EARLIER = 'consents for the group that were given before count for it only where they say so';

export function groupCommands(program: Command, run: Run): void {
  const group = program.command('group').description('groups of members, which consents may name');
  run(group.command('list').description('list the groups, and who is in each'), async ({ client, output }) => {
    const gateway = await client();
    const groups = await listGroups(gateway);
    const member = namesOf(await listMembers(gateway));
    const { membership } = parseLedger((await gateway.identity()).ledger);
    output.result(groups, () => groupTable(groups, member, membership));
  });
  run(
    group
      .command('create <name>')
      .description('create a group (holder, administrator); only a salted digest of its name goes on chain'),
    async (context, [typed = '']) => {
      const name = checkName(typed, 'The name');
      const gateway = await context.client();
      const { roles, member } = await standingAt(gateway);
      if (roles.includes('holder')) {
        const created = await createGroup(gateway, name);
        return context.output.result(created, () => `${createdWords(name, created.group)}.`);
      }
      await createByTransaction(context, gateway, name, member);
    },
  );
  run(
    group
      .command('name <group> <name> <salt>')
      .description('tell a gateway what a group is called that was created elsewhere (any member)'),
    async ({ client, output }, [wanted = '', name = '', salt = '']) => {
      const gateway = await client();
      const { group: id } = groupAmong(await listGroups(gateway), wanted);
      const named = await nameGroup(gateway, id, { name, salt: salt.toLowerCase() } as GroupName);
      output.result(named, () => `${id} is called “${named.name}”.`);
    },
  );
  run(
    group
      .command('join <group> <member>')
      .description(`let a member, ${MEMBER_FORMS}, into a group (whoever keeps it)`),
    async (context, [wanted = '', typed = '']) => {
      const { gateway, found, identity, words } = await theTwo(context, wanted, typed);
      const done = `${words.member} is in the group ${words.group}; ${EARLIER}`;
      if (await isKeptHere(gateway, found)) {
        const joined = await joinGroup(gateway, found.group, identity);
        return context.output.result(joined, () => `${done}.`);
      }
      await transact(context, ({ membership }) => membership.joinGroup(found.group, identity), done);
    },
  );
  run(
    group
      .command('leave <group> [member]')
      .description(`take a member, ${MEMBER_FORMS}, out of a group (whoever keeps it); oneself unless said`),
    async (context, [wanted = '', typed]) => {
      const { gateway, found, identity, words } = await theTwo(context, wanted, typed);
      const done = `${words.member} is out of the group ${words.group}: no consent for the group covers it any more`;
      if (await isKeptHere(gateway, found)) {
        const left = await leaveGroup(gateway, found.group, identity);
        return context.output.result(left, () => `${done}.`);
      }
      await transact(context, ({ membership }) => membership.leaveGroup(found.group, identity), done);
    },
  );
}

/** Everything of one's own holder's goes by its gateway; all else is the keeper's own transaction, or the member's. */
async function isKeptHere(gateway: GatewayClient, { steward }: Group): Promise<boolean> {
  return steward === (await gateway.identity()).holder;
}

/** A group, and a member that joins or leaves it; the caller itself where none is typed. */
async function theTwo(context: Context, wanted: string, typed: string | undefined) {
  const gateway = await context.client();
  const groups = await listGroups(gateway);
  const members = await listMembers(gateway);
  const found = groupAmong(groups, wanted);
  const identity = typed === undefined ? await ownIdentity(gateway) : await memberAmong(context, members, typed);
  const words = { group: groupNamesOf(groups)(found.group), member: namesOf(members)(identity) };
  return { gateway, found, identity, words };
}

async function ownIdentity(gateway: GatewayClient): Promise<Address> {
  const { member } = await standingAt(gateway);
  if (member !== undefined) return member;
  throw new CustosError('FORBIDDEN', `${gateway.address} is no member's account. Name the member that leaves.`);
}

/** Another holder's, or the consortium's, which is its administrator's to sign. The gateway is told the name once the ledger has
 *  its digest. */
async function createByTransaction(
  context: Context,
  gateway: GatewayClient,
  name: string,
  member: Address | undefined,
): Promise<void> {
  refuseNamesake(await listGroups(gateway), name);
  const named = newGroupName(name);
  const label = groupLabel(named);
  const { membership } = parseLedger((await gateway.identity()).ledger);
  const own = (await listMembers(gateway)).find(({ identity }) => identity === member);
  const keeps = own?.roles.some((role) => role === 'holder' || role === 'gateway');
  const group = groupId(membership, own && keeps ? own.principal : membership, label);
  await transact(
    context,
    (calls) => calls.membership.createGroup(label),
    async () => {
      await tellName(gateway, group, named);
      return createdWords(name, group);
    },
  );
}

/** Told before anything is on chain; the gateway decides. */
function refuseNamesake(groups: readonly Group[], name: string): void {
  const other = groups.find((one) => isNamesake(one.name ?? '', name));
  if (other === undefined) return;
  throw new CustosError(
    'CONFLICT',
    `There is a group called “${other.name}” already, ${other.group}, and people could not tell “${name}” from it. Nothing was done. Choose another name, such as with its purpose.`,
  );
}

/** What the chain has of a name is of no use without what opens it. */
async function tellName(gateway: GatewayClient, group: GroupId, named: GroupName): Promise<void> {
  try {
    await nameGroup(gateway, group, named);
  } catch (cause) {
    if (!(cause instanceof CustosError)) throw cause;
    const again = ownCommand(`group name ${group} NAME ${named.salt}`);
    throw new CustosError(
      cause.code,
      `${cause.message} The group is on the ledger, and the gateway does not know its name yet. Say it again: ${again}.`,
      { cause, details: cause.details },
    );
  }
}

function createdWords(name: string, group: GroupId): string {
  return `the group “${name}” is created, and nobody is in it yet; its id is ${group}`;
}

function groupTable(groups: readonly Group[], member: MemberNames, membership: Address): string[] {
  const called = groupNamesOf(groups);
  const ids = groups.map(({ group }) => group);
  return table(
    ['group', 'kept by', 'member', 'since', 'id'],
    groups.flatMap(({ group, steward, members }) => {
      const of = [called.called(group) ?? '', steward === membership ? 'the consortium' : member(steward)];
      const rows = members.map(({ identity, joinedAt }) => [member(identity), dateWords(joinedAt)]);
      return (rows.length === 0 ? [['nobody', '']] : rows).map((row) => [...of, ...row, shortId(group, ids)]);
    }),
  );
}
