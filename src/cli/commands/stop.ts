import type { Command } from 'commander';
import { askNarrowingCode, narrowByCode } from '../../client/narrowings.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { isDigest } from '../../core/ids.ts';
import type { CodeAct } from '../../core/narrowing.ts';
import { optOutSummary, pauseSummary } from '../choice-words.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import type { Context } from '../context.ts';
import { readGiven } from '../given-text.ts';
import { ownCommand, shellWord } from '../own-command.ts';
import { keepReceipt } from '../receipt-files.ts';
import type { Run } from '../run.ts';
import { lastDaySeconds } from '../time.ts';

const UNTIL = 'the last day of it, YYYY-MM-DD, or a period such as 90d; at most ten years';

/** How somebody whose key does not work stops the use of its data. */
export function stopCommands(program: Command, run: Run): void {
  const stop = program
    .command('stop')
    .description('stop the use of your data without your key, by a one-time code to the address that the hospital has');
  run(
    stop
      .command('code <identifier>')
      .description('ask for the code, by what the hospital knows you by (`system|value`), or @FILE or -'),
    async ({ anonymous, output }, [typed = '']) => {
      const asked = await askNarrowingCode(await anonymous(), (await readGiven(typed)).trim());
      const next = (what: string, more = '') => ownCommand(`stop ${what} ${asked.attempt} CODE${more}`);
      output.result(asked, () => [
        asked.detail,
        `With the code: ${next('everything')} withdraws all consents, ${next('opt-out')} opts out of research, and ${next('pause', ' --until DAY')} pauses.`,
      ]);
    },
  );
  run(
    addConfirmOption(stop.command('everything <attempt> <code>')).description(
      'withdraw all your consents, by the code',
    ),
    async (context, [attempt = '', code = ''], options: ConfirmOptions) => {
      const what = ['You withdraw all your consents: from now on nothing is handed out under any of them.'];
      await byCode(context, { attempt, code, act: { act: 'withdraw-all' } }, what, options);
    },
  );
  run(
    addConfirmOption(stop.command('opt-out <attempt> <code>'))
      .description('opt out of research, by the code')
      .option('--emergencies', 'withhold in emergencies, too'),
    async (context, [attempt = '', code = ''], options: ConfirmOptions & { readonly emergencies?: boolean }) => {
      const level = options.emergencies === true ? 'all' : 'research';
      await byCode(context, { attempt, code, act: { act: 'opt-out', level } }, optOutSummary(level), options);
    },
  );
  run(
    addConfirmOption(stop.command('pause <attempt> <code>'))
      .description('withhold everything until a day, by the code')
      .requiredOption('--until <day>', UNTIL),
    async (context, [attempt = '', code = ''], options: ConfirmOptions & { readonly until: string }) => {
      const until = lastDaySeconds(options.until);
      await byCode(context, { attempt, code, act: { act: 'pause', until } }, pauseSummary(until), options);
    },
  );
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
  options: ConfirmOptions,
): Promise<void> {
  const [asked, typed] = [typedAttempt(attempt), typedCode(await readGiven(code))];
  await confirm(output, [...summary], options);
  const { seq, receipt, entry } = await narrowByCode(await anonymous(), asked, typed, act);
  const file = await keepReceipt(dataDir, { entry, receipt });
  output.result({ seq, receipt, file }, () => [
    `Done at ${dateWords(Math.floor(entry.time / 1000))}: it counts from now on, as entry ${seq} of the hospital’s log. The hospital has it as recorded by a code, and tells the address that the code went to.`,
    'Only your own key or passkey, or the hospital, takes it back.',
    `Its receipt is kept in ${file}; ${ownCommand(`receipt verify ${shellWord(file)}`)} checks it again, without asking anybody.`,
  ]);
}

function typedAttempt(text: string) {
  if (isDigest(text)) return text;
  throw new CustosError('INPUT_INVALID', `<attempt>: copy it whole, as ${ownCommand('stop code')} showed it.`);
}

/** Codes are read and typed: case, blanks and dashes are forgiven. */
function typedCode(text: string): string {
  const typed = text.replace(/[\s\ufeff-]/g, '').toUpperCase();
  if (/^[A-Z2-7]{8}$/.test(typed)) return typed;
  throw new CustosError(
    'INPUT_INVALID',
    `<code>: the code has 8 letters and digits (A to Z, 2 to 7), and this one ${typed.length}. Compare it with what came by e-mail.`,
  );
}
