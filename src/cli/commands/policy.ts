import type { Command } from 'commander';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest-name.ts';
import type { Policy } from '../../ledger/abi.ts';
import { table } from '../output.ts';
import { boundValue, boundWords } from '../policy-words.ts';
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
        'change fields: stricter at once, looser after the delay in force (administrator); times in seconds',
      ),
    async (context, changes) => {
      const { policy } = await (await context.client()).json<PolicyAnswer>('GET', '/v1/ledger');
      const wanted = changes.reduce(changed, policy);
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

function changed(policy: Policy, change: string): Policy {
  const [, name = '', text = ''] = /^(\w+)=(\w+)$/.exec(change) ?? [];
  if (name === 'bindingCountersigned' && text === 'true') {
    throw new CustosError(
      'INPUT_INVALID',
      'No gateway collects the second signature that bindingCountersigned asks for, so no patient could bind a signer any more. It was not set.',
    );
  }
  const known: unknown = Object.hasOwn(policy, name) ? policy[name as keyof Policy] : undefined;
  if (typeof known === 'boolean' && (text === 'true' || text === 'false'))
    return { ...policy, [name]: text === 'true' };
  const seconds = Number(text);
  const fits = typeof known === 'number' && /^\d{1,10}$/.test(text) && seconds <= 0xffff_ffff;
  if (fits) return { ...policy, [name]: seconds };
  const fields = Object.keys(policy);
  const meant = Object.hasOwn(policy, name) ? '' : didYouMean(name, fields);
  throw new CustosError(
    'INPUT_INVALID',
    `${change} is no change.${meant} Say field=value, with a field of ${fields.join(', ')}.`,
  );
}
