import type { Command } from 'commander';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { AskedUse } from '../core/use-answers.ts';

/** Members of requests whose options are called otherwise. */
const CALLED: Readonly<Record<string, string>> = {
  attested: 'attest',
  baseUrls: 'baseUrl',
  categories: 'category',
  excluded: 'exclude',
  fromSeconds: 'from',
  grantee: 'to',
  identification: 'identifiedBy',
  maxLineBytes: 'maxLine',
  modifiers: 'modifier',
  records: 'subject',
  untilSeconds: 'until',
};

/** What `read` makes of an option's value; INPUT_INVALID names the option. */
export function given<Value>(option: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw isCustosError(error, 'INPUT_INVALID') ? saidOf(option, error) : error;
  }
}

/** The option of an answer. */
export function answerFlag(use: AskedUse): string {
  return `--${use.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The error of a gateway that did not take a member of the request, with the option or argument that the member was made
 *  of, where the command has one; any other error as it is. */
export function withOption(command: Command, error: unknown): unknown {
  if (!isCustosError(error, 'INPUT_INVALID')) return error;
  const { at } = error.details;
  const option = Array.isArray(at) ? optionAt(command, at.map(String)) : undefined;
  return option === undefined ? error : saidOf(option, error);
}

/** By the innermost member that has one. */
function optionAt(command: Command, at: readonly string[]): string | undefined {
  for (const member of at.toReversed()) {
    const name = CALLED[member] ?? member;
    const option = command.options.find((one) => one.attributeName() === name);
    if (option) return option.long ?? option.flags;
    if (command.registeredArguments.some((one) => one.name() === name)) return `<${name}>`;
  }
  return undefined;
}

function saidOf(option: string, error: CustosError): CustosError {
  return new CustosError(error.code, `${option}: ${error.message}`, { cause: error, details: error.details });
}
