import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { listMembers } from '../../client/members.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest-name.ts';
import type { Policy } from '../../ledger/abi.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { boundValue, boundWords, typedBound } from '../policy-words.ts';
import type { Run } from '../run.ts';
import { transact } from '../transaction.ts';

interface PolicyAnswer {
  readonly policy: Policy;
  readonly waitingPolicy?: { readonly policy: Policy; readonly effectiveAt: number };
}

export function policyCommands(program: Command, run: Run): void {
  const policy = program.command('policy').description('the bounds that the consortium set itself');
  run(policy.command('show').description('what is in force, and what waits'), async ({ client, output }) => {
    const { policy, waitingPolicy } = await (await client()).json<PolicyAnswer>('GET', '/v1/ledger');
    output.result({ policy, ...(waitingPolicy && { waitingPolicy }) }, () => {
      const shown = waitingPolicy ? [policy, waitingPolicy.policy] : [policy];
      const later = waitingPolicy ? [`from ${dateWords(waitingPolicy.effectiveAt)}`] : [];
      const head = ['bound', 'in force', ...later, 'set as'];
      const fields = Object.keys(policy) as (keyof Policy)[];
      return table(
        head,
        fields.map((field) => [boundWords(field), ...shown.map((one) => boundValue(field, one[field])), field]),
      );
    });
  });
  run(
    policy
      .command('set <field=value...>')
      .description(
        'change fields: stricter at once, looser after the delay in force (administrator); times in seconds, or such as “2 minutes”',
      ),
    async (context, changes) => {
      const gateway = await context.client();
      const { policy } = await gateway.json<PolicyAnswer>('GET', '/v1/ledger');
      const wanted = changes.reduce(changed, policy);
      if (wanted.bindingCountersigned && !policy.bindingCountersigned) await requireSecond(gateway);
      await transact(
        context,
        ({ membership }) => membership.setPolicy(wanted),
        async () => {
          const { waitingPolicy } = await (await context.client()).json<PolicyAnswer>('GET', '/v1/ledger');
          return waitingPolicy === undefined
            ? 'the policy is in force'
            : `the policy waits out the delays in force, and counts from ${dateWords(waitingPolicy.effectiveAt)} on`;
        },
      );
    },
  );
  run(policy.command('cancel').description('drop what waits (administrator)'), async (context) => {
    await transact(context, ({ membership }) => membership.cancelPolicy(), 'the policy that waited is dropped');
  });
}

/** INPUT_INVALID where nobody could countersign: then no patient could bind a signer any more. */
async function requireSecond(gateway: GatewayClient): Promise<void> {
  const active = (await listMembers(gateway)).filter(({ status }) => status === 'active');
  if (new Set(active.map(({ principal }) => principal)).size > 1) return;
  throw new CustosError(
    'INPUT_INVALID',
    `There is no second organisation that could sign what bindingCountersigned asks for, so no patient could bind a signer any more. It was not set. ${ownCommand('member add')} lets one in.`,
  );
}

function changed(policy: Policy, change: string): Policy {
  const [, name = '', text = ''] = /^(\w+) *=(.+)$/.exec(change) ?? [];
  const known = Object.hasOwn(policy, name) ? policy[name as keyof Policy] : undefined;
  if (known === undefined) throw unknownField(change, name, Object.keys(policy));
  const value = typedBound(name, known, text);
  if (value === undefined) {
    const forms = typeof known === 'boolean' ? 'yes or no' : 'seconds, or a time such as “2 minutes” or “3 days”';
    throw new CustosError('INPUT_INVALID', `“${change.slice(0, 80)}” is no change: ${name} takes ${forms}.`);
  }
  return { ...policy, [name]: value };
}

function unknownField(change: string, name: string, fields: readonly string[]): CustosError {
  const meant = didYouMean(name, fields);
  const words = `“${change.slice(0, 80)}” is no change.${meant} Say field=value, with a field of ${fields.join(', ')}.`;
  return new CustosError('INPUT_INVALID', words);
}
