import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { custos } from './kept-program.ts';

const run = promisify(execFile);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'custos-completion-'));
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout, stderr } = await custos(['completion', shell]);
    expect({ shell, code, stderr }).toEqual({ shell, code: 0, stderr: '' });
    await writeFile(join(directory, shell), stdout);
  }
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** What bash offers for each line, the last word of which is being typed. */
async function offered(...lines: readonly (readonly string[])[]): Promise<string[][]> {
  const asks = lines.map(
    (words) =>
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _custos; echo "\${COMPREPLY[*]}"`,
  );
  const script = [`source '${join(directory, 'bash')}'`, ...asks].join('\n');
  const { stdout } = await run('bash', ['--norc', '-u', '-c', script]);
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ').filter(Boolean).sort());
}

/** Each command with the words that lead to it. */
function commandsBelow(command: Command, words: readonly string[]): (readonly [readonly string[], Command])[] {
  return [[words, command], ...command.commands.flatMap((one) => commandsBelow(one, [...words, one.name()]))];
}

describe('in bash', () => {
  it('offers just the commands and options that there are, after each command', async () => {
    const all = commandsBelow(await createProgram(), ['custos']);
    expect(all.length).toBeGreaterThan(100);
    const below = await offered(...all.map(([words]) => [...words, '']));
    const options = await offered(...all.map(([words]) => [...words, '--']));
    for (const [i, [words, command]] of all.entries()) {
      const choices = command.registeredArguments[0]?.argChoices ?? [];
      const names = [...command.commands.map((one) => one.name()), ...choices].sort();
      expect({ words, offered: below[i] }).toEqual({ words, offered: names });
      const known = command.options.flatMap(({ long }) => long ?? []);
      expect({ words, offered: options[i] }).toEqual({ words, offered: [...known, '--help'].sort() });
    }
  });

  it('offers what begins as typed, the values of an option that has few, and files elsewhere', async () => {
    expect(
      await offered(
        ['custos', 'quick'],
        ['custos', 'dataset', 'list', '--js'],
        ['custos', 'audit', '--as', 'auditor', '--finality', ''],
        ['custos', 'completion', ''],
        ['custos', 'receipt', 'verify', 'rec'],
        ['custos', 'no-such', 'thing', '--js'],
      ),
    ).toEqual([['quickstart'], ['--json'], ['finalized', 'latest'], ['bash', 'fish', 'zsh'], [], []]);
    const { stdout } = await run('bash', ['--norc', '-c', `source '${join(directory, 'bash')}'; complete -p custos`]);
    expect(stdout).toBe('complete -o default -F _custos custos\n');
  });

  it('says which shells there are where another one is asked for', async () => {
    expect(await custos(['completion', 'tcsh'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/bash, zsh, fish/),
    });
  });
});

const isThere = (shell: string) =>
  run(shell, ['-c', 'exit']).then(
    () => true,
    () => false,
  );
const [hasZsh, hasFish] = await Promise.all(['zsh', 'fish'].map(isThere));

it.skipIf(!hasZsh)('is a script of zsh, where that is installed', async () => {
  await run('zsh', ['-n', join(directory, 'zsh')]);
});

it.skipIf(!hasFish)('offers in fish, where that is installed, what there is', async () => {
  const file = join(directory, 'fish');
  await run('fish', ['-n', file]);
  const script = `source '${file}'; complete -C 'custos dataset '; complete -C 'custos audit --finality '`;
  const { stdout } = await run('fish', ['--no-config', '-c', script]);
  const dataset = (await createProgram()).commands.find((one) => one.name() === 'dataset');
  const names = dataset?.commands.map((one) => one.name()) ?? [];
  const offers = stdout.split('\n').map((line) => line.split('\t')[0]);
  expect(offers).toEqual(expect.arrayContaining([...names, 'finalized', 'latest']));
});
