import type { Command } from 'commander';
import { formDigest } from '../../client/digests.ts';
import { listNarrowings } from '../../client/narrowings.ts';
import { type BoundSigner, bindSigner } from '../../client/patient.ts';
import { enrollSubject, invite, listSubjects, voidInvitations } from '../../client/subjects.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { typedCode } from '../../core/typed-code.ts';
import { consentTable } from '../consent-words.ts';
import { addContactOptions, type ContactOptions, showOrPut } from '../contact-options.ts';
import { countedAre } from '../counted.ts';
import { runRows } from '../csv/rows-command.ts';
import { subjectNamed, subjectsNamed } from '../find-subject.ts';
import { readGiven } from '../given-text.ts';
import { type Names, namesAt } from '../names.ts';
import { narrowingTable } from '../narrowing-words.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { shortId } from '../pick.ts';
import type { Run } from '../run.ts';
import { secondsOf } from '../time.ts';
import { transact } from '../transaction.ts';
import { recordedChoiceCommands } from './choices.ts';
import { enrollRows } from './enroll-csv.ts';
import { guardianCommands } from './guardian.ts';
import { invitationCommands } from './invitations.ts';
import { inviteRows } from './invite-csv.ts';
import { paperOnlyCommand } from './paper-only.ts';
import { findCommand, optOutWords, signsByWords } from './subject-find.ts';

/** The ledger’s clock may be ahead of ours. What the rules have wait, waits for a day at least. */
const CLOCKS_APART_MS = 120_000;

