import { type Command, Option } from 'commander';
import type { Consent } from '../../client/consent-shape.ts';
import { describeConsent, describeTerms, readConsentText } from '../../client/consent-texts.ts';
import { listConsents, recordConsentRows, recordConsents } from '../../client/consents.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { keepConsent, termsOfWords } from '../../client/kept-consents.ts';
import { keepScan } from '../../client/paper.ts';
import { type Choice, checkConsent, giveConsent } from '../../client/patient.ts';
import { standingAt } from '../../client/standing.ts';
import type { Language } from '../../core/consent-text/consent-text.ts';
import { decisionSentences } from '../../core/consent-text/decision-sentences.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { type Digest, type GrantId, isDigest } from '../../core/ids.ts';
import type { FormChecklist } from '../../core/paper-form.ts';
import { granteeOf } from '../../core/terms.ts';
import { type Answer, type AskedUse, givenAnswers, USE_WORDS, type UseAnswers } from '../../core/use-answers.ts';
import { warningLines } from '../answers.ts';
import { categoryNamed } from '../category-words.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { consentSummary } from '../consent-summary.ts';
import { answerWords, askAgainWords, consentTable, coveredLines, readerOf } from '../consent-words.ts';
import type { Context } from '../context.ts';
import { counted, countedAre } from '../counted.ts';
import { runRows } from '../csv/rows-command.ts';
import { datasetId } from '../find-dataset.ts';
import { grantAmong, grantNamed } from '../find-grant.ts';
import { granteeNamed } from '../find-member.ts';
import { subjectNamed, subjectsNamed } from '../find-subject.ts';
import { checklistOptions, type FormOptions, formGiven, typedChecklist } from '../form-options.ts';
import { addLanguageOption, type LanguageOptions } from '../language-option.ts';
import { namedTexts } from '../named-text.ts';
import { namesAt } from '../names.ts';
import { noticeNamed, typedNotice } from '../notices.ts';
import { answerFlag, given } from '../option-names.ts';
import { shownLines } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { shortId } from '../pick.ts';
import type { ExitCode, Run } from '../run.ts';
import { requirePatient, requireSomebody } from '../standing.ts';
import { consentPeriod, lastDaySeconds, thisDaySeconds } from '../time.ts';
import { MODIFIER_FORMS, PERMISSION_FORMS, typedUse } from '../typed-use.ts';
import { faultWords, recordRows } from './consent-csv.ts';
import { replaceCommand } from './replacement.ts';
import { revokeCommand } from './revocation.ts';

interface TermsOptions {
  readonly to?: string;
  readonly dataset?: string;
  readonly permission: string;
  readonly modifier: string[];
  readonly exclude: string[];
  readonly until: string;
  readonly aiTraining?: Answer;
  readonly commercial?: Answer;
  readonly transferAbroad?: Answer;
  readonly identifiable?: boolean;
  readonly futureMembers?: boolean;
  readonly notice: string;
}

function answerOption(flags: string, use: string): Option {
  return new Option(
    flags,
    `what was answered for ${use}; each of the three is said, or forbidden by a modifier`,
  ).choices(['yes', 'no']);
}

function termsOptions(command: Command): Command {
  return command
    .requiredOption('--permission <permission>', PERMISSION_FORMS)
    .requiredOption('--until <date>', 'last day, YYYY-MM-DD, or a number of days with today, such as 365d')
    .requiredOption(
      '--notice <digest>',
      'the information text that was shown: its digest, or 16 digits of it; see `notice list`',
    )
    .option('--to <grantee>', 'a member, by name, key name or id, or a group, by name or id; any requester unless said')
    .option('--dataset <dataset>', 'one dataset, by its id or name; all of the holder’s unless said')
    .option('--modifier <modifier...>', MODIFIER_FORMS, [])
    .option(
      '--exclude <category...>',
      'categories left out, by code or words, such as PSY or “imaging”; see `category list`',
      [],
    )
    .addOption(answerOption('--ai-training <answer>', USE_WORDS.aiTraining))
    .addOption(answerOption('--commercial <answer>', USE_WORDS.commercial))
    .addOption(answerOption('--transfer-abroad <answer>', USE_WORDS.transferAbroad))
    .option('--identifiable', 'also items that identify the person')
    .option('--future-members', 'also members who join the group later');
}

