import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { type Invitation, listInvitations, renewInvitations, type UnusedInvitation } from '../../client/subjects.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { counted, countedAre } from '../counted.ts';
import { holdingFile } from '../held-file.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import type { Run } from '../run.ts';
import { addCodes } from './invite-csv.ts';

interface WithinOptions {
  readonly within?: string;
}

const BATCH = 200;
const STATES: Readonly<Record<UnusedInvitation['state'], string>> = {
  unused: 'not used yet',
  begun: 'begun, and not bound',
  waits: 'waits for a second organisation',
  refused: 'refused by a second organisation',
  expired: 'expired',
};

/** Codes that were handed out and bound nobody yet. */
export function invitationCommands(subject: Command, run: Run): void {
  run(
    subject
      .command('invitations')
      .description('codes that were handed out and bound nobody yet (holder)')
      .option('--within <days>', 'those alone that expire within so many days, or did'),
    async ({ client, output }, _, options: WithinOptions) => {
      const gateway = await client();
      const invitations = await listInvitations(gateway, withinOf(options));
      const called = await patientNames(gateway);
      output.result({ invitations }, () =>
        invitations.length === 0
          ? [noneWords(options)]
          : table(
              ['patient', 'for', 'good until', 'now', 'identified by'],
              invitations.map((one) => [
                called(one.subject),
                one.statement.guardian?.as ?? 'the person itself',
                dateWords(Math.floor(one.expires / 1000)),
                STATES[one.state],
                one.statement.text,
              ]),
            ),
      );
    },
  );
  run(
    subject
      .command('reinvite')
      .description('make new codes for those that expire soon, or did, and bound nobody (holder)')
      .requiredOption('--within <days>', 'those that expire within so many days, or did')
      .requiredOption('--codes <file>', 'where the codes are written, for you alone; they are shown nowhere'),
    async ({ client, output }, _, options: Required<WithinOptions> & { readonly codes: string }) => {
      const gateway = await client();
      const due = (await listInvitations(gateway, withinOf(options))).filter(({ state }) => state !== 'waits');
      const once = [...new Map(due.map((one) => [personOf(one), one])).values()];
      const made = await holdingFile(options.codes, () => renewInto(gateway, once, options.codes));
      output.result({ invitations: made.length, file: options.codes }, () => [
        `${countedAre(made.length, 'new code')} in ${options.codes}.`,
        `Hand each to its person alone: the code of before is good until the new one is used. ${ownCommand('subject invitations')} shows those that are out.`,
      ]);
    },
  );
}

async function renewInto(
  gateway: GatewayClient,
  due: readonly UnusedInvitation[],
  file: string,
): Promise<Invitation[]> {
  const called = await patientNames(gateway);
  const made: Invitation[] = [];
  for (let from = 0; from < due.length; from += BATCH) {
    const batch = due.slice(from, from + BATCH);
    const codes = await renewInvitations(gateway, batch);
    await addCodes(
      file,
      codes.map(({ code, expires, subject }, i) => ({
        code,
        expires,
        subject,
        identifier: called.called(subject) ?? '',
        statement: batch[i]?.statement,
      })),
    );
    made.push(...codes);
  }
  return made;
}

/** Whom a code is for: of several for one person, one is made anew. */
function personOf({ subject, statement: { guardian, text } }: UnusedInvitation): string {
  return guardian === undefined ? subject : `${subject} ${guardian.as} ${guardian.document} ${text}`;
}

function noneWords({ within }: WithinOptions): string {
  if (within === undefined) return 'No code is out that bound nobody.';
  return `No such code expires within ${counted(Number.parseInt(within, 10), 'day')}.`;
}

function withinOf({ within }: WithinOptions): { readonly within?: number } {
  if (within === undefined) return {};
  if (/^\d{1,4}d?$/.test(within)) return { within: Number.parseInt(within, 10) };
  throw new CustosError('INPUT_INVALID', '--within takes a number of days, such as 7.');
}
