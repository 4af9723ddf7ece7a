import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { listMembers, type Member } from '../../client/members.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { type Address, ZERO_DIGEST } from '../../core/ids.ts';
import { isNamesake } from '../../core/namesakes.ts';
import { didYouMean } from '../../core/nearest-name.ts';
import { newOrganisation, type OrganisationName, organisationCommitment } from '../../core/organisation.ts';
import { roleNouns, roleWords } from '../../core/role-words.ts';
import { checkName, nameOfOthers } from '../../core/spoken-name.ts';
import { ROLE, type RoleName } from '../../ledger/words.ts';
import { checkEndpoint } from '../endpoint.ts';
import { accountNamed, memberAmong } from '../find-member.ts';
import { namesOf } from '../member-names.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { shortId } from '../pick.ts';
import type { Run } from '../run.ts';
import { transact } from '../transaction.ts';
import { sessionKeyCommands } from './session-key.ts';

interface AddOptions {
  readonly role: string[];
  readonly holder?: string;
  readonly organisation?: string;
  readonly endpoint?: string;
}

/** Roles of seats; the administrator's is none. */
const ROLES: readonly RoleName[] = (Object.keys(ROLE) as RoleName[]).filter((name) => name !== 'administrator');
const MEMBER_FORMS = 'by name, key name, account or the beginning of its id';

export function memberCommands(program: Command, run: Run): void {
  const member = program.command('member').description('members of the consortium');
  run(member.command('list').description('list the members'), async ({ client, output }) => {
    const members = await listMembers(await client());
    const nameOf = namesOf(members);
    const ids = members.map(({ identity }) => identity);
    output.result(members, () =>
      table(
        ['organisation', 'roles', 'status', 'since', 'member', 'endpoint'],
        members.map((one) => [
          nameOf(one.identity),
          roleNouns(one.roles),
          one.status,
          dateWords(one.since),
          shortId(one.identity, ids),
          one.endpoint,
        ]),
      ),
    );
  });
  run(
    member
      .command('add <account>')
      .description('add a member (administrator): an account, or the name of a key in <data>/keys')
      .requiredOption('--role <role...>', `one or more of ${ROLES.join(', ')}`)
      .option('--holder <member>', `for a gateway: the holder that it acts for, ${MEMBER_FORMS}`)
      .option('--organisation <name>', 'name of the organisation; only its salted digest goes on chain')
      .option('--endpoint <url>', 'base URL of what the member serves'),
    async (context, [account], options: AddOptions) => {
      const address = await accountNamed(context, account ?? '', 'The account');
      if (options.role.includes('gateway') && !options.holder) {
        throw new CustosError('INPUT_INVALID', 'A gateway acts for a holder. Name it: --holder MEMBER.');
      }
      const roles = rolesOf(options.role);
      const endpoint = options.endpoint ? checkEndpoint(options.endpoint, '--endpoint') : '';
      const named = organisationOf(options.organisation, '--organisation');
      const gateway = await context.client();
      const members = options.holder || named ? await listMembers(gateway) : [];
      const principal = options.holder ? await memberAmong(context, members, options.holder) : address;
      if (named) refuseNamesake(members, principal, named.name);
      const organisation = named ? organisationCommitment(named) : ZERO_DIGEST;
      await transact(
        context,
        ({ membership }) => membership.add(address, roles, principal, organisation, endpoint),
        async () => {
          if (named) await tellName(gateway, address, named);
          return `${named ? `“${named.name}” (${address})` : address} is a member: ${roleNouns(options.role)}`;
        },
      );
    },
  );
  run(
    member
      .command('name <member> <name>')
      .description('say what a member’s organisation is called (administrator); only its salted digest goes on chain'),
    async (context, [wanted, name]) => {
      const named = organisationOf(name, '<name>') as OrganisationName;
      const gateway = await context.client();
      const members = await listMembers(gateway);
      const identity = await memberAmong(context, members, wanted ?? '');
      refuseNamesake(members, identity, named.name);
      await transact(
        context,
        ({ membership }) => membership.setOrganisation(identity, organisationCommitment(named)),
        async () => {
          await tellName(gateway, identity, named);
          return `${identity} is called “${named.name}”`;
        },
      );
    },
  );
  run(
    member
      .command('roles <member>')
      .description(`give a member other roles (administrator), ${MEMBER_FORMS}; all that it is to have`)
      .requiredOption('--role <role...>', `one or more of ${ROLES.filter((name) => name !== 'gateway').join(', ')}`),
    async (context, [wanted], { role }: { readonly role: string[] }) => {
      const roles = rolesOf(role);
      const members = await listMembers(await context.client());
      const identity = await memberAmong(context, members, wanted ?? '');
      await transact(
        context,
        ({ membership }) => membership.setRoles(identity, roles),
        `${calledWords(members, identity)} is ${roleWords(role)} from now on`,
      );
    },
  );
  for (const [verb, done] of [
    ['suspend', 'suspended'],
    ['resume', 'active again'],
    ['remove', 'removed'],
  ] as const) {
    run(
      member.command(`${verb} <member>`).description(`${verb} a member (administrator), ${MEMBER_FORMS}`),
      async (context, [wanted]) => {
        const members = await listMembers(await context.client());
        const identity = await memberAmong(context, members, wanted ?? '');
        const called = calledWords(members, identity);
        await transact(context, ({ membership }) => membership[verb](identity), `${called} is ${done}`);
      },
    );
  }
  sessionKeyCommands(member, run);
  run(
    member.command('rotate <member> <account>').description('move a member to a new account (administrator)'),
    async (context, [wanted, account]) => {
      const to = await accountNamed(context, account ?? '', 'The new account');
      const members = await listMembers(await context.client());
      const from = await memberAmong(context, members, wanted ?? '');
      const called = calledWords(members, from);
      await transact(context, ({ membership }) => membership.rotate(from, to), `${called} now acts with ${to}`);
    },
  );
}

