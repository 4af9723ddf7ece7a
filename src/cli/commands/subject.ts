import type { Command } from 'commander';
import { bindSigner } from '../../client/patient.ts';
import { toId } from '../../core/ids.ts';
import type { GrantAnswer, SubjectAnswer } from '../answers.ts';
import { grantTable } from '../grant-table.ts';
import { table } from '../output.ts';
import type { Run } from '../run.ts';

export function subjectCommands(program: Command, run: Run): void {
  const subject = program.command('subject').description('patients, known on chain by a pseudonym');
  run(subject.command('list').description('list the holder’s subjects (holder)'), async ({ client, output }) => {
    const subjects = await (await client()).list<'subjects', SubjectAnswer>('/v1/subjects', 'subjects');
    output.result(subjects, () =>
      table(
        ['subject', 'own signer', 'opt-out', 'grants', 'identifiers'],
        subjects.map((one) => [
          one.subject,
          one.bound ? 'yes' : 'no',
          one.optOut,
          String(one.grants),
          one.identifiers.join(' '),
        ]),
      ),
    );
  });
  run(
    subject.command('enroll <identifier>').description('enrol a patient by `system|value` (holder)'),
    async ({ client, output }, [identifier]) => {
      const enrolled = await (await client()).json<{ subject: string }>('POST', '/v1/subjects', {
        json: { identifier },
      });
      output.result(enrolled, () => enrolled.subject);
    },
  );
  run(
    subject
      .command('invite <subject>')
      .description('make the one-time code with which a patient binds its own signer (holder)')
      .requiredOption('--identified-by <text>', 'how the person was identified; its digest goes on chain'),
    async ({ client, output }, [id], options: { identifiedBy: string }) => {
      const invited = await (await client()).json<{ code: string; expires: number }>(
        'POST',
        `/v1/subjects/${toId(id ?? '', 'The subject')}/invitations`,
        {
          json: { identification: options.identifiedBy },
        },
      );
      output.result(invited, () => [
        `code ${invited.code}`,
        'Hand it to the person alone; tell the contact on file that it was made.',
      ]);
    },
  );
  run(
    subject
      .command('bind <code>')
      .description('bind your account as your own signer, with the code you were handed (patient)'),
    async ({ client, account, output }, [code]) => {
      const { address } = await account();
      const bound = await bindSigner<GrantAnswer>(await client(), code ?? '');
      output.result(bound, () => [`${address} now signs for ${bound.subject}.`, ...answers(bound.recorded)]);
    },
  );
}

/** What a patient is asked about consents that stood on paper until now. */
function answers(recorded: readonly GrantAnswer[]): string[] {
  if (recorded.length === 0) return [];
  return [
    'These were recorded for you from paper forms. Keep each with `consent keep GRANT`, or end it with `consent revoke GRANT`:',
    ...[grantTable(recorded)].flat(),
  ];
}
