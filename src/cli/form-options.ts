import { type Command, Option } from 'commander';
import { formDigest } from '../client/digests.ts';
import type { GatewayClient } from '../client/gateway-client.ts';
import { keepScan } from '../client/paper.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { Digest, Pseudonym } from '../core/ids.ts';
import { type FormChecklist, scanDigest } from '../core/paper-form.ts';
import type { Answer } from '../core/use-answers.ts';
import { dayTyped, explainedTyped } from './csv/consent-row.ts';
import { readGiven } from './given-text.ts';
import { given } from './option-names.ts';
import { readScanFile } from './scan-file.ts';

/** What a command is told of a form. */
export interface FormOptions {
  readonly form?: string;
  readonly scan?: string;
  readonly signed?: Answer;
  readonly signedOn?: string;
  readonly explainedBy?: string;
}

export function checklistOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--signed <answer>',
        'whether the form is signed; a form that is looked at counts when nothing is missing',
      ).choices(['yes', 'no']),
    )
    .option('--signed-on <day>', 'the day beside the signature, YYYY-MM-DD')
    .option('--explained-by <name>', 'who explained it to the patient; kept by the holder, and on no chain')
    .addOption(scanOption());
}

export function scanOption(): Option {
  return new Option(
    '--scan <file>',
    'the scan of the form (PDF, PNG, JPEG, TIFF), in place of --form: it is kept encrypted',
  );
}

/** Hands a scan over after what it is of counts: what keeps it from being kept takes nothing back. Gives a sentence on that. */
export async function keptScanWords(
  gateway: GatewayClient,
  subject: Pseudonym,
  scan: Uint8Array | undefined,
): Promise<string[]> {
  try {
    if (scan !== undefined) await keepScan(gateway, subject, scan);
    return [];
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return [`WARNING: It counts, but its scan was not kept: ${error.message}`];
  }
}

/** What was looked at; undefined where nothing says so. */
export function typedChecklist({ signed, signedOn, explainedBy }: FormOptions): FormChecklist | undefined {
  if (signed === undefined && signedOn === undefined && explainedBy === undefined) return undefined;
  return {
    ...(signed === undefined ? {} : { signed: signed === 'yes' }),
    ...(signedOn === undefined ? {} : { signedOn: given('--signed-on', () => dayTyped(signedOn)) }),
    ...(explainedBy === undefined ? {} : { explainedBy: given('--explained-by', () => explainedTyped(explainedBy)) }),
  };
}

export interface GivenForm {
  readonly form: Digest;
  readonly scan?: Uint8Array;
}

/** The form by its reference or its scan. INPUT_INVALID unless there is one of them. */
export async function formGiven({
  form,
  scan: file,
}: {
  readonly form?: string | undefined;
  readonly scan?: string | undefined;
}): Promise<GivenForm> {
  if ((form === undefined) === (file === undefined)) {
    throw new CustosError('INPUT_INVALID', 'Give --form TEXT, the reference of the form, or --scan FILE, one of them.');
  }
  if (form !== undefined) return { form: formDigest(await readGiven(form)) };
  const scan = await readScanFile(file ?? '');
  return { form: scanDigest(scan), scan };
}
