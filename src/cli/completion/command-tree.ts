import type { Command, Option } from 'commander';

/** Name by which a shell knows the program, whatever this run of it was started as. */
export const PROGRAM = 'custos';

export interface Offered {
  readonly name: string;
  readonly about: string;
}

export interface OfferedOption extends Offered {
  readonly takesValue: boolean;
  /** All values that there are; empty where it takes others. */
  readonly values: readonly string[];
}

/** What can follow one command. */
export interface CommandNode {
  /** Words from the program's name on, such as those of `dataset list` after it. */
  readonly path: string;
  readonly commands: readonly Offered[];
  readonly options: readonly OfferedOption[];
  /** All values of its first argument; empty where it takes others. */
  readonly values: readonly string[];
}

/** Every command as its own `--help` shows it, the program first. */
export function commandTree(program: Command): CommandNode[] {
  return nodesOf(program, PROGRAM);
}

function nodesOf(command: Command, path: string): CommandNode[] {
  const help = command.createHelp();
  // `help` is a command of its own for commander alone.
  const commands = help.visibleCommands(command).filter((one) => command.commands.includes(one));
  const node = {
    path,
    commands: commands.map((one) => ({ name: one.name(), about: one.description() })),
    options: help.visibleOptions(command).flatMap(offered),
    values: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [node, ...commands.flatMap((one) => nodesOf(one, `${path} ${one.name()}`))];
}

function offered(option: Option): OfferedOption[] {
  if (option.long == null) return [];
  const takesValue = option.required || option.optional;
  return [{ name: option.long, about: option.description, takesValue, values: option.argChoices ?? [] }];
}

/** Text in single quotes, as bash and zsh read it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
