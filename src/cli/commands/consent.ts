import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { type Choice, giveConsent, keepConsent } from '../../client/patient.ts';
import { categoriesOf } from '../../core/categories.ts';
import { CustosError } from '../../core/errors.ts';
import { type GrantId, isAddress, isDigest, type Pseudonym, toId } from '../../core/ids.ts';
import { purposesOf } from '../../core/purposes.ts';
import { type GrantAnswer, warningLines } from '../answers.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { chosenConsent, consentSummary } from '../consent-summary.ts';
import { counted, countedAre } from '../counted.ts';
import { create } from '../creation.ts';
import { runRows } from '../csv/rows-command.ts';
import { datasetNames } from '../dataset-names.ts';
import { datasetId } from '../find-dataset.ts';
import { formOf } from '../form.ts';
import { readGiven } from '../given-text.ts';
import { grantTable } from '../grant-table.ts';
import { given } from '../option-names.ts';
import { ownCommand } from '../own-command.ts';
import type { Run } from '../run.ts';
import { requirePatient, requireSomebody, standingAt } from '../standing.ts';
import { lastDaySeconds } from '../time.ts';
import { recordRows } from './consent-csv.ts';
import { revokeCommand } from './revocation.ts';

interface RecordedAnswer {
  readonly grants: readonly string[];
  readonly stood: readonly boolean[];
  readonly warnings: readonly string[];
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
    .option('--future-members', 'also members who join the group later');
}

/** The choice as it was typed, before anybody is asked. */
function typedTerms(options: TermsOptions): Choice {
  return {
    ...useOf(options),
    fromSeconds: Math.floor(Date.now() / 1000) - 60,
    untilSeconds: given('--until', () => lastDaySeconds(options.until)),
    notice: toId(options.notice, '--notice'),
    identifiable: options.identifiable === true,
    futureMembers: options.futureMembers === true,
    ...(options.to ? { grantee: granteeOf(options.to) } : {}),
  };
}

/** The terms with the dataset that they are for, which may go by its name. */
async function choiceOf(gateway: GatewayClient, terms: Choice, { dataset }: TermsOptions): Promise<Choice> {
  return dataset ? { ...terms, dataset: await datasetId(gateway, dataset) } : terms;
}

/** Which dataset went by the name that was typed: the gateway's word, until it is compared. */
function forLines({ dataset }: Choice, { dataset: typed }: TermsOptions): string[] {
  if (dataset === undefined || typed === dataset) return [];
  return [
    `It is for the dataset that the gateway calls “${typed}”: ${dataset}. Compare that with what the holder told you.`,
  ];
}

/** Codes in either case, as people type them. Said here, before anything is signed or sent. */
function useOf({ permission, modifier, exclude }: TermsOptions): Pick<Choice, 'permission' | 'modifiers' | 'excluded'> {
  const [allowed, modifiers, excluded] = [permission.toUpperCase(), modifier.map(upper), exclude.map(upper)];
  given('--permission', () => purposesOf([allowed]));
  given('--modifier', () => purposesOf([allowed, ...modifiers]));
  given('--exclude', () => categoriesOf(excluded));
  return { permission: allowed, modifiers, excluded };
}

function upper(code: string): string {
  return code.toUpperCase();
}

function granteeOf(text: string): string {
  const grantee = text.toLowerCase();
  if (isAddress(grantee) || isDigest(grantee)) return grantee;
  throw new CustosError(
    'INPUT_INVALID',
    '--to takes the identity of a member (20 bytes of hex with 0x) or the id of a group (32 bytes); leave it out for any requester.',
  );
}

const MAX_RECORDS = 1_000;
const GRANT_FOR = `A holder records what a patient signed on paper: ${ownCommand('consent record SUBJECT --form TEXT …')}. For a patient, use its own key.`;
const KEEP_FOR = 'Only the patient itself keeps or ends what was recorded for it.';

export function consentCommands(program: Command, run: Run): void {
  const consent = program.command('consent').description('what patients allow');
  run(
    addConfirmOption(termsOptions(consent.command('grant').description('sign a grant (patient)'))),
    async ({ client, output }, _, options: TermsOptions & ConfirmOptions) => {
      const terms = typedTerms(options);
      const gateway = await client();
      await requirePatient(gateway, GRANT_FOR);
      const choice = await choiceOf(gateway, terms, options);
      const summary = await consentSummary(gateway, 'You allow:', chosenConsent(choice));
      await confirm(output, summary, options);
      const granted = await giveConsent(gateway, choice);
      output.result(granted, () => [
        granted.stood
          ? `grant ${granted.grant}, which allows the same, stands already. Nothing was added.`
          : `grant ${granted.grant} counts from block ${granted.height}.`,
        ...forLines(choice, options),
        ...warningLines(granted.warnings),
      ]);
    },
  );
  runRows(
    run,
    termsOptions(
      consent
        .command('record <subject...>')
        .description('record grants from paper forms, for patients without a signer of their own (holder)'),
    ).requiredOption(
      '--form <text>',
      'reference of the signed form, or @FILE or - (standard input); its digest goes on chain',
    ),
    async ({ client, output }, subjects, options: TermsOptions & { form: string }) => {
      if (subjects.length > MAX_RECORDS) {
        throw new CustosError('INPUT_INVALID', `<subject>: at most ${MAX_RECORDS} can be recorded at once.`);
      }
      const terms = typedTerms(options);
      const named = subjects.map((subject) => toId<Pseudonym>(subject, `<subject> ${subject.slice(0, 80)}`));
      const form = formOf(await readGiven(options.form));
      const gateway = await client();
      const choice = await choiceOf(gateway, terms, options);
      const records = named.map((subject) => ({ subject, form, ...choice }));
      const recorded = await create<RecordedAnswer>(gateway, '/v1/consents/recorded', { records });
      const { grants, stood } = recorded;
      const before = stood.filter(Boolean).length;
      const made = new Set(grants.filter((_, i) => !stood[i])).size;
      output.result(recorded, () => [
        `${countedAre(made, 'grant')} recorded.`,
        ...forLines(choice, options),
        ...(before === 0 ? [] : [`${counted(before, 'grant')} stood already, for the same: nothing was added.`]),
        ...new Set(grants),
        ...warningLines(recorded.warnings),
      ]);
    },
    recordRows,
  );
  run(
    addConfirmOption(
      consent
        .command('keep <grant>')
        .description('keep a grant that was recorded from paper before you had a signer of your own (patient)'),
    ),
    async ({ client, output }, [grant], options: ConfirmOptions) => {
      const id = toId<GrantId>(grant ?? '', 'The grant');
      const gateway = await client();
      await requirePatient(gateway, KEEP_FOR);
      const own = await gateway.list<'consents', GrantAnswer>('/v1/consents', 'consents');
      const found = own.find((one) => one.grant === id);
      if (found === undefined) throw new CustosError('NOT_FOUND', 'You have no such grant here.');
      await confirm(output, await consentSummary(gateway, 'You keep what was recorded for you:', found), options);
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
