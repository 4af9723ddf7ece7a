import { inspect } from 'node:util';
import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { CustosError, type ErrorCode, isCustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { plainJson, plainText } from '../core/plain-text.ts';
import { addCommonOptions, type CommonOptions, type Context, createContext } from './context.ts';
import { namedError } from './named-text.ts';
import { withOption } from './option-names.ts';
import { createOutput } from './output.ts';
import { ownCommand } from './own-command.ts';
import { shortId } from './pick.ts';

/** 0 done, 1 refused or findings, 2 could not. */
export type ExitCode = 0 | 1 | 2;

type Work = (context: Context, arguments_: readonly string[], options: never) => Promise<unknown>;

/** Gives a command its options, its context and its exit code: what `work` gives, if that is one, else 0. */
export interface Run {
  (command: Command, work: Work): void;
  /** Of a command that judges: 1 is its verdict alone. Whatever kept it from judging is 2, a refusal too. */
  verdict(command: Command, work: Work): void;
}

const REFUSED: ReadonlySet<ErrorCode> = new Set([
  'FORBIDDEN',
  'ACCESS_REFUSED',
  'LEDGER_REJECTED',
  'CONFLICT',
  'IMPORT_INVALID',
  'IMPORT_NOTHING',
  'VERSION_SHRINKS',
  'PROOF_INVALID',
  'NOTE_INVALID',
  'SIGNATURE_INVALID',
  'ITEM_CORRUPT',
]);

const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'Use a place where you may read and write.',
  EPERM: 'Use a place where you may read and write.',
  EROFS: 'Use a place that can be written.',
  ENOSPC: 'Free some space and repeat.',
  EDQUOT: 'Free some space and repeat.',
};

export function createRun(config: () => Config): Run {
  const judging = (isVerdict: boolean) => (command: Command, work: Work) => {
    addCommonOptions(command);
    command.action(async (...given: unknown[]) => {
      const options = command.opts<CommonOptions>();
      // An optional argument that was left out comes as undefined.
      const arguments_ = given
        .slice(0, -2)
        .flat()
        .filter((argument) => argument !== undefined)
        .map(String);
      const output = createOutput(options.json === true);
      let debug = false;
      let context: Context | undefined;
      try {
        requireFilled(command);
        const settings = config();
        debug = settings.logLevel === 'debug';
        context = createContext(settings, options, output);
        process.exitCode = exitCode(await work(context, arguments_, options as never));
      } catch (caught) {
        output.end();
        const error = context === undefined ? caught : withNextStep(await namedError(context, caught));
        if (debug) process.stderr.write(`${inspect(error).split('\n').map(plainText).join('\n')}\n`);
        const code = report(withOption(command, error), output.json);
        process.exitCode = isVerdict ? 2 : code;
      } finally {
        output.end();
      }
    });
  };
  return Object.assign(judging(false), { verdict: judging(true) });
}

function exitCode(result: unknown): ExitCode {
  return result === 1 || result === 2 ? result : 0;
}

/** One sentence on stderr (with --json, the error as the one JSON document on stdout), and the exit code. */
export function report(error: unknown, json: boolean): ExitCode {
  const known = error instanceof CustosError ? error : unexpected(error);
  if (json) process.stdout.write(`${plainJson({ error: known }, 2)}\n`);
  else for (const line of known.message.split('\n')) process.stderr.write(`${plainText(line)}\n`);
  return REFUSED.has(known.code) ? 1 : 2;
}

/** Where what waits for a second person is read: whoever asked hands that on. */
function withNextStep(error: unknown): unknown {
  if (!isCustosError(error, 'SECOND_PERSON_NEEDED')) return error;
  const { code, message, details, cause } = error;
  const act = shortId(String(details['act']), []);
  return new CustosError(code, `${message} That person reads it by ${ownCommand(`acts show ${act}`)}.`, {
    cause,
    details,
  });
}

/** What the file system said, or else a defect of ours. */
function unexpected(cause: unknown): CustosError {
  const { code = '', path, message } = cause as NodeJS.ErrnoException;
  if (/^E[A-Z]+$/.test(code)) {
    const advice = ADVICE[code] ?? 'Check what was given.';
    return new CustosError('IO_FAILED', `${path ?? 'A file'} cannot be used: ${fileTrouble(cause)}. ${advice}`, {
      cause,
    });
  }
  const [first = ''] = (message ?? String(cause)).split('\n');
  return new CustosError('INTERNAL', `Unexpected: ${first} Run it with CUSTOS_LOG_LEVEL=debug to see where.`, {
    cause,
  });
}

/** An empty value is a variable that was not set: it must not pass for something else. */
function requireFilled(command: Command): void {
  const options = command.options.map((one) => [one.long, command.getOptionValue(one.attributeName())] as const);
  const arguments_ = command.registeredArguments.map(
    (one, i) => [`<${one.name()}>`, command.processedArgs[i]] as const,
  );
  const [empty] = [...options, ...arguments_].find(([, value]) => [value].flat().includes('')) ?? [];
  if (empty !== undefined) throw new CustosError('INPUT_INVALID', `${empty} is empty. Give a value.`);
}
