import type { Command } from 'commander';
import { listNotifications, type Notification, type NotificationState } from '../../client/notifications.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { channelWords, KIND_WORDS } from '../notification-words.ts';
import { table } from '../output.ts';
import { patientNames } from '../patient-names.ts';
import type { Run } from '../run.ts';

const STATES = ['waiting', 'failed', 'delivered'] as const satisfies readonly NotificationState[];

export function notificationCommands(program: Command, run: Run): void {
  const notification = program
    .command('notification')
    .description('what patients are told about the use of their data');
  run(
    notification
      .command('list')
      .description('list what patients are still to be told, and what could not be told (holder)')
      .option('--state <state>', `only what is ${STATES.join(', ')}`),
    async ({ client, output }, _, { state }: { readonly state?: string }) => {
      const wanted = state === undefined ? (['waiting', 'failed'] as const) : [stateNamed(state)];
      const gateway = await client();
      const found: Notification[] = [];
      for (const one of wanted) found.push(...(await listNotifications(gateway, one)));
      const names = output.json || found.length === 0 ? undefined : await patientNames(gateway);
      output.result(found, () =>
        table(
          ['patient', 'told of', 'how', 'since', 'state'],
          found.map((one) => [
            names?.(one.subject) ?? one.subject,
            KIND_WORDS[one.kind],
            channelWords(one.channel),
            dateWords(one.since),
            stateWords(one),
          ]),
        ),
      );
    },
  );
}

function stateNamed(text: string): NotificationState {
  const found = STATES.find((one) => one === text);
  if (found !== undefined) return found;
  throw new CustosError('INPUT_INVALID', `--state: “${text}” is none of ${STATES.join(', ')}.`);
}

function stateWords({ state, attempts, fault }: Notification): string {
  const why = fault === undefined ? '' : `: ${fault}`;
  if (state === 'delivered') return 'delivered';
  if (state === 'failed') return `given up${why}`;
  return attempts === 0 ? 'waiting' : `waiting after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}${why}`;
}
