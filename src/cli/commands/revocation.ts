import type { Command } from 'commander';
import type { Consent } from '../../client/consent-shape.ts';
import { listConsents } from '../../client/consents.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { type Withdrawal, withdrawConsent, withdrawRecorded } from '../../client/withdrawals.ts';
import { type Language, regardlessText } from '../../core/consent-text/consent-text.ts';
import { decisionSentences } from '../../core/consent-text/decision-sentences.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { GrantId, Pseudonym } from '../../core/ids.ts';
import { within } from '../../core/patience.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { actingWords, readerOf } from '../consent-words.ts';
import type { Context } from '../context.ts';
import { runRows } from '../csv/rows-command.ts';
import { grantNamed } from '../find-grant.ts';
import { subjectNamed } from '../find-subject.ts';
import { formGiven, type GivenForm, keptScanWords, scanOption } from '../form-options.ts';
import { keptWithdrawal } from '../kept-withdrawal.ts';
import { addLanguageOption, type LanguageOptions } from '../language-option.ts';
import { type Names, namesAt } from '../names.ts';
import { ownCommand, shellWord } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { shortId } from '../pick.ts';
import { keepReceipt } from '../receipt-files.ts';
import { type Reading, remainingWords, useWords } from '../remaining-grants.ts';
import type { Run } from '../run.ts';
import { requirePatient } from '../standing.ts';
import { takenBy, takenLine } from '../taken-words.ts';
import { revokeRows } from './revoke-csv.ts';

type RevokeOptions = ConfirmOptions &
  LanguageOptions & {
    readonly all?: boolean;
    readonly subject?: string;
    readonly form?: string;
    readonly scan?: string;
  };

/** How long a withdrawal waits for the list of what stood before it. */
const LISTED_MS = 5_000;
const AS_HOLDER =
  'A holder withdraws for a patient by naming it: --subject SUBJECT, with --form TEXT for the form or call.';

export function revokeCommand(consent: Command, run: Run): void {
  runRows(
    run,
    addLanguageOption(addConfirmOption(consent.command('revoke [grant]')))
      .description('withdraw a grant (patient), or with --subject and --form as the holder from paper or telephone')
      .option('--all', 'withdraw every grant, in one act')
      .option(
        '--subject <subject>',
        'as the holder: whose consent it is, by pseudonym, a beginning of it, or `system|value`',
      )
      .option('--form <text>', 'as the holder: reference of the form or call, or @FILE or -')
      .addOption(scanOption()),
    async (context, [grant], options: RevokeOptions) => {
      if ((grant === undefined) === (options.all !== true)) {
        throw new CustosError('INPUT_INVALID', 'Name the grant to withdraw, or give --all.');
      }
      const typed = await formTyped(options);
      const gateway = await context.client();
      const recorded = typed && { subject: await subjectNamed(gateway, options.subject ?? ''), ...typed };
      const reader = recorded ? 'holder' : readerOf(await requirePatient(gateway, AS_HOLDER, 'withdraws'));
      const { language } = options;
      const id = grant === undefined ? undefined : await grantNamed(gateway, grant, recorded?.subject);
      const before = await givenBefore(gateway, recorded?.subject);
      const again = id && (await withdrawnAlready(context, before, id, language));
      if (again?.file) {
        const { lines, ...found } = again;
        return context.output.result(found, () => lines);
      }
      const ending =
        id === undefined && recorded === undefined
          ? endingWords(before, await namesSoon(gateway, language), language)
          : [];
      if (ending.length > 0) await confirm(context.output, [...actingWords(reader, language), ...ending], options);
      const answer = recorded
        ? await withdrawRecorded(gateway, recorded.subject, recorded.form, id)
        : await withdrawConsent(gateway, id);
      const scanned = recorded ? await keptScanWords(gateway, recorded.subject, recorded.scan) : [];
      const whose = recorded && !context.output.json ? (await patientNames(gateway))(recorded.subject) : '';
      const lines = again?.lines ?? endedBefore(before, id, language);
      await show(context, gateway, answer, { before: lines, reader, language, scanned, whose });
    },
    revokeRows,
  );
}

/** Of a holder; undefined for a patient, who needs none. */
async function formTyped({ subject, form, scan }: RevokeOptions): Promise<GivenForm | undefined> {
  if (subject === undefined) {
    if (form === undefined && scan === undefined) return undefined;
    const option = form === undefined ? '--scan' : '--form';
    throw new CustosError(
      'INPUT_INVALID',
      `${option} is for holders, who name the patient as well: --subject SUBJECT.`,
    );
  }
  if (form === undefined && scan === undefined) {
    throw new CustosError('INPUT_INVALID', 'A holder names the form or call by which it was withdrawn: --form TEXT.');
  }
  return formGiven({ form, scan });
}

