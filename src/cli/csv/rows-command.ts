import type { Command } from 'commander';
import { CustosError } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import type { Run } from '../run.ts';

/** Options of a command that is done for each row of a file. */
export interface RowsOptions {
  readonly csv: string;
  readonly dryRun?: boolean;
  readonly refused?: string;
}

/** As all commands have them: see `ExitCode`. */
const EXIT_CODES = `
Exit codes with --csv: 0 each row is done, or stood before; 1 some rows were refused, or kept as incomplete, and the others are done;
2 the list was not read, or not all of it was sent: the same command goes on.`;

type One = (context: Context, arguments_: readonly string[], options: never) => Promise<unknown>;
type Many = (context: Context, options: never) => Promise<unknown>;

/** Gives a command a second form: `--csv FILE` instead of its arguments, done for each row of the file. What the first form
 *  must be given, the second one may leave to the columns. */
export function runRows(run: Run, command: Command, one: One, many: Many): void {
  const needed = command.registeredArguments.filter(({ required }) => required);
  const mandatory = command.options.filter((option) => option.mandatory);
  for (const argument of needed) argument.argOptional();
  for (const option of mandatory) option.makeOptionMandatory(false);
  command
    .option('--csv <file>', 'do it for each row of this file, whose first row names the columns (docs/operating.md)')
    .option('--dry-run', 'with --csv: say what would become of each row, and do nothing')
    .option('--refused <file>', 'with --csv: write the rows that were refused there, with the reason of each')
    .addHelpText('after', EXIT_CODES);
  run(
    command,
    async (
      context,
      arguments_,
      options: Partial<RowsOptions> & { readonly codes?: string; readonly scan?: string },
    ) => {
      if (options.csv !== undefined) {
        if (arguments_.length > 0)
          throw invalid('With --csv the patients stand in the file: name none on the command line.');
        if (options.scan !== undefined)
          throw invalid('--scan is of one form. With --csv the column “scan” names a file for each row.');
        return many(context, options as never);
      }
      for (const name of ['dryRun', 'refused', 'codes'] as const) {
        if (options[name] !== undefined) throw invalid('--dry-run, --refused and --codes go with --csv FILE.');
      }
      const [argument] = arguments_.length === 0 ? needed : [];
      if (argument) throw invalid(`Name <${argument.name()}>, or give --csv FILE.`);
      const missing = mandatory.find((option) => command.getOptionValue(option.attributeName()) === undefined);
      if (missing) throw invalid(`${missing.flags} is needed, unless --csv FILE is given.`);
      return one(context, arguments_, options as never);
    },
  );
}

function invalid(message: string): CustosError {
  return new CustosError('INPUT_INVALID', message);
}
