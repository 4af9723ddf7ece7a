import type { Command } from 'commander';
import {
  type OptOut,
  optIn,
  optOut,
  ownChoices,
  pauseReleases,
  recordNarrowing,
  recordWidening,
  resumeReleases,
} from '../../client/choices.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { ownNarrowings } from '../../client/narrowings.ts';
import type { Withdrawal } from '../../client/withdrawals.ts';
import type { Language } from '../../core/consent-text/consent-text.ts';
import { decisionSentences } from '../../core/consent-text/decision-sentences.ts';
import { dateWords } from '../../core/date-words.ts';
import { choiceWords, givingBackSummary, isPaused, isWithheld, optOutSummary, pauseSummary } from '../choice-words.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { actingWords, readerOf } from '../consent-words.ts';
import type { Context } from '../context.ts';
import { runRows } from '../csv/rows-command.ts';
import { subjectNamed } from '../find-subject.ts';
import { formGiven, type FormOptions as GivenOptions, keptScanWords, scanOption } from '../form-options.ts';
import { addLanguageOption, type LanguageOptions } from '../language-option.ts';
import { namesAt } from '../names.ts';
import { narrowingWords } from '../narrowing-words.ts';
import { given } from '../option-names.ts';
import { ownCommand, shellWord } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { keepReceipt } from '../receipt-files.ts';
import type { Run } from '../run.ts';
import { requirePatient } from '../standing.ts';
import { takenBy, takenLine } from '../taken-words.ts';
import { lastPausedSecond } from '../time.ts';
import { narrowingRows } from './choices-csv.ts';

type SigningOptions = ConfirmOptions & LanguageOptions;

interface LevelOptions {
  readonly emergencies?: boolean;
}

type FormOptions = Pick<GivenOptions, 'form' | 'scan'>;

const EMERGENCIES = 'withhold in emergencies, too';
const FORM = 'reference of the form or call, or @FILE or - (standard input)';
const UNTIL = 'the last day of it, YYYY-MM-DD, or a period such as 90d; at most ten years';
const AS_HOLDER = `A holder records it for a patient: ${ownCommand('subject opt-out SUBJECT --form TEXT')}, or ${ownCommand('subject pause …')}.`;

/** What a patient withholds altogether, and gives back. */
export function ownChoiceCommands(me: Command, run: Run): void {
  run(
    me.command('choices').description('what you withhold altogether, and who decides for you (patient)'),
    async ({ client, output }) => {
      const gateway = await client();
      const acting = await actingAt(gateway, 'en', 'withdraws');
      const choices = await ownChoices(gateway);
      const narrowings = await ownNarrowings(gateway);
      output.result({ ...choices, narrowings }, () => [
        ...acting,
        ...choiceWords(choices, 'en'),
        ...narrowings.map(({ statement }) => `${narrowingWords(statement)}.`),
      ]);
    },
  );
  run(
    signing(me.command('opt-out'))
      .description('withhold everything of yours from research, whatever you consented to (patient)')
      .option('--emergencies', EMERGENCIES),
    async (context, _, options: LevelOptions & SigningOptions) => {
      const { language } = options;
      const gateway = await context.client();
      const acting = await actingAt(gateway, language, 'withdraws');
      const level = levelOf(options);
      await confirm(context.output, [...acting, ...optOutSummary(level, language)], options);
      await show(context, await optOut(gateway, level), decisionSentences(language).optOut.done, { language });
    },
  );
  run(
    signing(me.command('opt-in'))
      .description('take an opt-out back (patient)')
      .option('--emergencies-only', 'for emergencies alone: research stays withheld'),
    async ({ client, output }, _, options: { readonly emergenciesOnly?: boolean } & SigningOptions) => {
      const { language } = options;
      const gateway = await client();
      const acting = await actingAt(gateway, language);
      const before = await ownChoices(gateway);
      const to = options.emergenciesOnly ? 'research' : 'none';
      if (isWithheld(before, to))
        await confirm(output, [...acting, ...givingBackSummary('opt-in', before, language)], options);
      const choices = await optIn(gateway, to, before.optOut);
      output.result(choices, () => choiceWords(choices, language));
    },
  );
  run(
    signing(me.command('pause'))
      .description('withhold everything of yours until a day, whatever you consented to (patient)')
      .requiredOption('--until <day>', UNTIL),
    async (context, _, options: { readonly until: string } & SigningOptions) => {
      const { language } = options;
      const until = given('--until', () => lastPausedSecond(options.until));
      const gateway = await context.client();
      const acting = await actingAt(gateway, language, 'withdraws');
      await confirm(context.output, [...acting, ...pauseSummary(until, language)], options);
      const done = decisionSentences(language).pause.done(dateWords(until));
      await show(context, await pauseReleases(gateway, until), done, { language });
    },
  );
  run(
    signing(me.command('resume')).description('end your pause (patient)'),
    async ({ client, output }, _, options: SigningOptions) => {
      const { language } = options;
      const gateway = await client();
      const acting = await actingAt(gateway, language);
      const before = await ownChoices(gateway);
      if (isPaused(before))
        await confirm(output, [...acting, ...givingBackSummary('resume', before, language)], options);
      const choices = await resumeReleases(gateway, before.pausedUntil);
      output.result(choices, () => choiceWords(choices, language));
    },
  );
}