/** A member's name with the id that was acted on. */
function calledWords(members: readonly Member[], identity: Address): string {
  const { name } = members.find((one) => one.identity === identity) ?? {};
  const called = name === undefined ? undefined : nameOfOthers(name);
  return called === undefined ? identity : `“${called}” (${identity})`;
}

function organisationOf(name: string | undefined, what: string): OrganisationName | undefined {
  return name === undefined ? undefined : newOrganisation(checkName(name, what));
}

/** Told before anything is on chain; the gateway decides. */
function refuseNamesake(members: readonly Member[], identity: Address, name: string): void {
  const own = members.find((one) => one.identity === identity)?.principal ?? identity;
  const other = members.find(
    (one) => one.principal !== own && one.status !== 'removed' && isNamesake(one.name ?? '', name),
  );
  if (other === undefined) return;
  throw new CustosError(
    'CONFLICT',
    `There is a member called “${other.name}” already, ${other.identity}, and people could not tell “${name}” from it. Nothing was done. Choose another name, such as with its town.`,
  );
}

/** What the chain has of a name is of no use without what opens it. */
async function tellName(gateway: GatewayClient, identity: Address, named: OrganisationName): Promise<void> {
  try {
    await gateway.json('PUT', `/v1/members/${identity}/name`, { json: named });
  } catch (cause) {
    if (!(cause instanceof CustosError)) throw cause;
    throw new CustosError(
      cause.code,
      `${cause.message} The member is on the ledger, and the gateway does not know its name yet. Say it again: ${ownCommand(`member name ${identity} NAME`)}.`,
      { cause, details: cause.details },
    );
  }
}

function rolesOf(names: readonly string[]): number {
  return names.reduce((bits, name) => {
    if (!ROLES.includes(name as RoleName)) {
      throw new CustosError(
        'INPUT_INVALID',
        `${name} is no role.${didYouMean(name, ROLES)} There are ${ROLES.join(', ')}.`,
      );
    }
    return bits | ROLE[name as RoleName];
  }, 0);
}
