import type { Command } from 'commander';
import type { SubjectAnswer } from '../answers.ts';
import { counted } from '../counted.ts';
import { findPatients, nobody } from '../find-subject.ts';
import { readGiven } from '../given-text.ts';
import type { Run } from '../run.ts';

const OPT_OUT_WORDS: Readonly<Record<string, string>> = { none: 'nothing', research: 'research', all: 'everything' };

/** What a patient opted out of. */
export function optOutWords({ optOut }: SubjectAnswer): string {
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
      const [found = {}] = await findPatients(await client(), [await readGiven(typed)]);
      const { subject: patient } = found;
      if (patient === undefined) throw nobody(found);
      output.result(patient, () => [
        patient.subject,
        patient.bound ? 'has a signer of its own' : 'has no signer of its own',
        `opted out of ${optOutWords(patient)}; ${counted(patient.grants, 'consent')}`,
      ]);
    },
  );
}
