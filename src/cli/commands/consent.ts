import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { acknowledged, type Choice, giveConsent, type Withdrawal, withdrawConsent } from '../../client/patient.ts';
import { toHex, utf8 } from '../../core/bytes.ts';
import { CustosError } from '../../core/errors.ts';
import { domainHash } from '../../core/hash.ts';
import { type GrantId, toId } from '../../core/ids.ts';
import { datasetId } from '../find-dataset.ts';
import { readGiven } from '../given-text.ts';
import { isoTime, table } from '../output.ts';
import { entryWords, keepReceipt } from '../receipt-files.ts';
import type { Run } from '../run.ts';
import { endSeconds } from '../time.ts';

interface GrantAnswer {
  readonly grant: string;
  readonly subject: string;
  readonly kind: string;
  readonly active: boolean;
  readonly permission: string;
  readonly modifiers: readonly string[];
  readonly grantee: string;
  readonly dataset: string;
  readonly until: number;
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
    .requiredOption('--until <date>', 'last day, YYYY-MM-DD, or a period such as 365d')
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
    untilSeconds: endSeconds(options.until),
    notice: toId(options.notice, '--notice'),
    identifiable: options.identifiable === true,
    futureMembers: options.futureMembers === true,
    ...(options.to ? { grantee: options.to.toLowerCase() } : {}),
    ...(options.dataset ? { dataset: await datasetId(gateway, options.dataset) } : {}),
  };
}

export function consentCommands(program: Command, run: Run): void {
  const consent = program.command('consent').description('what patients allow');
  run(
    termsOptions(consent.command('grant').description('sign a grant (patient)')),
    async ({ client, output }, _, options: TermsOptions) => {
      const gateway = await client();
      const granted = await giveConsent(gateway, await choiceOf(gateway, options));
      output.result(granted, () => `grant ${granted.grant} counts from block ${granted.height}.`);
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
      const form = toHex(domainHash('form', utf8(await readGiven(options.form))));
      const gateway = await client();
      const choice = await choiceOf(gateway, options);
      const records = subjects.map((subject) => ({ subject: toId(subject, subject), form, ...choice }));
      const { grants } = await gateway.json<{ grants: string[] }>('POST', '/v1/consents/recorded', {
        json: { records },
      });
      output.result(grants, () => [`${grants.length} grants are recorded.`, ...grants]);
    },
  );
  run(
    consent
      .command('revoke [grant]')
      .description('withdraw a grant (patient), or with --subject and --form as the holder from paper or telephone')
      .option('--all', 'withdraw every grant')
      .option('--subject <subject>', 'as the holder: whose grant it is')
      .option('--form <text>', 'as the holder: reference of the form or call, or @FILE or -'),
    async ({ client, dataDir, output }, [grant], options: { all?: boolean; subject?: string; form?: string }) => {
      if ((grant === undefined) === (options.all !== true)) {
        throw new CustosError('INPUT_INVALID', 'Name the grant to withdraw, or give --all.');
      }
      const id = grant === undefined ? undefined : toId<GrantId>(grant, 'The grant');
      const gateway = await client();
      const answer = options.subject
        ? await withdrawRecorded(
            gateway,
            id,
            toId(options.subject, '--subject'),
            options.form && (await readGiven(options.form)),
          )
        : await withdrawConsent(gateway, id);
      const file = await keepReceipt(dataDir, answer.entry, answer.receipt);
      const { seq, receipt } = answer;
      const [first, ...more] = entryWords(answer.entry);
      output.result({ seq, receipt, file }, () => [
        `withdrawn, and verified: ${first}`,
        ...more,
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
      output.result(consents, () =>
        table(
          ['grant', 'subject', 'kind', 'counts', 'permission', 'grantee', 'until'],
          consents.map((one) => [
            one.grant,
            one.subject,
            one.kind,
            one.active ? 'yes' : 'no',
            [one.permission, ...one.modifiers].join('+'),
            one.grantee,
            isoTime(one.until),
          ]),
        ),
      );
    },
  );
}

async function withdrawRecorded(
  gateway: GatewayClient,
  grant: GrantId | undefined,
  subject: string,
  form: string | undefined,
): Promise<Withdrawal> {
  if (grant === undefined || form === undefined) {
    throw new CustosError('INPUT_INVALID', 'A holder withdraws one grant, and names the form or call: --form TEXT.');
  }
  const json = { subject, form: toHex(domainHash('form', utf8(form))) };
  return acknowledged(gateway, await gateway.json('POST', `/v1/consents/${grant}/withdrawal`, { json }));
}
