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
import { dateWords } from '../../core/date-words.ts';
import { choiceWords, givingBackSummary, optOutSummary, pauseSummary } from '../choice-words.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { actingWords, readerOf } from '../consent-words.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { runRows } from '../csv/rows-command.ts';
import { entryWords } from '../entry-words.ts';
import { subjectNamed } from '../find-subject.ts';
import { formGiven, type FormOptions as GivenOptions, keptScanWords, scanOption } from '../form-options.ts';
import { namesAt } from '../names.ts';
import { narrowingWords } from '../narrowing-words.ts';
import { ownCommand, shellWord } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { keepReceipt } from '../receipt-files.ts';
import type { Run } from '../run.ts';
import { requirePatient } from '../standing.ts';
import { lastDaySeconds } from '../time.ts';
import { narrowingRows } from './choices-csv.ts';

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
      const acting = await actingAt(gateway, 'withdraws');
      const choices = await ownChoices(gateway);
      const narrowings = await ownNarrowings(gateway);
      output.result({ ...choices, narrowings }, () => [
        ...acting,
        ...choiceWords(choices),
        ...narrowings.map(({ statement }) => `${narrowingWords(statement)}.`),
      ]);
    },
  );
  run(
    addConfirmOption(me.command('opt-out'))
      .description('withhold everything of yours from research, whatever you consented to (patient)')
      .option('--emergencies', EMERGENCIES),
    async (context, _, options: LevelOptions & ConfirmOptions) => {
      const gateway = await context.client();
      const acting = await actingAt(gateway, 'withdraws');
      const level = levelOf(options);
      await confirm(context.output, [...acting, ...optOutSummary(level)], options);
      await show(context, await optOut(gateway, level), 'opted out, and verified');
    },
  );
  run(
    addConfirmOption(me.command('opt-in'))
      .description('take an opt-out back (patient)')
      .option('--emergencies-only', 'for emergencies alone: research stays withheld'),
    async ({ client, output }, _, options: { readonly emergenciesOnly?: boolean } & ConfirmOptions) => {
      const gateway = await client();
      const acting = await actingAt(gateway);
      const before = await ownChoices(gateway);
      if (before.optOut !== 'none') await confirm(output, [...acting, ...givingBackSummary('opt-in', before)], options);
      const choices = await optIn(gateway, options.emergenciesOnly ? 'research' : 'none');
      output.result(choices, () => choiceWords(choices));
    },
  );
  run(
    addConfirmOption(me.command('pause'))
      .description('withhold everything of yours until a day, whatever you consented to (patient)')
      .requiredOption('--until <day>', UNTIL),
    async (context, _, options: { readonly until: string } & ConfirmOptions) => {
      const until = lastDaySeconds(options.until);
      const gateway = await context.client();
      const acting = await actingAt(gateway, 'withdraws');
      await confirm(context.output, [...acting, ...pauseSummary(until)], options);
      await show(context, await pauseReleases(gateway, until), `paused until ${dateWords(until)}, and verified`);
    },
  );
  run(
    addConfirmOption(me.command('resume')).description('end your pause (patient)'),
    async ({ client, output }, _, options: ConfirmOptions) => {
      const gateway = await client();
      const acting = await actingAt(gateway);
      const before = await ownChoices(gateway);
      if (before.pausedUntil !== undefined)
        await confirm(output, [...acting, ...givingBackSummary('resume', before)], options);
      const choices = await resumeReleases(gateway);
      output.result(choices, () => choiceWords(choices));
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
      await show(context, answer, `${(await patientNames(gateway))(pseudonym)} opted out, and verified`, scanned);
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
      const until = lastDaySeconds(options.until);
      const gateway = await context.client();
      const pseudonym = await subjectNamed(gateway, id);
      const { form, scan } = await formGiven(options);
      const answer = await recordNarrowing(gateway, pseudonym, form, { until });
      const scanned = await keptScanWords(gateway, pseudonym, scan);
      const who = (await patientNames(gateway))(pseudonym);
      await show(context, answer, `${who} paused until ${dateWords(until)}, and verified`, scanned);
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
async function actingAt(gateway: GatewayClient, to?: 'withdraws'): Promise<string[]> {
  return actingWords(readerOf(await requirePatient(gateway, AS_HOLDER, to)));
}

function levelOf({ emergencies }: LevelOptions): Exclude<OptOut, 'none'> {
  return emergencies === true ? 'all' : 'research';
}

async function show(
  { dataDir, output, client }: Context,
  answer: Withdrawal,
  done: string,
  scanned: readonly string[] = [],
): Promise<void> {
  const file = await keepReceipt(dataDir, answer);
  const names = await namesAt(await client());
  const { seq, receipt, remaining } = answer;
  const [first, ...more] = entryWords(answer.entry, names);
  output.result({ seq, receipt, file, remaining: remaining.length }, () => [
    `${done}: ${first}`,
    ...more,
    remaining.length === 0
      ? 'No consent stands that would count again.'
      : `${counted(remaining.length, 'consent')} of before will count again once this is taken back.`,
    ...scanned,
    `Its receipt is kept in ${file}; ${ownCommand(`receipt verify ${shellWord(file)}`)} checks it again, without asking anybody.`,
  ]);
}
