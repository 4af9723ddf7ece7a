import type { Command } from 'commander';
import type { Consent } from '../../client/consent-shape.ts';
import { listConsents } from '../../client/consents.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { type Withdrawal, withdrawConsent, withdrawRecorded } from '../../client/withdrawals.ts';
import { regardlessText } from '../../core/consent-text/consent-text.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import type { GrantId, Pseudonym } from '../../core/ids.ts';
import { within } from '../../core/patience.ts';
import { useLabel } from '../../core/purpose-names.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { actingWords, type Reader, readerOf, withdrawnWords } from '../consent-words.ts';
import type { Context } from '../context.ts';
import { counted } from '../counted.ts';
import { runRows } from '../csv/rows-command.ts';
import { entryWords } from '../entry-words.ts';
import { grantNamed } from '../find-grant.ts';
import { subjectNamed } from '../find-subject.ts';
import { formGiven, type GivenForm, keptScanWords, scanOption } from '../form-options.ts';
import { keptWithdrawal } from '../kept-withdrawal.ts';
import { type Names, namesAt } from '../names.ts';
import { ownCommand, shellWord } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { shortId } from '../pick.ts';
import { keepReceipt } from '../receipt-files.ts';
import { remainingWords } from '../remaining-grants.ts';
import type { Run } from '../run.ts';
import { requirePatient } from '../standing.ts';
import { revokeRows } from './revoke-csv.ts';

interface RevokeOptions extends ConfirmOptions {
  readonly all?: boolean;
  readonly subject?: string;
  readonly form?: string;
  readonly scan?: string;
}

/** How long a withdrawal waits for the list of what stood before it. */
const LISTED_MS = 5_000;
const UNCHECKED = `The ledger did not answer whether your account’s signature holds. The withdrawal counts; should the ledger refuse it, it ends again: look at ${ownCommand('consent list')} later.`;
const AS_HOLDER =
  'A holder withdraws for a patient by naming it: --subject SUBJECT, with --form TEXT for the form or call.';

export function revokeCommand(consent: Command, run: Run): void {
  runRows(
    run,
    addConfirmOption(consent.command('revoke [grant]'))
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
      const id = grant === undefined ? undefined : await grantNamed(gateway, grant, recorded?.subject);
      const before = await givenBefore(gateway, recorded?.subject);
      const again = id && (await withdrawnAlready(context, before, id));
      if (again?.file) {
        const { lines, ...found } = again;
        return context.output.result(found, () => lines);
      }
      const ending = id === undefined && recorded === undefined ? endingWords(before, await namesSoon(gateway)) : [];
      if (ending.length > 0) await confirm(context.output, [...actingWords(reader), ...ending], options);
      const answer = recorded
        ? await withdrawRecorded(gateway, recorded.subject, recorded.form, id)
        : await withdrawConsent(gateway, id);
      const scanned = recorded ? await keptScanWords(gateway, recorded.subject, recorded.scan) : [];
      const whose = recorded && !context.output.json ? ` for ${(await patientNames(gateway))(recorded.subject)}` : '';
      await show(context, gateway, answer, { before: again?.lines ?? endedBefore(before, id), reader, scanned, whose });
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
): Promise<Already | undefined> {
  const listed = before.find((one) => one.grant === grant);
  if (listed?.withdrawn !== true) return undefined;
  const kept = await keptWithdrawal(dataDir, await known.list(), listed);
  const shown = shortId(
    grant,
    before.map((one) => one.grant),
  );
  if (kept === undefined) {
    const when = `The gateway says of the consent ${shown} that it was ${withdrawnWords(listed.revokedAt)}, before this command;`;
    return {
      grant,
      already: true,
      lines: [`${when} no receipt that names it is kept here, so it was withdrawn once more:`],
    };
  }
  const { entry, file } = kept;
  const lines = [
    `The consent ${shown} was withdrawn already, ${dateWords(entry.time)}, by entry ${entry.seq} of the log. Nothing was sent.`,
    `Its receipt, verified again, is ${file}.`,
  ];
  return { grant, already: true, file, lines };
}

/** As `givenBefore`: a withdrawal does not wait for names. */
async function namesSoon(gateway: GatewayClient): Promise<Names | undefined> {
  return within(LISTED_MS, namesAt(gateway)).catch((error: unknown) => {
    if (isCustosError(error)) return undefined;
    throw error;
  });
}

/** What a withdrawal of everything ends, before it is signed. */
function endingWords(before: readonly Consent[], names: Names | undefined): string[] {
  const standing = before.filter(({ active }) => active);
  if (standing.length === 0) return [];
  return [
    `You withdraw everything that you allowed, ${counted(standing.length, 'consent')}:`,
    ...standing.map(
      (one) =>
        `  ${useLabel(one.permission, one.modifiers)}, for ${names?.grantee(one.grantee) ?? one.grantee}, until ${dateWords(one.until)}`,
    ),
    'From then on nothing more of yours is handed out under them.',
    ...regardlessText('withdrawal', 'en'),
  ];
}

/** That a withdrawal of everything found nothing that still counted. */
function endedBefore(before: readonly Consent[], grant: GrantId | undefined): string[] {
  if (grant !== undefined || before.length === 0 || before.some(({ active }) => active)) return [];
  const last = Math.max(...before.map(({ revokedAt }) => revokedAt));
  const when = last > 0 ? `, the last one ${withdrawnWords(last)}` : '';
  return [`No consent counted any more before this (${counted(before.length, 'consent')} in all${when}).`];
}

async function show(
  { dataDir, output }: Context,
  gateway: GatewayClient,
  answer: Withdrawal,
  {
    before,
    reader,
    scanned,
    whose,
  }: {
    readonly before: readonly string[];
    readonly reader: Reader;
    readonly scanned: readonly string[];
    readonly whose: string;
  },
): Promise<void> {
  const file = await keepReceipt(dataDir, answer);
  const names = await namesAt(gateway);
  const { seq, receipt, checked, remaining } = answer;
  const [first, ...more] = entryWords(answer.entry, names);
  const warnings = scanned.length === 0 ? {} : { warnings: scanned };
  output.result({ seq, receipt, file, checked, remaining, ...warnings }, () => [
    ...before,
    `withdrawn${whose}, and verified: ${first}`,
    ...more,
    ...(checked ? [] : [UNCHECKED]),
    ...remainingWords(remaining, names, reader),
    ...scanned,
    `Its receipt is kept in ${file}; ${ownCommand(`receipt verify ${shellWord(file)}`)} checks it again, by what is kept here.`,
  ]);
}
