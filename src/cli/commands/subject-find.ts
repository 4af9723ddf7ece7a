import type { Command } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import { findSubjects, listSubjects, type Subject } from '../../client/subjects.ts';
import { dateWords } from '../../core/date-words.ts';
import { counted } from '../counted.ts';
import { isPseudonymTyped, nobody, subjectNamed } from '../find-subject.ts';
import { readGiven } from '../given-text.ts';
import type { Run } from '../run.ts';

const OPT_OUT_WORDS: Readonly<Record<string, string>> = { none: 'nothing', research: 'research', all: 'everything' };

/** What a patient opted out of, and until when it paused. */
export function optOutWords({ optOut, pausedUntil }: Subject): string {
  const paused = pausedUntil === undefined ? '' : `; paused until ${dateWords(pausedUntil)}`;
  return `${OPT_OUT_WORDS[optOut] ?? optOut}${paused}`;
}

const SIGNS_BY: Readonly<Record<string, string>> = { self: 'the person itself', guardian: 'a guardian' };

/** Who signs for a patient. */
export function signsByWords({ signsBy, reach }: Subject): string {
  if (reach === 'paper-only') return 'on paper only';
  return signsBy.map((kind) => SIGNS_BY[kind]).join(' and ') || 'nobody';
}

export function findCommand(subject: Command, run: Run): void {
  run(
    subject
      .command('find <identifier>')
      .description(
        'whom an identifier `system|value`, a pseudonym or a beginning of it stands for, or what @FILE or - (standard input) holds of it (holder)',
      ),
    async ({ client, output }, [typed = '']) => {
      const patient = await patientNamed(await client(), await readGiven(typed));
      output.result(patient, () => [
        `${patient.identifiers.join(' ') || 'The patient'} is known on the ledger as ${patient.subject}`,
        `signs for it: ${signsByWords(patient)}`,
        `opted out of ${optOutWords(patient)}; ${counted(patient.grants, 'consent')}`,
      ]);
    },
  );
}

async function patientNamed(gateway: GatewayClient, text: string): Promise<Subject> {
  if (!isPseudonymTyped(text)) {
    const [found] = await findSubjects(gateway, [text]);
    if (found?.subject === undefined) throw nobody(found);
    return found.subject;
  }
  const pseudonym = await subjectNamed(gateway, text.toLowerCase());
  const patient = (await listSubjects(gateway)).find(({ subject }) => subject === pseudonym);
  if (patient === undefined) throw nobody(undefined);
  return patient;
}
