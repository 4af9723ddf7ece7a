import type { Command } from 'commander';
import { toHex, utf8 } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import { type Address, type Digest, toAddress } from '../../core/ids.ts';
import { didYouMean } from '../../core/nearest-name.ts';
import { ROLE, type RoleName } from '../../ledger/words.ts';
import { checkEndpoint } from '../endpoint.ts';
import { isoTime, table } from '../output.ts';
import type { Run } from '../run.ts';
import { transact } from '../transaction.ts';

interface MemberAnswer {
  readonly identity: Address;
  readonly account: Address;
  readonly roles: readonly string[];
  readonly status: string;
  readonly endpoint: string;
  readonly since: number;
}

/** Roles of seats; the administrator's is none. */
const ROLES: readonly RoleName[] = (Object.keys(ROLE) as RoleName[]).filter((name) => name !== 'administrator');

export function memberCommands(program: Command, run: Run): void {
  const member = program.command('member').description('members of the consortium');
  run(member.command('list').description('list the members'), async ({ client, output }) => {
    const { members } = await (await client()).json<{ members: MemberAnswer[] }>('GET', '/v1/members');
    output.result(members, () =>
      table(
        ['member', 'roles', 'status', 'since', 'endpoint'],
        members.map((one) => [one.identity, one.roles.join(','), one.status, isoTime(one.since), one.endpoint]),
      ),
    );
  });
  run(
    member
      .command('add <account>')
      .description('add a member (administrator)')
      .requiredOption('--role <role...>', `one or more of ${ROLES.join(', ')}`)
      .option('--holder <identity>', 'for a gateway: the holder that it acts for')
      .option('--organisation <name>', 'name of the organisation; only its salted digest goes on chain')
      .option('--endpoint <url>', 'base URL of what the member serves'),
    async (
      context,
      [account],
      options: { role: string[]; holder?: string; organisation?: string; endpoint?: string },
    ) => {
      const salt = crypto.getRandomValues(new Uint8Array(32));
      const organisation = toHex(domainHash('organisation', salt, utf8(options.organisation ?? ''))) as Digest;
      const address = toAddress(account ?? '', 'The account');
      if (options.role.includes('gateway') && !options.holder) {
        throw new CustosError('INPUT_INVALID', 'A gateway acts for a holder. Name it: --holder IDENTITY.');
      }
      const principal = options.holder ? toAddress(options.holder, '--holder') : address;
      const roles = rolesOf(options.role);
      const endpoint = options.endpoint ? checkEndpoint(options.endpoint, '--endpoint') : '';
      await transact(
        context,
        ({ membership }) => membership.add(address, roles, principal, organisation, endpoint),
        `${address} is a member as ${options.role.join(', ')}`,
      );
    },
  );
  for (const [verb, done] of [
    ['suspend', 'suspended'],
    ['resume', 'active again'],
    ['remove', 'removed'],
  ] as const) {
    run(
      member.command(`${verb} <identity>`).description(`${verb} a member (administrator)`),
      async (context, [identity]) => {
        const address = toAddress(identity ?? '', 'The identity');
        await transact(context, ({ membership }) => membership[verb](address), `${address} is ${done}`);
      },
    );
  }
  run(
    member.command('rotate <identity> <account>').description('move a member to a new account (administrator)'),
    async (context, [identity, account]) => {
      const from = toAddress(identity ?? '', 'The identity');
      const to = toAddress(account ?? '', 'The new account');
      await transact(context, ({ membership }) => membership.rotate(from, to), `${from} now acts with ${to}`);
    },
  );
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
