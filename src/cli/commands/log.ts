import type { Command } from 'commander';
import { logState } from '../../client/log.ts';
import { accountNamed } from '../find-member.ts';
import { namesAt } from '../names.ts';
import type { Run } from '../run.ts';
import { transact } from '../transaction.ts';

export function logCommands(program: Command, run: Run): void {
  const log = program.command('log').description('the gateway’s access log on chain');
  run(
    log
      .command('move <account>')
      .description('make another of your accounts the one that writes the log, as after a rotation (holder)'),
    async (context, [account]) => {
      const writer = await accountNamed(context, account ?? '', 'The account');
      const gateway = await context.client();
      const { logId } = await logState(gateway);
      const names = await namesAt(gateway);
      await transact(
        context,
        ({ accessLog }) => accessLog.moveLog(logId, writer),
        `${writer} writes the ${names.log(logId)}`,
      );
    },
  );
}