/** The person's grants as they are listed. Only words hang on them: where they cannot be had soon, it is withdrawn all
 *  the same. */
async function givenBefore(gateway: GatewayClient, subject: Pseudonym | undefined): Promise<Consent[]> {
  const signal = AbortSignal.timeout(LISTED_MS);
  try {
    return await listConsents(gateway, { subject, signal });
  } catch (error) {
    if (isCustosError(error) || signal.aborted) return [];
    throw error;
  }
}

interface Already {
  readonly grant: GrantId;
  readonly already: true;
  /** The receipt that proves it; absent where there is nothing but the gateway's word: then it is withdrawn once more,
   *  and gets one. */
  readonly file?: string;
  readonly lines: readonly string[];
}

async function withdrawnAlready(
  { dataDir, known }: Context,
  before: readonly Consent[],
  grant: GrantId,
  language: Language,
): Promise<Already | undefined> {
  const said = decisionSentences(language).withdrawal;
  const listed = before.find((one) => one.grant === grant);
  if (listed?.withdrawn !== true) return undefined;
  const kept = await keptWithdrawal(dataDir, await known.list(), listed);
  const shown = shortId(
    grant,
    before.map((one) => one.grant),
  );
  if (kept === undefined) {
    return { grant, already: true, lines: [said.onceMore(shown, whenWords(listed.revokedAt))] };
  }
  const { entry, file } = kept;
  const lines = [said.already(shown, dateWords(entry.time), entry.seq), said.receiptAgain(file)];
  return { grant, already: true, file, lines };
}

/** As `givenBefore`: a withdrawal does not wait for names. */
async function namesSoon(gateway: GatewayClient, language: Language): Promise<Names | undefined> {
  return within(LISTED_MS, namesAt(gateway, language)).catch((error: unknown) => {
    if (isCustosError(error)) return undefined;
    throw error;
  });
}

/** What a withdrawal of everything ends, before it is signed. */
function endingWords(before: readonly Consent[], names: Names | undefined, language: Language): string[] {
  const standing = before.filter(({ active }) => active);
  if (standing.length === 0) return [];
  const said = decisionSentences(language).withdrawal;
  const line = ({ permission, modifiers, grantee, until }: Consent) =>
    said.use(useWords(permission, modifiers, language), names?.grantee(grantee) ?? grantee, dateWords(until));
  return [
    said.everything(standing.length),
    ...standing.map((one) => `  ${line(one)}`),
    said.after,
    ...regardlessText('withdrawal', language),
  ];
}

/** That a withdrawal of everything found nothing that still counted. */
function endedBefore(before: readonly Consent[], grant: GrantId | undefined, language: Language): string[] {
  if (grant !== undefined || before.length === 0 || before.some(({ active }) => active)) return [];
  const last = Math.max(...before.map(({ revokedAt }) => revokedAt));
  return [decisionSentences(language).withdrawal.nothingLeft(before.length, whenWords(last))];
}

/** Undefined for what is not on the ledger yet. */
function whenWords(revokedAt: number): string | undefined {
  return revokedAt > 0 ? dateWords(revokedAt) : undefined;
}

async function show(
  { dataDir, output }: Context,
  gateway: GatewayClient,
  answer: Withdrawal,
  {
    before,
    reader,
    language,
    scanned,
    whose,
  }: Reading & {
    readonly before: readonly string[];
    readonly scanned: readonly string[];
    readonly whose: string;
  },
): Promise<void> {
  const file = await keepReceipt(dataDir, answer);
  const names = await namesAt(gateway, language);
  const { seq, receipt, checked, remaining } = answer;
  const said = decisionSentences(language);
  const withdrawal = await takenBy(gateway, answer);
  const warnings = scanned.length === 0 ? {} : { warnings: scanned };
  output.result({ seq, receipt, file, checked, remaining, ...warnings }, () => [
    ...before,
    `${said.withdrawal.done(whose)}: ${takenLine(answer.entry, withdrawal, names, language)}`,
    ...(checked ? [] : [said.withdrawal.unchecked(ownCommand('consent list'))]),
    ...remainingWords(remaining, names, { reader, language }),
    ...scanned,
    said.receipt.kept(file, ownCommand(`receipt verify ${shellWord(file)}`)),
  ]);
}