export function subjectCommands(program: Command, run: Run): void {
  const subject = program.command('subject').description('patients, known on chain by a pseudonym');
  run(subject.command('list').description('list the holder’s subjects (holder)'), async ({ client, output }) => {
    const subjects = await listSubjects(await client());
    const ids = subjects.map(({ subject }) => subject);
    output.result(subjects, () =>
      table(
        ['subject', 'signs', 'opted out of', 'consents', 'known as'],
        subjects.map((one) => [
          shortId(one.subject, ids),
          signsByWords(one),
          optOutWords(one),
          String(one.grants),
          one.identifiers.join(' '),
        ]),
      ),
    );
  });
  runRows(
    run,
    subject
      .command('enroll <identifier>')
      .description('enrol a patient by `system|value`, or what @FILE or - (standard input) holds of it (holder)')
      .option('--accept-alike', 'it is another person than the enrolled one whose number is spelled like it'),
    async ({ client, output }, [typed = ''], options: { readonly acceptAlike?: boolean }) => {
      const acceptAlike = options.acceptAlike === true;
      const identifier = await readGiven(typed);
      const subject = await enrollSubject(await client(), identifier, { acceptAlike });
      output.result({ subject }, () => [
        `The patient ${identifier.trim()} is enrolled, and known on the ledger as ${shortId(subject, [])}.`,
      ]);
    },
    enrollRows,
  );
  findCommand(subject, run);
  recordedChoiceCommands(subject, run);
  runRows(
    run,
    subject
      .command('invite <subject...>')
      .description('make the one-time code with which a patient binds its own signer, for each (holder)')
      .requiredOption(
        '--identified-by <text>',
        'how the person was identified, or @FILE or -; its digest goes on chain',
      )
      .option('--evidence <text>', 'reference of the evidence, such as a copy of a document, or @FILE or -')
      .option('--codes <file>', 'with --csv: where the codes are written, for you alone; they are shown nowhere'),
    async ({ client, output }, subjects, options: { readonly identifiedBy: string; readonly evidence?: string }) => {
      const gateway = await client();
      const identification = await readGiven(options.identifiedBy);
      const named = await subjectsNamed(gateway, subjects);
      const evidence =
        options.evidence === undefined ? {} : { document: formDigest(await readGiven(options.evidence)) };
      const wanted = named.map((one) => ({ subject: one, identification, ...evidence }));
      const invitations = await invite(gateway, wanted);
      const [only] = invitations.length === 1 ? invitations : [];
      const called = only || output.json ? undefined : await patientNames(gateway);
      output.result(only ?? invitations, () => [
        ...(only ? [`code ${only.code}`] : invitations.map((one) => `code ${one.code} for ${called?.(one.subject)}`)),
        'Hand it to the person alone; tell the contact on file that it was made.',
      ]);
    },
    inviteRows,
  );
  run(
    subject
      .command('withdraw-invitations <subject>')
      .description('make the codes void that were handed out for a subject and not used (holder)'),
    async ({ client, output }, [id]) => {
      const gateway = await client();
      const withdrawn = await voidInvitations(gateway, await subjectNamed(gateway, id ?? ''));
      output.result({ withdrawn }, () => `${countedAre(withdrawn, 'code')} void.`);
    },
  );
  run(
    subject
      .command('bind <code>')
      .description(
        'bind your account as your own signer, with the code you were handed, or what @FILE or - holds of it (patient)',
      )
      .option('--guardian', 'as a guardian, who acts for the patient'),
    async ({ client, account, output }, [code], options: { readonly guardian?: boolean }) => {
      const { address } = await account();
      const typed = handedCode(await readGiven(code ?? ''));
      const gateway = await client();
      const bound = await bindSigner(gateway, typed, { as: options.guardian ? 'guardian' : 'self' });
      const names = await namesAt(gateway);
      const signs = bound.waits === undefined && (bound.from ?? 0) * 1000 <= Date.now() + CLOCKS_APART_MS;
      // Who waits is nobody yet, and is told no names.
      const where = signs ? `of ${names.member((await gateway.identity()).holder)}` : `at ${gateway.endpoint}`;
      const whom = `${bound.kind === 'guardian' ? 'as a guardian ' : ''}for the patient ${shortId(bound.subject, [])} ${where}`;
      const counts = bound.waits
        ? waitsWords(bound.waits, address, whom)
        : signs
          ? `Your key (account ${address}) now signs ${whom}.`
          : `Your key (account ${address}) signs ${whom} from ${dateWords(bound.from ?? 0)} on: the hospital’s rules have it wait, so that whoever did not ask for it can stop it. Until then it can do nothing here.`;
      output.result(bound, () => [counts, ...answers(bound, names)]);
    },
  );
  run(
    addContactOptions(
      subject
        .command('contact <subject>')
        .description('show where a patient is told what happens with its data, or put it on file (holder)'),
    ),
    async ({ client, output }, [id], options: ContactOptions) => {
      const gateway = await client();
      await showOrPut({ gateway, output }, options, await subjectNamed(gateway, id ?? ''));
    },
  );
  paperOnlyCommand(subject, run);
  run(
    subject
      .command('stopped')
      .description('what patients stopped by one-time codes, each held to the log (holder, auditor)'),
    async ({ client, output }) => {
      const gateway = await client();
      const narrowings = await listNarrowings(gateway);
      const called = await patientNames(gateway);
      output.result({ narrowings }, () =>
        narrowings.length === 0 ? 'Nobody stopped anything by a code.' : narrowingTable(narrowings, called),
      );
      return narrowings.every(({ isProven }) => isProven) ? 0 : 1;
    },
  );
  invitationCommands(subject, run);
  guardianCommands(subject, run);
  run(
    subject
      .command('object <subject>')
      .description('end the announced erasure of a subject, because an audit still needs it (auditor, authority)')
      .requiredOption('--executable-at <seconds>', 'names the announcement, as the audit lists it')
      .requiredOption('--reason <text>', 'why, or @FILE or -; its digest goes on chain'),
    async (context, [id], options: { executableAt: string; reason: string }) => {
      const pseudonym = await subjectNamed(await context.client(), id ?? '');
      const executableAt = secondsOf(options.executableAt, '--executable-at');
      const cause = formDigest(await readGiven(options.reason));
      await transact(
        context,
        ({ consents }) => consents.objectToErasure(pseudonym, executableAt, cause),
        'The announcement is ended',
      );
    },
  );
}

function waitsWords({ until, for: others }: NonNullable<BoundSigner['waits']>, address: string, whom: string): string {
  const who = others.length === 0 ? 'another organisation of the consortium' : `one of ${others.join(', ')}`;
  return `Your key (account ${address}) is to sign ${whom}, and waits until ${who} has looked at it, ${dateWords(until)} at the latest. Bind again with the same code: it says how that stands.`;
}

/** What a patient is asked about consents that stood on paper until now. */
function answers({ recorded, kind }: Pick<BoundSigner, 'recorded' | 'kind'>, names: Names): string[] {
  if (recorded.length === 0) return [];
  const ids = recorded.map(({ grant }) => grant);
  const first = shortId(ids[0] ?? '', ids);
  const others = recorded.length === 1 ? '' : ', and the others likewise';
  return [
    `What was recorded for you from paper forms stands below. Keep it with ${ownCommand(`consent keep ${first}`)}, or end it with ${ownCommand(`consent revoke ${first}`)}${others}:`,
    ...consentTable(recorded, names, kind === 'guardian' ? 'guardian' : 'patient'),
  ];
}

function handedCode(code: string): string {
  const typed = typedCode(code);
  if (/^[A-Z2-7]{26}$/.test(typed)) return typed;
  throw new CustosError(
    'INPUT_INVALID',
    `<code>: the one-time code has 26 letters and digits (A to Z, 2 to 7), and this one ${typed.length}. Compare it with what you were handed.`,
  );
}
