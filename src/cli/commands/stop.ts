import type { Command } from 'commander';
import { askNarrowingCode, narrowByCode } from '../../client/narrowings.ts';
import { regardlessText } from '../../core/consent-text/consent-text.ts';
import { decisionSentences } from '../../core/consent-text/decision-sentences.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { isDigest } from '../../core/ids.ts';
import type { CodeAct } from '../../core/narrowing.ts';
import { typedCode } from '../../core/typed-code.ts';
import { optOutSummary, pauseSummary } from '../choice-words.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import type { Context } from '../context.ts';
import { readGiven } from '../given-text.ts';
import { addLanguageOption, type LanguageOptions } from '../language-option.ts';
import { given } from '../option-names.ts';
import { ownCommand, shellWord } from '../own-command.ts';
import { keepReceipt } from '../receipt-files.ts';
import type { Run } from '../run.ts';
import { lastPausedSecond } from '../time.ts';

const UNTIL = 'the last day of it, YYYY-MM-DD, or a period such as 90d; at most ten years';

/** How somebody whose key does not work stops the use of its data. */
export function stopCommands(program: Command, run: Run): void {
  const stop = program
    .command('stop')
    .description('stop the use of your data without your key, by a one-time code to the address that the hospital has');
  run(
    addLanguageOption(stop.command('code <identifier>')).description(
      'ask for the code, by what the hospital knows you by (`system|value`), or @FILE or -',
    ),
    async ({ anonymous, output }, [typed = ''], { language }: LanguageOptions) => {
      const asked = await askNarrowingCode(await anonymous(), (await readGiven(typed)).trim());
      const next = (what: string, more = '') => ownCommand(`stop ${what} ${asked.attempt} CODE${more}`);
      const said = decisionSentences(language).byCode;
      output.result(asked, () => [
        said.asked,
        said.next(next('everything'), next('opt-out'), next('pause', ' --until DAY')),
      ]);
    },
  );
  run(
    signing(stop.command('everything <attempt> <code>')).description('withdraw all your consents, by the code'),
    async (context, [attempt = '', code = ''], options: SigningOptions) => {
      const { language } = options;
      const what = [decisionSentences(language).withdrawal.byCode, ...regardlessText('withdrawal', language)];
      await byCode(context, { attempt, code, act: { act: 'withdraw-all' } }, what, options);
    },
  );
  run(
    signing(stop.command('opt-out <attempt> <code>'))
      .description('opt out of research, by the code')
      .option('--emergencies', 'withhold in emergencies, too'),
    async (context, [attempt = '', code = ''], options: SigningOptions & { readonly emergencies?: boolean }) => {
      const level = options.emergencies === true ? 'all' : 'research';
      await byCode(
        context,
        { attempt, code, act: { act: 'opt-out', level } },
        optOutSummary(level, options.language),
        options,
      );
    },
  );
  run(
    signing(stop.command('pause <attempt> <code>'))
      .description('withhold everything until a day, by the code')
      .requiredOption('--until <day>', UNTIL),
    async (context, [attempt = '', code = ''], options: SigningOptions & { readonly until: string }) => {
      const until = given('--until', () => lastPausedSecond(options.until));
      await byCode(
        context,
        { attempt, code, act: { act: 'pause', until } },
        pauseSummary(until, options.language),
        options,
      );
    },
  );
}

type SigningOptions = ConfirmOptions & LanguageOptions;

function signing(command: Command): Command {
  return addLanguageOption(addConfirmOption(command));
}

interface Typed {
  readonly attempt: string;
  readonly code: string;
  readonly act: CodeAct;
}

async function byCode(
  { anonymous, output, dataDir }: Context,
  { attempt, code, act }: Typed,
  summary: readonly string[],
  options: SigningOptions,
): Promise<void> {
  const [asked, typed] = [typedAttempt(attempt), mailedCode(await readGiven(code))];
  await confirm(output, [...summary], options);
  const { seq, receipt, entry } = await narrowByCode(await anonymous(), asked, typed, act);
  const file = await keepReceipt(dataDir, { entry, receipt });
  const said = decisionSentences(options.language);
  output.result({ seq, receipt, file }, () => [
    said.byCode.done(dateWords(Math.floor(entry.time / 1000)), seq),
    said.byCode.undo,
    said.receipt.kept(file, ownCommand(`receipt verify ${shellWord(file)}`)),
  ]);
}

function typedAttempt(text: string) {
  if (isDigest(text)) return text;
  throw new CustosError('INPUT_INVALID', `<attempt>: copy it whole, as ${ownCommand('stop code')} showed it.`);
}

function mailedCode(text: string): string {
  const typed = typedCode(text);
  if (/^[A-Z2-7]{8}$/.test(typed)) return typed;
  throw new CustosError(
    'INPUT_INVALID',
    `<code>: the code has 8 letters and digits (A to Z, 2 to 7), and this one ${typed.length}. Compare it with what came by e-mail.`,
  );
}
