// Writes docs/reference from what the program and the contracts say of themselves: every command with its options, every call, event
// and error of the contracts' interfaces. `--check` fails where the committed files say something else.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import solc from 'solc';
import { createProgram } from '../src/cli/program.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INTERFACES = 'contracts/interfaces';

async function main(): Promise<void> {
  const pages = { 'commands.md': await commandsPage(), 'contracts.md': contractsPage() };
  for (const [name, text] of Object.entries(pages)) {
    const path = `${ROOT}docs/reference/${name}`;
    if (!process.argv.includes('--check')) writeFileSync(path, text);
    else if (readFileSync(path, 'utf8') !== text) {
      console.error(`docs/reference/${name} is not what there is: run \`node scripts/reference.ts\` and commit it.`);
      process.exitCode = 1;
    }
  }
}

async function commandsPage(): Promise<string> {
  const program = await createProgram();
  const commands = program.createHelp().visibleCommands(program).filter(isOwn);
  const shared = sharedBy(commands.flatMap(leavesOf));
  return [
    '# Commands',
    '',
    'Written by `scripts/reference.ts` from the program itself, which says the same with `--help`. What nearly all commands take stands at',
    'the end, once.',
    '',
    ...commands.flatMap((command) => commandLines(command, [], shared)),
    '## What nearly all commands take',
    '',
    ...shared,
    '',
  ].join('\n');
}

function leavesOf(command: Command): Command[] {
  const below = command.createHelp().visibleCommands(command).filter(isOwn);
  return below.length === 0 ? [command] : below.flatMap(leavesOf);
}

function optionLines(command: Command): string[] {
  const options = command.createHelp().visibleOptions(command);
  return options
    .filter(({ long }) => long !== '--help')
    .map(({ flags, description }) => `- \`${flags}\`: ${escaped(description)}`);
}

/** The lines that nine in ten have. */
function sharedBy(commands: readonly Command[]): string[] {
  const counts = new Map<string, number>();
  for (const line of commands.flatMap(optionLines)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 0.9 * commands.length).map(([line]) => line);
}

/** Commander adds one that repeats what `--help` says. */
function isOwn(command: Command): boolean {
  return command.name() !== 'help';
}

function commandLines(command: Command, above: readonly string[], shared: readonly string[]): string[] {
  const path = [...above, command.name()];
  const takes = command.registeredArguments.map((one) => {
    const name = one.variadic ? `${one.name()}…` : one.name();
    return one.required ? `<${name}>` : `[${name}]`;
  });
  const below = command.createHelp().visibleCommands(command).filter(isOwn);
  const heading = `custos ${[...path, ...takes].join(' ')}`.replace(/[<>[\]]/g, (one) => `\\${one}`);
  const lines = [
    ...command.registeredArguments.flatMap(({ description }, i) =>
      description === '' ? [] : [`- \`${takes[i]}\`: ${escaped(description)}`],
    ),
    ...(below.length > 0 ? [] : optionLines(command).filter((line) => !shared.includes(line))),
  ];
  return [
    `${above.length === 0 ? '##' : '###'} ${heading}`,
    '',
    ...paragraph(command.description()),
    ...(lines.length > 0 ? [...lines, ''] : []),
    ...below.flatMap((one) => commandLines(one, path, shared)),
  ];
}

function paragraph(text: string): string[] {
  return text === '' ? [] : [escaped(text), ''];
}

/** As text of Markdown, in which angle brackets would be tags. */
function escaped(text: string): string {
  return text.replaceAll('<', '\\<').replaceAll('*', '\\*').replace(/\s+/g, ' ');
}

interface Node {
  readonly nodeType: string;
  readonly name?: string;
  readonly src: string;
  readonly nodes?: readonly Node[];
  readonly documentation?: { readonly text: string };
}

interface Compiled {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly sources: Readonly<Record<string, { readonly ast: Node }>>;
}

const KINDS = [
  ['FunctionDefinition', 'Calls'],
  ['EventDefinition', 'Events'],
  ['ErrorDefinition', 'Errors'],
  ['StructDefinition', 'Structs'],
  ['EnumDefinition', 'Enumerations'],
] as const;

function contractsPage(): string {
  const names = readdirSync(`${ROOT}${INTERFACES}`).filter((name) => name.startsWith('I'));
  const sources = Object.fromEntries(
    readdirSync(`${ROOT}${INTERFACES}`).map((name) => [`${INTERFACES}/${name}`, sourceOf(name)]),
  );
  const settings = { outputSelection: { '*': { '': ['ast'] } } };
  const input = Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }]));
  const compiled: Compiled = JSON.parse(
    solc.compile(JSON.stringify({ language: 'Solidity', sources: input, settings })),
  );
  const broken = compiled.errors?.find(({ severity }) => severity === 'error');
  if (broken) throw new Error(broken.formattedMessage);
  const intro = [
    '# Contracts',
    '',
    'Written by `scripts/reference.ts` from `contracts/interfaces`, which are the specification of what stands on the chain.',
    '',
  ];
  return [
    ...intro,
    ...names.flatMap((name) => {
      const { ast } = compiled.sources[`${INTERFACES}/${name}`] ?? {};
      const source = Buffer.from(sources[`${INTERFACES}/${name}`] ?? '');
      return (ast?.nodes ?? [])
        .filter(({ nodeType }) => nodeType === 'ContractDefinition')
        .flatMap((one) => interfaceLines(one, source));
    }),
  ].join('\n');
}

function sourceOf(name: string): string {
  return readFileSync(`${ROOT}${INTERFACES}/${name}`, 'utf8');
}

function interfaceLines({ name, documentation, nodes = [] }: Node, source: Buffer): string[] {
  return [
    `## ${name}`,
    '',
    ...saidOf(documentation),
    ...KINDS.flatMap(([kind, title]) => {
      const own = nodes.filter(({ nodeType }) => nodeType === kind);
      return own.length === 0 ? [] : [`### ${title} of ${name}`, '', ...own.flatMap((one) => memberLines(one, source))];
    }),
  ];
}

function memberLines({ documentation, src }: Node, source: Buffer): string[] {
  const [start = 0, length = 0] = src.split(':').map(Number);
  const text = source
    .subarray(start, start + length)
    .toString()
    .replace(/^ {4}/gm, '');
  return ['```solidity', text, '```', '', ...saidOf(documentation)];
}

/** What NatSpec says, a paragraph a tag. */
function saidOf(documentation: Node['documentation']): string[] {
  const tags = documentation?.text.split(/^\s*@(?=\w)/m) ?? [];
  return tags
    .map(saidBy)
    .filter((text) => text !== '')
    .flatMap(paragraph);
}

function saidBy(tag: string): string {
  const [, name = '', text = ''] = /^(\w+)\s+(.*)$/s.exec(tag.trim()) ?? [];
  if (name === 'param') return text.replace(/^(\w+)\s+/, '`$1`: ');
  return name === 'return' ? `Gives ${text}` : text;
}

await main();
