import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Language } from '../core/consent-text/consent-text.ts';
import { decisionSentences } from '../core/consent-text/decision-sentences.ts';
import { CustosError } from '../core/errors.ts';
import type { Output } from './output.ts';

export interface ConfirmOptions {
  readonly yes?: boolean;
  /** In which the question is asked; English unless said. */
  readonly language?: Language;
}

interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

export function addConfirmOption(command: Command): Command {
  return command.option('--yes', 'do not ask before it is signed; without a terminal nobody is asked');
}

/** Shows what is about to be signed, and asks on a terminal. CONFLICT unless the answer is yes: then nothing was signed.
 *  Without a terminal, or with --yes, the command line is the answer. */
export async function confirm(
  output: Output,
  summary: readonly string[],
  { yes = false, language = 'en' }: ConfirmOptions,
  { input, output: terminal }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<void> {
  if (yes || input.isTTY !== true) {
    for (const line of summary) output.say(line);
    return;
  }
  output.remark(summary);
  // The line that a command writes over while it works would hide the question.
  output.end();
  const asking = createInterface({ input, output: terminal });
  // Whoever closes the terminal has not said yes.
  const left = once(asking, 'close').then(() => '');
  const { question, declined } = decisionSentences(language).asking;
  const answer = await Promise.race([asking.question(question), left]).finally(() => asking.close());
  if (isYes(answer, language)) return;
  throw new CustosError('CONFLICT', declined);
}

/** English is taken in each language: whoever is used to it is not refused. */
function isYes(answer: string, language: Language): boolean {
  const said = answer.trim().toLowerCase();
  return [language, 'en' as const].some((one) => decisionSentences(one).asking.yes.includes(said));
}
