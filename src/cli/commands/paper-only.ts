import type { Command } from 'commander';
import { endPaperOnly, type PaperOnly, readPaperOnly, setPaperOnly } from '../../client/paper-only.ts';
import { dateWords } from '../../core/date-words.ts';
import { CustosError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';
import { subjectNamed } from '../find-subject.ts';
import { readGiven } from '../given-text.ts';
import { ownCommand } from '../own-command.ts';
import { shortId } from '../pick.ts';
import type { Run } from '../run.ts';

interface PaperOnlyOptions {
  readonly reason?: string;
  readonly undo?: boolean;
}

/** Switching a patient to paper only, at its word at the desk or by telephone. */
export function paperOnlyCommand(subject: Command, run: Run): void {
  run(
    subject
      .command('paper-only <subject>')
      .description(
        'show whether a patient is reached on paper only, or switch it so: whoever has its telephone, mailbox or passkey is a stranger here then, and sees nothing of it (holder)',
      )
      .option('--reason <text>', 'switch it to paper only; why, or @FILE or - (standard input): it is kept for staff')
      .option('--undo', 'its passkeys and keys work again'),
    async ({ client, output }, [id = ''], { reason, undo }: PaperOnlyOptions) => {
      if (reason !== undefined && undo) throw new CustosError('INPUT_INVALID', 'Give --reason or --undo, not both.');
      const gateway = await client();
      const patient = await subjectNamed(gateway, id);
      if (undo) {
        await endPaperOnly(gateway, patient);
        return output.result({}, () => 'It is undone: its passkeys and keys work again. Codes of before stay void.');
      }
      const standing =
        reason === undefined
          ? await readPaperOnly(gateway, patient)
          : await setPaperOnly(gateway, patient, await readGiven(reason));
      output.result(standing === undefined ? {} : { paperOnly: standing }, () =>
        standing === undefined
          ? ['The patient is not on paper only.']
          : [
              `On paper only since ${dateWords(Math.floor(standing.at / 1000))}, by ${byWords(standing)}: “${plainText(standing.reason)}”`,
              'Whoever comes with its telephone, mailbox, passkey or code is a stranger here, and no e-mail goes there. Letters go on where there is a postal address.',
              `Consents, opt-outs and pauses that stand go on. At the patient’s word by telephone end them: ${ownCommand(`consent revoke --all --subject ${id} --form REFERENCE`)}.`,
            ],
      );
    },
  );
}

function byWords({ person, name }: PaperOnly): string {
  if (person === undefined) return 'the organisation’s own account';
  return name === undefined ? shortId(person, []) : plainText(name);
}
