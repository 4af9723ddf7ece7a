import type { Command } from 'commander';
import { findSubjects, type Subject } from '../../client/subjects.ts';
import { counted } from '../counted.ts';
import { nobody } from '../find-subject.ts';
import { readGiven } from '../given-text.ts';
import type { Run } from '../run.ts';

const OPT_OUT_WORDS: Readonly<Record<string, string>> = { none: 'nothing', research: 'research', all: 'everything' };

/** What a patient opted out of. */
export function optOutWords({ optOut }: Subject): string {
  return OPT_OUT_WORDS[optOut] ?? optOut;
}

export function findCommand(subject: Command, run: Run): void {
  run(
    subject
      .command('find <identifier>')
      .description(
        'whom an identifier `system|value` stands for, or what @FILE or - (standard input) holds of it (holder)',
      ),
    async ({ client, output }, [typed = '']) => {
      const [found] = await findSubjects(await client(), [await readGiven(typed)]);
      const patient = found?.subject;
      if (patient === undefined) throw nobody(found);
      output.result(patient, () => [
        patient.subject,
        patient.bound ? 'has a signer of its own' : 'has no signer of its own',
        `opted out of ${optOutWords(patient)}; ${counted(patient.grants, 'consent')}`,
      ]);
    },
  );
}
