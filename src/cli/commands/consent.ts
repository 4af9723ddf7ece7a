import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { type Choice, giveConsent, keepConsent } from '../../client/patient.ts';
import { withdrawConsent, withdrawRecorded } from '../../client/withdrawals.ts';
import { CustosError } from '../../core/errors.ts';
import { type Digest, type GrantId, toId } from '../../core/ids.ts';
import type { GrantAnswer } from '../answers.ts';
import { create } from '../creation.ts';
import { entryWords } from '../entry-words.ts';
import { datasetId } from '../find-dataset.ts';
import { formOf } from '../form.ts';
import { readGiven } from '../given-text.ts';
import { grantTable } from '../grant-table.ts';
import { keepReceipt } from '../receipt-files.ts';
import { remainingWords } from '../remaining-grants.ts';
import type { Run } from '../run.ts';
import { lastDaySeconds } from '../time.ts';

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

const UNCHECKED =
  'The ledger did not answer whether your account’s signature holds. The withdrawal counts; should the ledger refuse it, it ends again: look at `consent list` later.';

export function consentCommands(program: Command, run: Run): void {
  const consent = program.command('consent').description('what patients allow');
  run(
    termsOptions(consent.command('grant').description('sign a grant (patient)')),
    async ({ client, output }, _, options: TermsOptions) => {
      const gateway = await client();
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
        `${grants.length - before} grants are recorded.`,
        ...(before === 0 ? [] : [`${before} stood already, for the same: nothing was added for them.`]),
        ...grants,
      ]);
    },
  );
  run(
    consent
      .command('keep <grant>')
      .description('keep a grant that was recorded from paper before you had a signer of your own (patient)'),
    async ({ client, output }, [grant]) => {
      const kept = await keepConsent(await client(), toId<GrantId>(grant ?? '', 'The grant'));
      output.result(kept, () => `grant ${kept.grant} is kept. You can withdraw it at any time.`);
    },
  );
  run(
    consent
      .command('revoke [grant]')
      .description('withdraw a grant (patient), or with --subject and --form as the holder from paper or telephone')
      .option('--all', 'withdraw every grant, in one act')
      .option('--subject <subject>', 'as the holder: whose grant it is')
      .option('--form <text>', 'as the holder: reference of the form or call, or @FILE or -'),
    async ({ client, dataDir, output }, [grant], options: { all?: boolean; subject?: string; form?: string }) => {
      if ((grant === undefined) === (options.all !== true)) {
        throw new CustosError('INPUT_INVALID', 'Name the grant to withdraw, or give --all.');
      }
      const id = grant === undefined ? undefined : toId<GrantId>(grant, 'The grant');
      const gateway = await client();
      const answer = options.subject
        ? await withdrawRecorded(gateway, toId(options.subject, '--subject'), await givenForm(options.form), id)
        : await withdrawConsent(gateway, id);
      const file = await keepReceipt(dataDir, answer);
      const { seq, receipt, checked, remaining } = answer;
      const [first, ...more] = entryWords(answer.entry);
      output.result({ seq, receipt, file, checked, remaining }, () => [
        `withdrawn, and verified: ${first}`,
        ...more,
        ...(checked ? [] : [UNCHECKED]),
        ...remainingWords(remaining),
        `Its receipt is kept in ${file}; \`receipt verify\` checks it again, without asking anybody.`,
      ]);
    },
  );
  run(
    consent
      .command('list')
      .description('list grants: a patient its own, the holder all')
      .option('--subject <subject>', 'only this patient’s'),
    async ({ client, output }, _, options: { subject?: string }) => {
      const consents = await (await client()).list<'consents', GrantAnswer>('/v1/consents', 'consents', {
        query: { subject: options.subject && toId(options.subject, '--subject') },
      });
      output.result(consents, () => grantTable(consents));
    },
  );
}

async function givenForm(given: string | undefined): Promise<Digest> {
  if (given === undefined) {
    throw new CustosError('INPUT_INVALID', 'A holder names the form or call by which it was withdrawn: --form TEXT.');
  }
  return formOf(await readGiven(given));
}
