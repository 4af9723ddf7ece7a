import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { type Choice, giveConsent, keepConsent } from '../../client/patient.ts';
import { type GrantId, toId } from '../../core/ids.ts';
import type { GrantAnswer } from '../answers.ts';
import { counted, countedAre } from '../counted.ts';
import { create } from '../creation.ts';
import { datasetNames } from '../dataset-names.ts';
import { datasetId } from '../find-dataset.ts';
import { formOf } from '../form.ts';
import { readGiven } from '../given-text.ts';
import { grantTable } from '../grant-table.ts';
import type { Run } from '../run.ts';
import { requirePatient, requireSomebody, standingAt } from '../standing.ts';
import { lastDaySeconds } from '../time.ts';
import { revokeCommand } from './revocation.ts';

interface RecordedAnswer {
  readonly grants: readonly string[];
  readonly stood: readonly boolean[];
}

interface TermsOptions {
  readonly to?: string;
  readonly dataset?: string;
  readonly permission: string;
  readonly modifier: string[];
  readonly exclude: string[];
  readonly until: string;
  readonly identifiable?: boolean;
  readonly futureMembers?: boolean;
  readonly notice: string;
}

function termsOptions(command: Command): Command {
  return command
    .requiredOption('--permission <code>', 'NRES, GRU, HMB, DS or POA')
    .requiredOption('--until <date>', 'last day, YYYY-MM-DD, or a number of days with today, such as 365d')
    .requiredOption('--notice <digest>', 'digest of the information text that was shown, published on chain')
    .option('--to <grantee>', 'a member’s identity or a group’s id; any requester unless said')
    .option('--dataset <dataset>', 'one dataset, by its id or name; all of the holder’s unless said')
    .option('--modifier <code...>', 'DUO modifiers and choices, such as NCU', [])
    .option('--exclude <category...>', 'categories left out, such as PSY or HIV', [])
    .option('--identifiable', 'also items that identify the person')
    .option('--future-members', 'also who joins the group later');
}

async function choiceOf(gateway: GatewayClient, options: TermsOptions): Promise<Choice> {
  return {
    permission: options.permission,
    modifiers: options.modifier,
    excluded: options.exclude,
    fromSeconds: Math.floor(Date.now() / 1000) - 60,
    untilSeconds: lastDaySeconds(options.until),
    notice: toId(options.notice, '--notice'),
    identifiable: options.identifiable === true,
    futureMembers: options.futureMembers === true,
    ...(options.to ? { grantee: options.to.toLowerCase() } : {}),
    ...(options.dataset ? { dataset: await datasetId(gateway, options.dataset) } : {}),
  };
}

const GRANT_FOR =
  'A holder records what a patient signed on paper: `consent record SUBJECT --form TEXT …`. For a patient, use its own key.';
const KEEP_FOR = 'Only the patient itself keeps or ends what was recorded for it.';

export function consentCommands(program: Command, run: Run): void {
  const consent = program.command('consent').description('what patients allow');
  run(
    termsOptions(consent.command('grant').description('sign a grant (patient)')),
    async ({ client, output }, _, options: TermsOptions) => {
      const gateway = await client();
      await requirePatient(gateway, GRANT_FOR);
      const granted = await giveConsent(gateway, await choiceOf(gateway, options));
      output.result(granted, () =>
        granted.stood
          ? `grant ${granted.grant}, which allows the same, stands already. Nothing was added.`
          : `grant ${granted.grant} counts from block ${granted.height}.`,
      );
    },
  );
  run(
    termsOptions(
      consent
        .command('record <subject...>')
        .description('record grants from paper forms, for patients without a signer of their own (holder)'),
    ).requiredOption(
      '--form <text>',
      'reference of the signed form, or @FILE or - (standard input); its digest goes on chain',
    ),
    async ({ client, output }, subjects, options: TermsOptions & { form: string }) => {
      const form = formOf(await readGiven(options.form));
      const gateway = await client();
      const choice = await choiceOf(gateway, options);
      const records = subjects.map((subject) => ({ subject: toId(subject, subject), form, ...choice }));
      const { grants, stood } = await create<RecordedAnswer>(gateway, '/v1/consents/recorded', { records });
      const before = stood.filter(Boolean).length;
      output.result(grants, () => [
        `${countedAre(grants.length - before, 'grant')} recorded.`,
        ...(before === 0 ? [] : [`${counted(before, 'grant')} stood already, for the same: nothing was added.`]),
        ...grants,
      ]);
    },
  );
  run(
    consent
      .command('keep <grant>')
      .description('keep a grant that was recorded from paper before you had a signer of your own (patient)'),
    async ({ client, output }, [grant]) => {
      const id = toId<GrantId>(grant ?? '', 'The grant');
      const gateway = await client();
      await requirePatient(gateway, KEEP_FOR);
      const kept = await keepConsent(gateway, id);
      output.result(kept, () => `grant ${kept.grant} is kept. You can withdraw it at any time.`);
    },
  );
  revokeCommand(consent, run);
  run(
    consent
      .command('list')
      .description('list grants: a patient its own, the holder all')
      .option('--subject <subject>', 'only this patient’s'),
    async ({ client, output }, _, options: { subject?: string }) => {
      const subject = options.subject && toId(options.subject, '--subject');
      const gateway = await client();
      requireSomebody(gateway, await standingAt(gateway));
      const consents = await gateway.list<'consents', GrantAnswer>('/v1/consents', 'consents', { query: { subject } });
      const nameOf = await datasetNames(gateway);
      output.result(consents, () => grantTable(consents, nameOf));
    },
  );
}
