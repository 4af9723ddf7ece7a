import type { Command } from 'commander';
import { bindSigner } from '../../client/patient.ts';
import { toId } from '../../core/ids.ts';
import type { SubjectAnswer } from '../answers.ts';
import { readGiven } from '../given-text.ts';
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
    subject
      .command('enroll <identifier>')
      .description('enrol a patient by `system|value`, or what @FILE or - (standard input) holds of it (holder)'),
    async ({ client, output }, [identifier]) => {
      const enrolled = await (await client()).json<{ subject: string }>('POST', '/v1/subjects', {
        json: { identifier: await readGiven(identifier ?? '') },
      });
      output.result(enrolled, () => enrolled.subject);
    },
  );
  run(
    subject
      .command('invite <subject>')
      .description('make the one-time code with which a patient binds its own signer (holder)')
      .requiredOption(
        '--identified-by <text>',
        'how the person was identified, or @FILE or -; its digest goes on chain',
      ),
    async ({ client, output }, [id], options: { identifiedBy: string }) => {
      const invited = await (await client()).json<{ code: string; expires: number }>(
        'POST',
        `/v1/subjects/${toId(id ?? '', 'The subject')}/invitations`,
        {
          json: { identification: await readGiven(options.identifiedBy) },
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
      .command('withdraw-invitations <subject>')
      .description('make the codes void that were handed out for a subject and not used (holder)'),
    async ({ client, output }, [id]) => {
      const path = `/v1/subjects/${toId(id ?? '', 'The subject')}/invitations`;
      const answer = await (await client()).json<{ withdrawn: number }>('DELETE', path);
      output.result(answer, () => `${answer.withdrawn} codes are void.`);
    },
  );
  run(
    subject
      .command('bind <code>')
      .description(
        'bind your account as your own signer, with the code you were handed, or what @FILE or - holds of it (patient)',
      ),
    async ({ client, account, output }, [code]) => {
      const { address } = await account();
      const bound = await bindSigner(await client(), await readGiven(code ?? ''));
      output.result(bound, () => `${address} now signs for ${bound.subject}.`);
    },
  );
}