/** The choice as it was typed, before anybody is asked. */
function typedTerms(options: TermsOptions): Omit<Choice, 'notice'> {
  given('--notice', () => typedNotice(options.notice));
  const words = typedWords(options);
  return { ...words, ...givenAnswers(words.modifiers, options, answerFlag) };
}

/** The same but for the information text and what was answered. */
function typedWords(options: TermsOptions): Omit<Choice, 'notice' | AskedUse> {
  return {
    ...typedUse(options),
    excluded: given('--exclude', () => options.exclude.map(categoryNamed)),
    ...given('--until', () => consentPeriod(thisDaySeconds(), lastDaySeconds(options.until))),
    identifiable: options.identifiable === true,
    futureMembers: options.futureMembers === true,
  };
}

/** Of a form that leaves some open. */
function answersTyped({ aiTraining, commercial, transferAbroad }: UseAnswers): UseAnswers {
  return Object.fromEntries(
    Object.entries({ aiTraining, commercial, transferAbroad }).filter(([, answer]) => answer !== undefined),
  );
}

/** Records one form with what was looked at on it. One that is no consent yet is kept, and a command says so by its exit code. */
async function recordChecked(
  context: Context,
  subjects: readonly string[],
  options: TermsOptions & FormOptions,
  checklist: FormChecklist,
): Promise<ExitCode> {
  const { client, output } = context;
  const [typed = '', other] = subjects;
  if (other !== undefined)
    throw new CustosError('INPUT_INVALID', 'A form that is looked at is of one patient: name one.');
  const words = { ...typedWords(options), ...answersTyped(options) };
  const { form, scan } = await formGiven(options);
  const gateway = await client();
  const subject = await subjectNamed(gateway, typed);
  const { notice, ...rest } = await choiceOf(context, gateway, words, options, knownNotice);
  if (scan !== undefined) await keepScan(gateway, subject, scan);
  const record = { subject, form, ...rest, ...(notice === '' ? {} : { notice }), checklist };
  const { rows, warnings } = await recordConsentRows(gateway, [record]);
  const [row] = rows;
  if (row === undefined || row.code !== undefined) {
    throw new CustosError(row?.code ?? 'INTERNAL', row?.detail ?? 'The gateway did not say what became of the form.');
  }
  const called = output.json ? undefined : (await patientNames(gateway))(subject);
  const odd = await namedTexts(context, warnings);
  output.result({ ...row, warnings }, () => [
    ...(row.incomplete === undefined
      ? [
          `consent ${shortId(row.grant ?? '', [])} of ${called} ${row.stood ? 'stood already: nothing was added' : 'recorded'}.`,
        ]
      : [
          `${row.stood ? 'Kept before' : 'Kept'} as incomplete, under ${shortId(row.kept ?? '', [])}, of ${called}: it releases nothing. ${faultWords(row.incomplete)}`,
          `Complete it with the patient: ${ownCommand(`form complete ${shortId(row.kept ?? '', [])} --asked visit …`)}.`,
        ]),
    ...forLines(rest, options),
    ...warningLines(odd),
  ]);
  return row.incomplete === undefined ? 0 : 1;
}

/** Empty for a text that is not known: what a form names is looked at, and nobody is kept from recording it. */
async function knownNotice(gateway: GatewayClient, typed: string): Promise<string> {
  return noticeNamed(gateway, typed).catch((error: unknown) => {
    if (isCustosError(error, 'NOT_FOUND', 'INPUT_INVALID')) return '';
    throw error;
  });
}

/** The terms with dataset, grantee and notice, which may go by their names or a beginning of their ids. */
async function choiceOf<Typed extends object>(
  context: Context,
  gateway: GatewayClient,
  terms: Typed,
  { dataset, to, notice }: TermsOptions,
  named: (gateway: GatewayClient, typed: string) => Promise<string> = noticeNamed,
): Promise<Typed & Pick<Choice, 'notice' | 'grantee' | 'dataset'>> {
  return {
    ...terms,
    notice: await named(gateway, notice),
    ...(to ? { grantee: await granteeNamed(context, gateway, to) } : {}),
    ...(dataset ? { dataset: await datasetId(gateway, dataset) } : {}),
  };
}

