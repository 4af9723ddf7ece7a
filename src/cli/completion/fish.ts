import { type CommandNode, type OfferedOption, PROGRAM } from './command-tree.ts';

/** With what each command and option is for. */
export function fishCompletion(tree: readonly CommandNode[]): string[] {
  return [
    `# Completion of ${PROGRAM} for fish: put it as ${PROGRAM}.fish into ~/.config/fish/completions/.`,
    `function __${PROGRAM}_at`,
    `    set -l at ${PROGRAM}`,
    '    for word in (commandline -opc)[2..]',
    '        switch "$at $word"',
    ...tree
      .slice(1)
      .map(({ path }) => `            case ${quoted(path)}`)
      .flatMap(descending),
    '        end',
    '    end',
    '    test "$at" = "$argv[1]"',
    'end',
    ...tree.flatMap(nodeLines),
  ];
}

function descending(label: string): string[] {
  return [label, '                set at "$at $word"'];
}

function nodeLines({ path, commands, options, values }: CommandNode): string[] {
  const at = `complete -c ${PROGRAM} -n ${quoted(`__${PROGRAM}_at ${quoted(path)}`)}`;
  return [
    ...commands.map(({ name, about }) => `${at} -f -a ${quoted(name)} -d ${quoted(about)}`),
    ...(values.length === 0 ? [] : [`${at} -f -a ${quoted(values.join(' '))}`]),
    ...options.map((option) => `${at} -l ${option.name.slice(2)}${taking(option)} -d ${quoted(option.about)}`),
  ];
}

function taking({ takesValue, values }: OfferedOption): string {
  if (values.length > 0) return ` -x -a ${quoted(values.join(' '))}`;
  return takesValue ? ' -r' : '';
}

/** Fish knows two escapes within single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