/** The same, told to the holder on paper or by telephone. */
export function recordedChoiceCommands(subject: Command, run: Run): void {
  runRows(
    run,
    subject
      .command('opt-out <subject>')
      .description('record that a patient opted out of research, on paper or by telephone (holder)')
      .option('--emergencies', EMERGENCIES)
      .option('--form <text>', FORM)
      .addOption(scanOption()),
    async (context, [id = ''], options: LevelOptions & FormOptions) => {
      const gateway = await context.client();
      const pseudonym = await subjectNamed(gateway, id);
      const { form, scan } = await formGiven(options);
      const answer = await recordNarrowing(gateway, pseudonym, form, { level: levelOf(options) });
      const scanned = await keptScanWords(gateway, pseudonym, scan);
      const done = `${(await patientNames(gateway))(pseudonym)} ${decisionSentences('en').optOut.done}`;
      await show(context, answer, done, { language: 'en', scanned });
    },
    (context, options: Parameters<typeof narrowingRows>[1]) => narrowingRows(context, options, 'opt-out'),
  );
  runRows(
    run,
    subject
      .command('pause <subject>')
      .description('record that a patient wants a pause, on paper or by telephone (holder)')
      .requiredOption('--until <day>', UNTIL)
      .option('--form <text>', FORM)
      .addOption(scanOption()),
    async (context, [id = ''], options: { readonly until: string } & FormOptions) => {
      const until = given('--until', () => lastPausedSecond(options.until));
      const gateway = await context.client();
      const pseudonym = await subjectNamed(gateway, id);
      const { form, scan } = await formGiven(options);
      const answer = await recordNarrowing(gateway, pseudonym, form, { until });
      const scanned = await keptScanWords(gateway, pseudonym, scan);
      const done = decisionSentences('en').pause.done(dateWords(until));
      await show(context, answer, `${(await patientNames(gateway))(pseudonym)} ${done}`, { language: 'en', scanned });
    },
    (context, options: Parameters<typeof narrowingRows>[1]) => narrowingRows(context, options, 'pause'),
  );
  run(
    subject
      .command('opt-in <subject>')
      .description('record that a patient who has no key of its own took its opt-out back (holder)')
      .option('--emergencies-only', 'for emergencies alone: research stays withheld')
      .option('--form <text>', FORM)
      .addOption(scanOption()),
    async ({ client, output }, [id = ''], options: { readonly emergenciesOnly?: boolean } & FormOptions) => {
      const gateway = await client();
      const pseudonym = await subjectNamed(gateway, id);
      const { form, scan } = await formGiven(options);
      const level = options.emergenciesOnly ? 'research' : 'none';
      const choices = await recordWidening(gateway, pseudonym, form, { level });
      const scanned = await keptScanWords(gateway, pseudonym, scan);
      output.result(choices, () => [
        level === 'none' ? 'Opted back in.' : 'Opted back in for emergencies alone.',
        ...scanned,
      ]);
    },
  );
  run(
    subject
      .command('resume <subject>')
      .description('record that a patient who has no key of its own ended its pause (holder)')
      .option('--form <text>', FORM)
      .addOption(scanOption()),
    async ({ client, output }, [id = ''], options: FormOptions) => {
      const gateway = await client();
      const pseudonym = await subjectNamed(gateway, id);
      const { form, scan } = await formGiven(options);
      const choices = await recordWidening(gateway, pseudonym, form, 'resumption');
      const scanned = await keptScanWords(gateway, pseudonym, scan);
      output.result(choices, () => ['The pause is over.', ...scanned]);
    },
  );
}

/** What the caller is told first, who must be a patient or act for one. */
async function actingAt(gateway: GatewayClient, language: Language, to?: 'withdraws'): Promise<string[]> {
  return actingWords(readerOf(await requirePatient(gateway, AS_HOLDER, to)), language);
}

/** What a patient signs by it is shown in its language, and asked about. */
function signing(command: Command): Command {
  return addLanguageOption(addConfirmOption(command));
}

function levelOf({ emergencies }: LevelOptions): Exclude<OptOut, 'none'> {
  return emergencies === true ? 'all' : 'research';
}

async function show(
  { dataDir, output, client }: Context,
  answer: Withdrawal,
  done: string,
  { language, scanned = [] }: LanguageOptions & { readonly scanned?: readonly string[] },
): Promise<void> {
  const file = await keepReceipt(dataDir, answer);
  const gateway = await client();
  const names = await namesAt(gateway, language);
  const { seq, receipt, remaining } = answer;
  const said = decisionSentences(language);
  const withdrawal = await takenBy(gateway, answer);
  output.result({ seq, receipt, file, remaining: remaining.length }, () => [
    `${done}: ${takenLine(answer.entry, withdrawal, names, language)}`,
    said.remaining.later(remaining.length),
    ...scanned,
    said.receipt.kept(file, ownCommand(`receipt verify ${shellWord(file)}`)),
  ]);
}