/** Which dataset, member or group went by the names that were typed: the gateway's word, until it is compared. */
function forLines(
  { dataset, grantee }: Pick<Choice, 'dataset' | 'grantee'>,
  options: TermsOptions,
  language: Language = 'en',
): string[] {
  const { signed } = decisionSentences(language);
  const to = isDigest(grantee) ? 'group' : 'member';
  return [['dataset', options.dataset, dataset] as const, [to, options.to, grantee] as const].flatMap(
    ([what, typed, id]) => {
      if (typed === undefined || id === undefined || id === typed.toLowerCase()) return [];
      return id.startsWith(typed.toLowerCase()) ? signed.begunSo(what, id) : signed.calledSo(what, typed, id);
    },
  );
}

function shownOf({ grantee, futureMembers, notice }: Choice) {
  return { grantee: granteeOf(grantee), futureMembers, notice: notice as Digest };
}

type TextOptions = ConfirmOptions & LanguageOptions;

/** Of what a patient reads and signs. */
function addTextOptions(command: Command): Command {
  return addLanguageOption(addConfirmOption(command));
}

const MAX_RECORDS = 1_000;
const GRANT_FOR = `A holder records what a patient signed on paper: ${ownCommand('consent record SUBJECT --form TEXT …')}. For a patient, use its own key.`;
const KEEP_FOR = 'Only the patient itself keeps or ends what was recorded for it.';

function keptWords(kept: GrantId, { grant, kind }: Consent, language: Language): string[] {
  const { signed } = decisionSentences(language);
  const [own, theirs] = [shortId(kept, [grant]), shortId(grant, [kept])];
  if (kind !== 'guardian') return [signed.kept(own)];
  return [signed.keptBeside(own, theirs), signed.bothEnd(ownCommand('consent revoke --all'))];
}

