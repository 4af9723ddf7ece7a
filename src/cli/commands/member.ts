import type { Command } from 'commander';
import { toHex, utf8 } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import { type Address, type Digest, toAddress } from '../../core/ids.ts';
import { memberCalls } from '../../ledger/calls.ts';
import { isoTime, table } from '../output.ts';
import type { Run } from '../run.ts';
import { type LedgerAnswer, sendTransaction } from '../transaction.ts';

const ROLE_BITS: Readonly<Record<string, number>> = {
  holder: 2,
  gateway: 4,
  requester: 8,
  environment: 16,
  authority: 32,
  clinician: 64,
  auditor: 128,
};

interface MemberAnswer {
  readonly identity: Address;
  readonly account: Address;
  readonly roles: readonly string[];
  readonly status: string;
  readonly endpoint: string;
  readonly since: number;
}

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
      .requiredOption('--role <role...>', `one or more of ${Object.keys(ROLE_BITS).join(', ')}`)
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
      const address = toAddress(account ?? '', 'the account');
      const call = (membership: Address) =>
        memberCalls.add(membership, {
          account: address,
          roles: rolesOf(options.role),
          principal: options.holder ? toAddress(options.holder, '--holder') : address,
          organisation,
          endpoint: options.endpoint ?? '',
        });
      await administer(context, call, `${address} is a member as ${options.role.join(', ')}`);
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
        const address = toAddress(identity ?? '', 'the identity');
        await administer(context, (membership) => memberCalls[verb](membership, address), `${address} is ${done}`);
      },
    );
  }
  run(
    member.command('rotate <identity> <account>').description('move a member to a new account (administrator)'),
    async (context, [identity, account]) => {
      const from = toAddress(identity ?? '', 'the identity');
      const to = toAddress(account ?? '', 'the new account');
      await administer(
        context,
        (membership) => memberCalls.rotate(membership, from, to),
        `${from} now acts with ${to}`,
      );
    },
  );
}

async function administer(
  context: Parameters<Parameters<Run>[1]>[0],
  call: (membership: Address) => Parameters<typeof sendTransaction>[2],
  done: string,
): Promise<void> {
  const client = await context.client();
  const { membership } = await client.json<LedgerAnswer>('GET', '/v1/ledger');
  const mined = await sendTransaction(client, await context.wallet(), call(membership));
  context.output.result(mined, () => `${done} (block ${mined.height}).`);
}

function rolesOf(names: readonly string[]): number {
  return names.reduce((bits, name) => {
    const bit = ROLE_BITS[name];
    if (bit === undefined)
      throw new CustosError('INPUT_INVALID', `${name} is no role. There are ${Object.keys(ROLE_BITS).join(', ')}.`);
    return bits | bit;
  }, 0);
}
