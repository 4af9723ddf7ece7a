import { Argument, type Command } from 'commander';
import { bashCompletion } from '../completion/bash.ts';
import { type CommandNode, commandTree } from '../completion/command-tree.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { Run } from '../run.ts';

const SHELLS: Readonly<Record<string, (tree: readonly CommandNode[]) => string[]>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Made of the commands that there are. */
export function completionCommand(program: Command, run: Run): void {
  const completion = program
    .command('completion')
    .description('print what makes a shell complete commands and options; its first lines say where to put it')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)));
  run(completion, async ({ output }, [shell = '']) => {
    const lines = SHELLS[shell]?.(commandTree(program)) ?? [];
    output.result({ shell, script: `${lines.join('\n')}\n` }, () => lines);
  });
}
