import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { keepAgreement } from '../../client/agreements.ts';
import { decisionDigest } from '../../client/digests.ts';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { issuePermit, listPermits, type Permit, revokePermit } from '../../client/permits.ts';
import { basisWords } from '../../core/basis-words.ts';
import { dateWords } from '../../core/date-words.ts';
import { BASES, type Basis, DELIVERIES, type Delivery } from '../../core/entry.ts';
import { CustosError, isCustosError } from '../../core/errors.ts';
import { attestableNamed, purposeLabel, researchPurpose } from '../../core/purpose-names.ts';
import { mondoNumber } from '../../core/purposes.ts';
import type { LedgerCalls } from '../../ledger/calls.ts';
import { agreementOf, permitNumbered, readAgreement, requireWords } from '../agreement.ts';
import { endedWords, warningLines } from '../answers.ts';
import { addConfirmOption, type ConfirmOptions, confirm } from '../confirmation.ts';
import { permitSummary } from '../consent-summary.ts';
import { datasetId } from '../find-dataset.ts';
import { memberIdentity } from '../find-member.ts';
import { personsNamed } from '../find-person.ts';
import { readGiven } from '../given-text.ts';
import { namedTexts } from '../named-text.ts';
import { namesAt } from '../names.ts';
import { given } from '../option-names.ts';
import { shownLines, table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { permitLines, permitPersonNames, permitPersonWords, permitStateWords, personsOf } from '../permit-words.ts';
import type { Run } from '../run.ts';
import { beginSeconds, endSeconds } from '../time.ts';
import { transact } from '../transaction.ts';
import { PURPOSE_FORMS } from '../typed-use.ts';

interface IssueOptions {
  readonly requester: string;
  readonly dataset: string;
  readonly purpose: string;
  readonly attest: string[];
  readonly disease?: string;
  readonly from?: string;
  readonly until: string;
  readonly delivery: Delivery;
  readonly identifiable?: boolean;
  readonly basis: Basis;
  readonly authorityDecision?: string;
  readonly agreement?: string;
  readonly person?: string[];
  readonly emergency?: boolean;
}

export function permitCommands(program: Command, run: Run): void {
  const permit = program.command('permit').description('who may use a dataset, for what and how long');
  run(
    permit
      .command('issue')
      .description('issue a permit (holder)')
      .requiredOption('--requester <member>', 'who may use the dataset: a member, by name, key name or id')
      .requiredOption('--dataset <dataset>', 'the dataset, by its id or name')
      .requiredOption('--purpose <purpose>', PURPOSE_FORMS)
      .requiredOption('--until <date>', 'last day, YYYY-MM-DD, or a period such as 90d')
      .option('--from <date>', 'first day; now unless said')
      .option(
        '--attest <modifier...>',
        'modifiers that the requester’s declared facts meet, as in `permission list`',
        [],
      )
      .option('--disease <id>', 'only for this disease, such as MONDO:0005015')
      .addOption(new Option('--delivery <delivery>', 'how it leaves').choices(DELIVERIES).default('download'))
      .option('--identifiable', 'items that identify people as well')
      .addOption(new Option('--basis <basis>', 'what makes it lawful').choices(BASES).default('consent'))
      .option(
        '--authority-decision <text>',
        'reference of the authority’s decision, or @FILE or -; its digest goes on chain',
      )
      .option(
        '--agreement <file>',
        'file with the data use agreement that the requester accepts first, or - (standard input); its digest goes on chain, and the gateway keeps its text for the requester',
      )
      .option(
        '--person <person...>',
        'only for these of the requester’s persons, by their pseudonyms or a beginning of one that lists show; may be repeated',
      )
      .option('--emergency', 'for a clinician, without consent; every access is reviewed'),
    async (context, _, options: IssueOptions) => {
      const { client, output } = context;
      const attested = given('--attest', () => options.attest.map(attestableNamed));
      given('--disease', () => options.disease && mondoNumber(options.disease));
      const purpose = given('--purpose', () => researchPurpose(options.purpose));
      const agreement =
        options.agreement === undefined ? undefined : requireWords(await readAgreement(options.agreement));
      const gateway = await client();
      const requester = await memberIdentity(context, gateway, options.requester);
      const dataset = await datasetId(gateway, options.dataset);
      const persons = await givenPersons(gateway, options.person);
      const issued = await issuePermit(gateway, {
        requester,
        dataset,
        purpose,
        attested,
        ...(options.disease ? { disease: options.disease } : {}),
        fromSeconds: options.from
          ? given('--from', () => beginSeconds(options.from ?? ''))
          : Math.floor(Date.now() / 1000) - 60,
        untilSeconds: given('--until', () => endSeconds(options.until)),
        delivery: options.delivery,
        identifiable: options.identifiable === true,
        basis: options.basis,
        emergency: options.emergency === true,
        ...(persons === undefined ? {} : { persons }),
        ...(options.authorityDecision
          ? { authorityDigest: decisionDigest(await readGiven(options.authorityDecision)) }
          : {}),
        ...(agreement === undefined ? {} : { termsDigest: await keepAgreement(gateway, agreement) }),
      });
      const names = await namesAt(gateway);
      const called = await permitPersonNames(gateway, [{ ...(persons ? { persons } : {}) }], names.member);
      const warnings = await namedTexts(context, issued.warnings);
      output.result(issued, () => [
        `permit ${issued.permit} is issued: ${names.member(requester)} may ask for ${names.dataset(dataset)} (block ${issued.height}).`,
        ...(persons ? [`Only these may use it: ${persons.map((one) => called(one, requester)).join(', ')}.`] : []),
        ...warningLines(warnings),
      ]);
    },
  );
  run(
    permit
      .command('revoke <permit>')
      .description('end a permit (holder)')
      .requiredOption('--reason <text>', 'why; its digest goes on chain'),
    async ({ client, output }, [id], options: { reason: string }) => {
      const number = permitNumber(id);
      const answer = await revokePermit(await client(), number, options.reason);
      output.result(answer, () => endedWords(`permit ${number} is revoked`, answer));
    },
  );
  run(
    addConfirmOption(permit.command('accept <permit>'))
      .description('accept the data use agreement of your permit, before the first release (requester)')
      .option(
        '--agreement <file>',
        'file with the agreement, or - (standard input); it must be, to the letter, the one that the permit names. Without it the text that the gateway keeps is shown',
      ),
    async (context, [id], options: ConfirmOptions & { readonly agreement?: string }) => {
      const number = permitNumber(id);
      const given = options.agreement === undefined ? undefined : await readAgreement(options.agreement);
      const gateway = await context.client();
      const { known, agreement } = await agreementOf(gateway, number, given);
      if (known.acceptedAt !== 0) return context.output.result(known, () => acceptedWords(known));
      await confirm(context.output, await permitSummary(gateway, known, agreement, given === undefined), options);
      const call = ({ permits }: LedgerCalls) => permits.accept(number, known.termsDigest);
      await transact(context, call, `permit ${id} is accepted`);
    },
  );
  run(
    permit
      .command('agreement <permit>')
      .description('show the data use agreement that a permit names, compared with its digest')
      .option('--out <file>', 'write it there, to the letter, instead'),
    async ({ client, output }, [id], { out }: { readonly out?: string }) => {
      const number = permitNumber(id);
      const { known, agreement } = await agreementOf(await client(), number, undefined);
      const facts = { permit: number, agreement: known.termsDigest };
      if (out === undefined) return output.result({ ...facts, text: agreement }, () => shownLines(agreement));
      await writeFile(out, agreement, { flag: 'wx' });
      output.result({ ...facts, out }, () => `${out} has the agreement of permit ${number}.`);
    },
  );
  run(
    permit
      .command('countersign <permit>')
      .description('countersign a permit whose basis is not consent (authority)')
      .requiredOption('--authority-decision <text>', 'reference of the decision, as the holder issued it'),
    async (context, [id], options: { authorityDecision: string }) => {
      const decision = decisionDigest(await readGiven(options.authorityDecision));
      const call = ({ permits }: LedgerCalls) => permits.countersign(permitNumber(id), decision);
      await transact(context, call, `permit ${id} is countersigned`);
    },
  );
  run(
    permit.command('show <permit>').description('show what a permit allows, to whom, and why it does not count if so'),
    async ({ client, output }, [id]) => {
      const gateway = await client();
      const known = await permitNumbered(gateway, permitNumber(id));
      const names = await namesAt(gateway);
      const called = await permitPersonNames(gateway, [known], names.member);
      output.result(known, () => [...permitLines(known, names, called), ...called.askLines(personsOf(known) ?? [])]);
    },
  );
  run(
    permit.command('list').description('list permits: the holder all, a requester its own'),
    async ({ client, output }) => {
      const gateway = await client();
      const permits = await listPermits(gateway);
      const names = await namesAt(gateway);
      const called = await permitPersonNames(gateway, permits, names.member);
      output.result(permits, () =>
        table(
          [
            'permit',
            'requester',
            'persons',
            'purpose',
            'state',
            'from',
            'until',
            'identifies people',
            'basis',
            'dataset',
          ],
          permits.map((one) => [
            String(one.permit),
            names.member(one.requester),
            permitPersonWords(one, called),
            purposeLabel(one.purpose) || 'any, in an emergency',
            permitStateWords(one),
            dateWords(one.from),
            dateWords(one.until),
            one.identifiable ? 'yes' : 'no',
            basisWords(one.basis),
            names.dataset(one.dataset),
          ]),
        ),
      );
    },
  );
}

/** INPUT_INVALID names the option. */
async function givenPersons(gateway: GatewayClient, typed: readonly string[] | undefined) {
  if (typed === undefined) return undefined;
  return personsNamed(gateway, typed).catch((error: unknown) => {
    return given('--person', () => {
      throw isCustosError(error, 'NOT_FOUND')
        ? new CustosError('INPUT_INVALID', error.message, { cause: error })
        : error;
    });
  });
}

function acceptedWords({ permit, acceptedAt, state }: Permit): string[] {
  const standing = state === 'active' ? '' : ` It ${permitStateWords({ state })}.`;
  return [
    `The agreement of permit ${permit} was accepted before, on ${dateWords(acceptedAt)}: nothing was signed.${standing}`,
    `${ownCommand(`permit agreement ${permit}`)} shows it.`,
  ];
}

function permitNumber(text: string | undefined): number {
  const number = Number(text);
  if (/^[1-9]\d{0,9}$/.test(text ?? '') && number <= 0xffff_ffff) return number;
  throw new CustosError('INPUT_INVALID', `${text} is no permit: permits have numbers from 1.`);
}
