import { type Command, Option } from 'commander';
import type { GatewayClient } from '../../client/gateway-client.ts';
import {
  completeForm,
  discardForm,
  type FormReason,
  type IncompleteForm,
  keepScan,
  listIncompleteForms,
  listRecordedActs,
  readIncompleteForm,
  readScan,
} from '../../client/paper.ts';
import { dateWords } from '../../core/date-words.ts';
import { type Digest, isDigest } from '../../core/ids.ts';
import { FORM_COMPLETIONS, FORM_FAULT_WORDS, type FormCompletion, formFaultWords } from '../../core/paper-form.ts';
import { useLabel } from '../../core/purpose-names.ts';
import type { Answer, UseAnswers } from '../../core/use-answers.ts';
import { actTable, savedScan, scannedForm } from '../act-words.ts';
import { counted } from '../counted.ts';
import { subjectNamed } from '../find-subject.ts';
import { checklistOptions, type FormOptions, formGiven, typedChecklist } from '../form-options.ts';
import { readGiven } from '../given-text.ts';
import { namesAt } from '../names.ts';
import { noticeNamed } from '../notices.ts';
import { table } from '../output.ts';
import { ownCommand } from '../own-command.ts';
import { patientNames } from '../patient-names.ts';
import { personNames } from '../person-names.ts';
import { type Kind, pick, shortId } from '../pick.ts';
import type { Run } from '../run.ts';

const STATES = ['incomplete', 'completing', 'completed', 'discarded'] as const;
const FORM: Kind<IncompleteForm> = {
  one: 'form',
  id: ({ id }) => id,
  look: `${ownCommand('form list')} shows those that are incomplete.`,
};
const ASKED_WORDS: Readonly<Record<FormCompletion, string>> = {
  visit: 'at a visit',
  telephone: 'by telephone',
  letter: 'by letter',
  mistyped: 'from the form itself, which was mistyped',
};

interface CompleteOptions extends FormOptions, UseAnswers {
  readonly asked: FormCompletion;
  readonly notice?: string;
  readonly identifiable?: Answer;
}