export function consentCommands(program: Command, run: Run): void {
  const consent = program.command('consent').description('what patients allow');
  run(
    addTextOptions(termsOptions(consent.command('grant').description('sign a grant (patient)'))),
    async (context, _, options: TermsOptions & TextOptions) => {
      const { client, output } = context;
      const { language } = options;
      const terms = typedTerms(options);
      const gateway = await client();
      await requirePatient(gateway, GRANT_FOR);
      const choice = await choiceOf(context, gateway, terms, options);
      const checked = await checkConsent(gateway, choice);
      const foreseen = await namedTexts(context, checked.warnings);
      const text = await describeConsent(gateway, choice, language);
      if (checked.standing === undefined) {
        const summary = await consentSummary(gateway, text, shownOf(choice), await listConsents(gateway));
        await confirm(output, [...summary, ...warningLines(foreseen)], options);
      }
      const granted = await giveConsent(gateway, choice, text);
      const told = checked.standing === undefined ? foreseen : [];
      const warnings = await namedTexts(context, granted.warnings ?? []);
      const covered =
        isDigest(choice.grantee) && !output.json
          ? coveredLines(await listConsents(gateway), granted.grant, await namesAt(gateway, language), language)
          : [];
      const said = decisionSentences(language).signed;
      const short = shortId(granted.grant, []);
      output.result(granted, () => [
        granted.stood ? said.stood(short) : said.counts(short, granted.height),
        ...covered,
        ...forLines(choice, options, language),
        ...warningLines(warnings.filter((one) => !told.includes(one))),
      ]);
    },
  );
  runRows(
    run,
    checklistOptions(
      termsOptions(
        consent
          .command('record <subject...>')
          .description('record grants from paper forms, for patients without a signer of their own (holder)'),
      ).option(
        '--form <text>',
        'reference of the signed form, or @FILE or - (standard input); its digest goes on chain',
      ),
    ),
    async (context, subjects, options: TermsOptions & FormOptions) => {
      const { client, output } = context;
      if (subjects.length > MAX_RECORDS) {
        throw new CustosError('INPUT_INVALID', `<subject>: at most ${MAX_RECORDS} can be recorded at once.`);
      }
      const checklist = typedChecklist(options);
      if (checklist !== undefined) return recordChecked(context, subjects, options, checklist);
      const terms = typedTerms(options);
      const { form, scan } = await formGiven(options);
      const gateway = await client();
      const named = await subjectsNamed(gateway, subjects);
      const choice = await choiceOf(context, gateway, terms, options);
      const records = named.map((subject) => ({ subject, form, ...choice }));
      if (scan !== undefined) for (const subject of named) await keepScan(gateway, subject, scan);
      const recorded = await recordConsents(gateway, records);
      const { grants, stood } = recorded;
      const before = stood.filter(Boolean).length;
      const made = new Set(grants.filter((_, i) => !stood[i])).size;
      const warnings = await namedTexts(context, recorded.warnings);
      const called = output.json ? undefined : await patientNames(gateway);
      output.result(recorded, () => [
        `${countedAre(made, 'consent')} recorded.`,
        ...forLines(choice, options),
        ...(before === 0 ? [] : [`${counted(before, 'consent')} stood already, for the same: nothing was added.`]),
        ...new Set(grants.map((grant, i) => `consent ${shortId(grant, grants)} of ${called?.(named[i] ?? '')}`)),
        ...warningLines(warnings),
      ]);
      return 0;
    },
    recordRows,
  );
  run(
    addTextOptions(
      consent
        .command('keep <grant>')
        .description('keep a grant that was recorded from paper before you had a signer of your own (patient)'),
    ),
    async ({ client, output }, [grant], options: TextOptions) => {
      const { language } = options;
      const gateway = await client();
      await requirePatient(gateway, KEEP_FOR);
      const own = await listConsents(gateway);
      const id = isDigest(grant) ? grant : grantAmong(own, grant ?? '');
      const found = own.find((one) => one.grant === id);
      if (found === undefined) throw new CustosError('NOT_FOUND', 'You have no such consent here.');
      // What is shown is asked about, so it is compared before that.
      const kept = await keepConsent(gateway, found, async () => {
        const beside = own.filter((one) => one.grant !== id);
        const text = await describeTerms(gateway, termsOfWords(found), language);
        const summary = await consentSummary(gateway, text, found, beside);
        const { keeping } = decisionSentences(language).signed;
        const head = found.kind === 'guardian' ? keeping.guardian : keeping.recorded;
        await confirm(output, [head, ...summary], options);
        return text;
      });
      output.result(kept, () => keptWords(kept.grant, found, language));
    },
  );
  replaceCommand(consent, run);
  revokeCommand(consent, run);
  run(
    consent
      .command('text <grant>')
      .description(
        'what the patient was shown before it signed a grant, compared with its id (patient, holder, auditor)',
      ),
    async ({ client, output }, [typed = '']) => {
      const gateway = await client();
      const shown = await readConsentText(gateway, await grantNamed(gateway, typed));
      output.result(shown, () => shownLines(shown.text.trimEnd()));
    },
  );
  run(
    consent
      .command('list')
      .description('list grants: a patient its own, the holder all')
      .option('--subject <subject>', 'only this patient’s: its pseudonym, a beginning of it, or `system|value`'),
    async ({ client, output }, _, options: { subject?: string }) => {
      const gateway = await client();
      const standing = await standingAt(gateway);
      requireSomebody(gateway, standing);
      const subject = options.subject === undefined ? undefined : await subjectNamed(gateway, options.subject);
      const consents = await listConsents(gateway, { subject });
      const names = await namesAt(gateway);
      const reader = readerOf(standing);
      const isOfMany = reader === 'holder' && subject === undefined && !output.json;
      const called = isOfMany ? await patientNames(gateway) : undefined;
      output.result(consents, () => [
        ...consentTable(consents, names, reader, called),
        ...askAgainWords(consents),
        ...(reader === 'patient' ? answerWords(consents) : []),
      ]);
    },
  );
}
