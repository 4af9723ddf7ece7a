import type { Command } from 'commander';
import { formDigest } from '../../client/digests.ts';
import { cancelBinding, endGuardian, setStage, subjectSigners } from '../../client/signers.ts';
import { type GuardianTerms, invite } from '../../client/subjects.ts';
import { CustosError } from '../../core/errors.ts';
import { subjectNamed } from '../find-subject.ts';
import { readGiven } from '../given-text.ts';
import { othersCommand, ownCommand } from '../own-command.ts';
import type { Run } from '../run.ts';
import { signerAmong, signerTable } from '../signer-words.ts';
import { lastSecondOf } from '../time.ts';

const STAGES = ['guardian', 'both', 'self'] as const;
const STAGE_WORDS = {
  guardian: 'From now on a guardian decides for the person, whose own no counts.',
  both: 'From now on the person decides. It withdraws, pauses and opts out, and so does a guardian for it.',
  self: 'From now on the person alone decides.',
};

interface InviteOptions {
  readonly document: string;
  readonly identifiedBy: string;
  readonly evidence?: string;
  readonly until?: string;
}

/** What signs for patients, and who acts for those who do not alone, as the holder sees and says it. */
export function guardianCommands(subject: Command, run: Run): void {
  const look = `${ownCommand('subject signers SUBJECT')} shows them.`;
  run(
    subject
      .command('signers <subject>')
      .description('what signs for a patient: keys and passkeys, guardians’ included (holder)'),
    async ({ client, output }, [id = '']) => {
      const gateway = await client();
      const signers = await subjectSigners(gateway, await subjectNamed(gateway, id));
      output.result({ signers }, () => signerTable(signers));
    },
  );
  run(
    subject
      .command('cancel-signer <subject> <signer>')
      .description('cancel a signer that waits to begin, because it was bound in error (holder)'),
    async ({ client, output }, [id = '', wanted = '']) => {
      const gateway = await client();
      const pseudonym = await subjectNamed(gateway, id);
      const signer = signerAmong(await subjectSigners(gateway, pseudonym), wanted, look);
      await cancelBinding(gateway, pseudonym, signer);
      output.result({ signer }, () => 'The signer is cancelled.');
    },
  );
  run(
    subject
      .command('stage <subject> <stage>')
      .description('say who acts for a young person (holder): guardian, both or self; forwards only')
      .requiredOption('--form <text>', 'the reason, or @FILE or - (standard input); its digest goes on chain'),
    async ({ client, output }, [id = '', name], options: { form: string }) => {
      const stage = STAGES.find((one) => one === name);
      if (!stage) throw new CustosError('INPUT_INVALID', 'The stage is guardian, both or self.');
      const gateway = await client();
      const pseudonym = await subjectNamed(gateway, id);
      const form = formDigest(await readGiven(options.form));
      const choices = await setStage(gateway, pseudonym, stage, form);
      output.result(choices, () => STAGE_WORDS[stage]);
    },
  );
  const guardian = subject.command('guardian').description('who acts for a patient: a parent, a legal representative');
  run(
    guardian
      .command('invite <subject> <as>')
      .description(
        'make the one-time code with which a guardian, as parent or legal-representative, binds a signer for the patient (holder)',
      )
      .requiredOption('--document <text>', 'reference of what shows it, or @FILE or -; its digest goes on chain')
      .requiredOption('--identified-by <text>', 'how the guardian was identified, or @FILE or -')
      .option('--evidence <text>', 'reference of the evidence for that, such as a copy of a document, or @FILE or -')
      .option('--until <day>', 'its last day, which the ledger does not say; until it is removed unless said'),
    async ({ client, output }, [id = '', as = ''], options: InviteOptions) => {
      const terms = await guardianTerms(guardianAs(as), options);
      const identification = await readGiven(options.identifiedBy);
      const gateway = await client();
      const pseudonym = await subjectNamed(gateway, id);
      const evidence =
        options.evidence === undefined ? {} : { document: formDigest(await readGiven(options.evidence)) };
      const [invitation] = await invite(gateway, [
        { subject: pseudonym, identification, ...evidence, guardian: terms },
      ]);
      output.result(invitation, () => [
        `code ${invitation?.code}`,
        `Hand it to the guardian alone, who binds with ${othersCommand('subject bind CODE --guardian')}; tell the contact on file that it was made.`,
      ]);
    },
  );
  run(
    guardian
      .command('end <subject> <signer>')
      .description('end a guardian now: at majority, by a court’s order (holder)')
      .requiredOption('--form <text>', 'the reason, or @FILE or - (standard input); its digest goes on chain'),
    async ({ client, output }, [id = '', wanted = ''], options: { form: string }) => {
      const gateway = await client();
      const pseudonym = await subjectNamed(gateway, id);
      const signer = signerAmong(await subjectSigners(gateway, pseudonym), wanted, look);
      await endGuardian(gateway, pseudonym, signer, formDigest(await readGiven(options.form)));
      output.result(
        { signer },
        () => 'The guardian has ended. For seven days it still withdraws, and stops what you announce.',
      );
    },
  );
  run(
    guardian.command('list <subject>').description('who acts for a patient, and acted (holder)'),
    async ({ client, output }, [id = '']) => {
      const gateway = await client();
      const all = await subjectSigners(gateway, await subjectNamed(gateway, id));
      const signers = all.filter(({ kind }) => kind === 'guardian');
      output.result({ signers }, () => signerTable(signers));
    },
  );
}

async function guardianTerms(as: GuardianTerms['as'], { document, until }: InviteOptions): Promise<GuardianTerms> {
  return {
    as,
    document: formDigest(await readGiven(document)),
    ...(until === undefined ? {} : { until: lastSecondOf(until) }),
  };
}

/** INPUT_INVALID for another word. */
export function guardianAs(text: string): GuardianTerms['as'] {
  const typed = text.trim().toLowerCase().replaceAll(' ', '-');
  if (typed === 'parent' || typed === 'legal-representative') return typed;
  throw new CustosError(
    'INPUT_INVALID',
    `A guardian is a parent or a legal-representative, and not “${text.slice(0, 40)}”.`,
  );
}
