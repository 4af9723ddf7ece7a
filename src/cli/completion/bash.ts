import { type CommandNode, type Offered, PROGRAM, quoted } from './command-tree.ts';

/** For bash from 3.2 on, which macOS has. Where nothing is offered, bash offers files. */
export function bashCompletion(tree: readonly CommandNode[]): string[] {
  return [
    `# Completion of ${PROGRAM} for bash: source this file, or put it into /etc/bash_completion.d/.`,
    `_${PROGRAM}() {`,
    `  local at=${PROGRAM} word before= offered= i`,
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    `    word=\${COMP_WORDS[i]}`,
    '    case "$at $word" in',
    ...tree.slice(1).map(({ path }) => `      ${quoted(path)}) at="$at $word" ;;`),
    '    esac',
    '    before=$word',
    '  done',
    `  word=\${COMP_WORDS[COMP_CWORD]}`,
    '  case "$at $before" in',
    ...tree.flatMap(valueCases),
    '  esac',
    '  if [[ -z $offered && $word == -* ]]; then',
    '    case "$at" in',
    ...tree.map(({ path, options }) => offering(6, path, names(options))),
    '    esac',
    '  elif [[ -z $offered ]]; then',
    '    case "$at" in',
    ...tree.flatMap(({ path, commands, values }) =>
      commands.length + values.length === 0 ? [] : [offering(6, path, [...names(commands), ...values])],
    ),
    '    esac',
    '  fi',
    '  COMPREPLY=($(compgen -W "$offered" -- "$word"))',
    '}',
    `complete -o default -F _${PROGRAM} ${PROGRAM}`,
  ];
}

function valueCases({ path, options }: CommandNode): string[] {
  return options.flatMap(({ name, values }) => (values.length === 0 ? [] : [offering(4, `${path} ${name}`, values)]));
}

function offering(indent: number, when: string, words: readonly string[]): string {
  return `${' '.repeat(indent)}${quoted(when)}) offered=${quoted(words.join(' '))} ;;`;
}

function names(of: readonly Offered[]): string[] {
  return of.map(({ name }) => name);
}
