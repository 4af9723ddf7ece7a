import type { Command } from 'commander';
import { CustosError } from '../../core/errors.ts';
import { findPatients } from '../find-subject.ts';
import { readGiven } from '../given-text.ts';
import type { Run } from '../run.ts';

export function findCommand(subject: Command, run: Run): void {
  run(
    subject
      .command('find <identifier>')
      .description(
        'whom an identifier `system|value` stands for, or what @FILE or - (standard input) holds of it (holder)',
      ),
    async ({ client, output }, [typed = '']) => {
      const [found = {}] = await findPatients(await client(), [await readGiven(typed)]);
      const { subject: patient, code = 'NOT_FOUND', detail = 'Nobody is enrolled by it.' } = found;
      if (patient === undefined) throw new CustosError(code, detail);
      output.result(patient, () => [
        patient.subject,
        patient.bound ? 'has a signer of its own' : 'has no signer of its own',
        `opt-out: ${patient.optOut}; grants: ${patient.grants}`,
      ]);
    },
  );
}
