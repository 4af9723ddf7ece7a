import { type Command, Option } from 'commander';
import type { Consent } from '../../client/consent-shape.ts';
import { describeConsent } from '../../client/consent-texts.ts';
import { listConsents } from '../../client/consents.ts';
import { choiceOfWords, replaceRecorded } from '../../client/kept-consents.ts';
import { type Choice, checkConsent } from '../../client/patient.ts';
import { decisionSentences } from '../../core/consent-text/decision-sentences.ts';
import { CustosError } from '../../core/errors.ts';
import type { Digest } from '../../core/ids.ts';
import { granteeOf } from '../../core/terms.ts';
import { type Answer, type AskedUse, givenAnswers, USE_WORDS, withoutForbidding } from '../../core/use-answers.ts';
import { warningLines } from '../answers.ts';
import { categoryNamed } from '../category-words.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { consentSummary } from '../consent-summary.ts';
import { grantAmong } from '../find-grant.ts';
import { addLanguageOption, type LanguageOptions } from '../language-option.ts';
import { namedTexts } from '../named-text.ts';
import { noticeNamed } from '../notices.ts';
import { answerFlag, given } from '../option-names.ts';
import { ownCommand } from '../own-command.ts';
import { shortId } from '../pick.ts';
import { keepReceipt } from '../receipt-files.ts';
import type { Run } from '../run.ts';
import { requirePatient } from '../standing.ts';
import { consentPeriod, lastDaySeconds } from '../time.ts';

type ReplaceOptions = ConfirmOptions &
  LanguageOptions & {
    readonly exclude?: readonly string[];
    readonly until?: string;
    readonly notice?: string;
    readonly identifiable?: Answer;
  } & { readonly [Use in AskedUse]?: Answer };

const REPLACE_FOR = `Only the patient itself replaces what was recorded for it. A holder records a new form: ${ownCommand('consent record …')}.`;

const AGAIN = '; a no of the form stays unless said, a yes of it is said again';

/** A patient's own signature in the place of a form that staff recorded. */
export function replaceCommand(consent: Command, run: Run): void {
  run(
    addLanguageOption(
      addConfirmOption(
        consent
          .command('replace <grant>')
          .description(
            'sign yourself what was recorded for you from paper, changed as you say; the recorded one ends (patient)',
          ),
      ),
    )
      .option('--until <date>', 'another last day, YYYY-MM-DD, or a number of days with today, such as 365d')
      .option('--exclude <category...>', 'the categories left out, in place of those of the form; see `category list`')
      .option('--notice <digest>', 'another information text that you were shown; see `notice list`')
      .addOption(answer('--ai-training <answer>', `${USE_WORDS.aiTraining}${AGAIN}`))
      .addOption(answer('--commercial <answer>', `${USE_WORDS.commercial}${AGAIN}`))
      .addOption(answer('--transfer-abroad <answer>', `${USE_WORDS.transferAbroad}${AGAIN}`))
      .addOption(answer('--identifiable <answer>', 'items that identify you; as the form says unless said')),
    async (context, [typed = ''], options: ReplaceOptions) => {
      const { language } = options;
      const { client, output, dataDir } = context;
      const gateway = await client();
      await requirePatient(gateway, REPLACE_FOR);
      const own = await listConsents(gateway);
      const grant = grantAmong(own, typed);
      const found = own.find((one) => one.grant === grant);
      if (found?.kind !== 'recorded') throw notRecorded();
      const notice = options.notice === undefined ? {} : { notice: await noticeNamed(gateway, options.notice) };
      const choice = { ...changed(found, options), ...notice };
      const foreseen = await namedTexts(context, (await checkConsent(gateway, choice)).warnings);
      const text = await describeConsent(gateway, choice, language);
      const beside = own.filter((one) => one.grant !== grant);
      const shown = {
        grantee: granteeOf(choice.grantee),
        futureMembers: choice.futureMembers,
        notice: choice.notice as Digest,
      };
      const summary = await consentSummary(gateway, text, shown, beside);
      const { signed: said, receipt: kept } = decisionSentences(language);
      await confirm(output, [said.replacing(shortId(grant, [])), ...summary, ...warningLines(foreseen)], options);
      const { given: signed, withdrawal } = await replaceRecorded(gateway, found, choice, text);
      const file = await keepReceipt(dataDir, withdrawal);
      const warnings = await namedTexts(context, signed.warnings ?? []);
      const { seq, receipt } = withdrawal;
      output.result({ ...signed, replaced: grant, seq, receipt, file }, () => [
        said.replaced(shortId(signed.grant, []), shortId(grant, [])),
        kept.ofEnd(file),
        ...warningLines(warnings.filter((one) => !foreseen.includes(one))),
      ]);
    },
  );
}

function answer(flags: string, use: string): Option {
  return new Option(flags, `what you answer for ${use}`).choices(['yes', 'no']);
}

/** The choice with what is said otherwise, counted from now on. What the form forbids stays forbidden unless it is answered; what it
 *  allows must be answered again, since a yes on paper is not the person's own. INPUT_INVALID where it is not. */
function changed(form: Consent, options: ReplaceOptions): Choice {
  const { until, exclude, identifiable } = options;
  const answers = givenAnswers(withoutForbidding(form.modifiers, options), options, answerFlag);
  const from = Math.max(form.from, Math.floor(Date.now() / 1000) - 60);
  const last = until === undefined ? form.until : given('--until', () => lastDaySeconds(until));
  return {
    ...choiceOfWords(form, answers),
    ...given('--until', () => consentPeriod(from, last)),
    ...(exclude === undefined ? {} : { excluded: given('--exclude', () => exclude.map(categoryNamed)) }),
    ...(identifiable === undefined ? {} : { identifiable: identifiable === 'yes' }),
  };
}

function notRecorded(): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    `That consent was signed, not recorded from a form. Sign another one (${ownCommand('consent grant …')}), and end it (${ownCommand('consent revoke …')}).`,
  );
}