/** Forms on paper: those that are no consents yet, scans, and who recorded what. */
export function formCommands(program: Command, run: Run): void {
  const form = program.command('form').description('paper forms: incomplete ones, scans, and who recorded what');
  run(
    form
      .command('list')
      .description('list the forms that are no consents yet, and count them by reason (holder, auditor)')
      .option('--subject <subject>', 'only this patient’s: its pseudonym, a beginning of it, or `system|value`')
      .addOption(new Option('--state <state>', 'what became of them').choices([...STATES]).default('incomplete')),
    async ({ client, output }, _, options: { readonly state: (typeof STATES)[number]; readonly subject?: string }) => {
      const gateway = await client();
      const subject = options.subject === undefined ? undefined : await subjectNamed(gateway, options.subject);
      const found = await listIncompleteForms(gateway, { state: options.state, subject });
      const called = output.json ? undefined : await patientNames(gateway);
      const ids = found.forms.map(({ id }) => id);
      output.result(found, () => [
        ...(ids.length === 0
          ? [`No form is ${options.state}.`]
          : table(
              ['form', 'patient', 'since', 'it'],
              found.forms.map((one) => [
                shortId(one.id, ids),
                called?.(one.subject) ?? '',
                dateWords(one.at),
                formFaultWords(one.faults),
              ]),
            )),
        ...reasonLines(found.reasons),
      ]);
    },
  );
  run(
    form.command('show <form>').description('show a form that is no consent yet (holder, auditor)'),
    async ({ client, output }, [typed = '']) => {
      const gateway = await client();
      const found = await readIncompleteForm(gateway, await formNamed(gateway, typed));
      const [names, called] = output.json ? [] : [await namesAt(gateway), await patientNames(gateway)];
      const who = ({ by, at }: IncompleteForm | { by: IncompleteForm['by']; at: number }) =>
        `by ${names?.member(by.member) ?? by.member}, ${dateWords(at)}`;
      output.result(found, () => [
        `The form ${shortId(found.id, [])} of ${called?.(found.subject)}, for ${useLabel(found.permission, found.modifiers)} until ${dateWords(found.untilSeconds)}, was recorded ${who(found)}.`,
        'It releases nothing as it came in:',
        ...found.faults.map((fault) => `  it ${FORM_FAULT_WORDS[fault]}`),
        ...(found.scan
          ? [
              `Its scan is kept: ${ownCommand(`form scan ${shortId(found.form, [])} --subject ${shortId(found.subject, [])} --out FILE`)}.`,
            ]
          : []),
        ...(found.state === 'incomplete' ? [nextWords(shortId(found.id, []))] : []),
        ...(found.completed
          ? [`It was completed ${ASKED_WORDS[found.completed.asked]}, ${who(found.completed)}.`]
          : []),
        ...(found.grant ? [`It came to the consent ${shortId(found.grant, [])}.`] : []),
        ...(found.discarded ? [`It was put aside ${who(found.discarded)}: ${found.discarded.reason}`] : []),
      ]);
    },
  );
  run(
    checklistOptions(
      form
        .command('complete <form>')
        .description('record the consent of a form, with what the patient said was missing (holder)'),
    )
      .addOption(
        new Option('--asked <how>', 'how it came to be known; mistyped: nobody was asked, since the form says it')
          .choices([...FORM_COMPLETIONS])
          .makeOptionMandatory(),
      )
      .option('--form <text>', 'reference of the form as it was completed, where that is another one')
      .option('--notice <digest>', 'the information text that was shown; see `notice list`')
      .addOption(answer('--ai-training <answer>'))
      .addOption(answer('--commercial <answer>'))
      .addOption(answer('--transfer-abroad <answer>'))
      .addOption(answer('--identifiable <answer>')),
    async ({ client, output }, [typed = ''], options: CompleteOptions) => {
      const { asked, notice, aiTraining, commercial, transferAbroad, identifiable } = options;
      const checklist = typedChecklist(options);
      const isOther = options.form !== undefined || options.scan !== undefined;
      const completed = isOther ? await formGiven(options) : undefined;
      const gateway = await client();
      const id = await formNamed(gateway, typed);
      if (completed?.scan !== undefined) {
        await keepScan(gateway, (await readIncompleteForm(gateway, id)).subject, completed.scan);
      }
      const order = {
        asked,
        ...checklist,
        ...said({ aiTraining, commercial, transferAbroad }),
        ...(identifiable === undefined ? {} : { identifiable: identifiable === 'yes' }),
        ...(notice === undefined ? {} : { notice: await noticeNamed(gateway, notice) }),
        ...(completed === undefined ? {} : { form: completed.form }),
      };
      const recorded = await completeForm(gateway, id, order);
      output.result(recorded, () =>
        recorded.stood
          ? `consent ${shortId(recorded.grant, [])} stood already: nothing was added.`
          : `consent ${shortId(recorded.grant, [])} recorded, as the form was completed ${ASKED_WORDS[asked]}.`,
      );
    },
  );
  run(
    form
      .command('discard <form>')
      .description('put a form aside for good that comes to no consent (holder)')
      .requiredOption('--reason <text>', 'why, or @FILE or -; it is kept with the form'),
    async ({ client, output }, [typed = ''], { reason }: { readonly reason: string }) => {
      const gateway = await client();
      const aside = await discardForm(gateway, await formNamed(gateway, typed), await readGiven(reason));
      output.result(aside, () => `The form ${shortId(aside.id, [])} is put aside. It releases nothing.`);
    },
  );
  run(
    form
      .command('recorded <subject>')
      .description('list what was recorded for a patient from forms and calls, by whom and when (holder, auditor)'),
    async ({ client, output }, [typed = '']) => {
      const gateway = await client();
      const acts = await listRecordedActs(gateway, await subjectNamed(gateway, typed));
      const names = await namesAt(gateway);
      const person = await personNames(
        gateway,
        acts.map(({ by }) => by?.person),
      );
      output.result(acts, () =>
        acts.length === 0
          ? 'Nothing was recorded for this patient.'
          : [...actTable(acts, names, person), ...person.askLines(acts.map(({ by }) => by?.person))],
      );
    },
  );
  run(
    form
      .command('scan <form>')
      .description('save the scan of a form, compared with its digest (holder, auditor)')
      .requiredOption('--subject <subject>', 'whose form it is')
      .requiredOption('--out <file>', 'where to; nothing is written over'),
    async ({ client, output }, [typed = ''], options: { readonly subject: string; readonly out: string }) => {
      const gateway = await client();
      const subject = await subjectNamed(gateway, options.subject);
      const scan = await readScan(gateway, await scannedForm(gateway, typed, subject), subject);
      const saved = await savedScan(scan, options.out);
      output.result(
        saved,
        () =>
          `${counted(scan.bytes.length, 'byte')} of ${scan.mediaType} in ${options.out}, as the form’s digest says.`,
      );
    },
  );
}

/** The id of a form that goes by it or by a beginning of it, whatever became of it. */
async function formNamed(gateway: GatewayClient, typed: string): Promise<Digest> {
  if (isDigest(typed)) return typed;
  const found: IncompleteForm[] = [];
  for (const state of STATES) found.push(...(await listIncompleteForms(gateway, { state })).forms);
  return pick(typed, found, FORM).id;
}

/** What can become of a form that is incomplete. */
function nextWords(id: string): string {
  return `Complete it with the patient (${ownCommand(`form complete ${id} --asked visit …`)}), or put it aside (${ownCommand(`form discard ${id} --reason TEXT`)}).`;
}

/** How many forms had each reason. */
function reasonLines(reasons: readonly FormReason[]): string[] {
  if (reasons.length === 0) return [];
  return table(
    ['reason', 'open', 'ever'],
    reasons.map(({ fault, open, all }) => [FORM_FAULT_WORDS[fault], String(open), String(all)]),
  );
}

function answer(flags: string): Option {
  return new Option(flags, 'what the patient said').choices(['yes', 'no']);
}

function said(answers: UseAnswers): UseAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([, one]) => one !== undefined));
}
