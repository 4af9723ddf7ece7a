import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ownCommand, shellWord } from '../../src/cli/own-command.ts';
import { programName } from '../../src/config.ts';
import { custos } from './kept-program.ts';

const CLI = fileURLToPath(new URL('../../src/cli', import.meta.url));

it('is called in messages as it was started', async () => {
  expect(programName({ npm_lifecycle_event: 'custos' }, '/x/src/cli/main.ts')).toBe('npm run -s custos --');
  expect(programName({ npm_lifecycle_event: 'start' }, '/x/src/cli/main.ts')).toBe('npm run -s custos --');
  expect(programName({ npm_lifecycle_event: 'test' }, '/usr/local/bin/custos')).toBe('custos');
  expect(programName({}, join(process.cwd(), 'src/cli/main.ts'))).toBe('node src/cli/main.ts');
  expect(programName({}, '/elsewhere/main.ts')).toBe('node /elsewhere/main.ts');
  const environment = { CUSTOS_DATA: '/nonexistent/custos', npm_lifecycle_event: 'custos' };
  const { stderr } = await custos(['serve'], environment);
  expect(stderr).toContain('`npm run -s custos -- init --data DIR`');
  expect((await custos(['consent', '--help'], environment)).stdout).toContain('Usage: npm run -s custos -- consent');
});

it('is never called in messages as it may not be installed', () => {
  const files = readdirSync(CLI, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const named = files.flatMap((name) => {
    const lines = readFileSync(join(CLI, name), 'utf8').split('\n');
    return lines.filter((line) => /['"`] *custos [a-z]|\\`custos /.test(line)).map((line) => `${name}: ${line.trim()}`);
  });
  expect(named).toEqual([]);
});

it('goes on as whom, and where, the command before it was given', () => {
  const said = (command: string, ...given: string[]) => ownCommand(command, given).slice(programName().length + 2, -1);
  expect(said('consent list', 'subject', 'bind', 'CODE')).toBe('consent list');
  expect(said('consent list', 'me', 'data', '--as', 'patient 04', '--gateway=https://x.example')).toBe(
    "consent list --gateway https://x.example --as 'patient 04'",
  );
  expect(said('init --data DIR', 'serve', '--data', 'there', '--key', 'my.key')).toBe('init --data DIR --key my.key');
  expect(said('acts confirm 0x1234', 'acts', 'show', '0x1234', '--as-person')).toBe('acts confirm 0x1234 --as-person');
  expect(said('login --gateway URL', 'acts', 'list', '--as-person', '--gateway', 'https://x.example')).toBe(
    'login --gateway URL',
  );
  expect(shellWord("the Queen's $HOME")).toBe(`'the Queen'\\''s $HOME'`);
});
