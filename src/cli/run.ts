import type { Command } from 'commander';
import type { Config } from '../config.ts';
import { CustosError, type ErrorCode } from '../core/errors.ts';
import { addCommonOptions, type CommonOptions, type Context, createContext } from './context.ts';

/** 0 done, 1 refused or findings, 2 could not. */
export type ExitCode = 0 | 1 | 2;

/** Gives a command its options, its context and its exit code: what `work` gives, if that is one, else 0. */
export type Run = (
  command: Command,
  work: (context: Context, arguments_: readonly string[], options: never) => Promise<unknown>,
) => void;

const REFUSED: ReadonlySet<ErrorCode> = new Set([
  'FORBIDDEN',
  'ACCESS_REFUSED',
  'LEDGER_REJECTED',
  'CONFLICT',
  'IMPORT_INVALID',
  'IMPORT_NOTHING',
  'PROOF_INVALID',
  'ITEM_CORRUPT',
]);

export function createRun(config: () => Config): Run {
  return (command, work) => {
    addCommonOptions(command);
    command.action(async (...given: unknown[]) => {
      const options = command.opts<CommonOptions>();
      // An optional argument that was left out comes as undefined.
      const arguments_ = given
        .slice(0, -2)
        .flat()
        .filter((argument) => argument !== undefined)
        .map(String);
      try {
        process.exitCode = exitCode(await work(createContext(config(), options), arguments_, options as never));
      } catch (error) {
        process.exitCode = report(error, options.json === true);
      }
    });
  };
}

function exitCode(result: unknown): ExitCode {
  return result === 1 || result === 2 ? result : 0;
}

/** One sentence on stderr (with --json, the error as one JSON document), and the exit code. */
export function report(error: unknown, json: boolean): ExitCode {
  const known = error instanceof CustosError ? error : new CustosError('INTERNAL', unexpected(error), { cause: error });
  process.stderr.write(json ? `${JSON.stringify({ error: known })}\n` : `${known.message}\n`);
  return REFUSED.has(known.code) ? 1 : 2;
}

function unexpected(error: unknown): string {
  return `Unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
