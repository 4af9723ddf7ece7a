import { type CommandNode, type Offered, PROGRAM, quoted } from './command-tree.ts';

/** With what each command and option is for. */
export function zshCompletion(tree: readonly CommandNode[]): string[] {
  return [
    `#compdef ${PROGRAM}`,
    `# Completion of ${PROGRAM} for zsh: put it as _${PROGRAM} into a directory of $fpath.`,
    `_${PROGRAM}() {`,
    `  local at=${PROGRAM} word before= i`,
    '  local -a offered',
    '  for ((i = 2; i < CURRENT; i++)); do',
    `    word=\${words[i]}`,
    '    case "$at $word" in',
    ...tree.slice(1).map(({ path }) => `      ${quoted(path)}) at="$at $word" ;;`),
    '    esac',
    '    before=$word',
    '  done',
    '  case "$at $before" in',
    ...tree.flatMap(valueCases),
    '  esac',
    `  if (( ! \${#offered} )) && [[ \${words[CURRENT]} == -* ]]; then`,
    '    case "$at" in',
    ...tree.map(({ path, options }) => offering(6, path, options)),
    '    esac',
    `  elif (( ! \${#offered} )); then`,
    '    case "$at" in',
    ...tree.flatMap(({ path, commands, values }) =>
      commands.length + values.length === 0 ? [] : [offering(6, path, [...commands, ...values.map(plain)])],
    ),
    '    esac',
    '  fi',
    `  if (( \${#offered} )); then`,
    "    _describe 'what can follow' offered",
    '  else',
    '    _files',
    '  fi',
    '}',
    `if [[ \${funcstack[1]} == _${PROGRAM} ]]; then _${PROGRAM} "$@"; else compdef _${PROGRAM} ${PROGRAM}; fi`,
  ];
}

function valueCases({ path, options }: CommandNode): string[] {
  return options.flatMap(({ name, values }) =>
    values.length === 0 ? [] : [offering(4, `${path} ${name}`, values.map(plain))],
  );
}

function offering(indent: number, when: string, of: readonly Offered[]): string {
  const words = of.map(({ name, about }) => quoted(about === '' ? escaped(name) : `${escaped(name)}:${about}`));
  return `${' '.repeat(indent)}${quoted(when)}) offered=(${words.join(' ')}) ;;`;
}

/** `_describe` takes a colon for the end of the name. */
function escaped(name: string): string {
  return name.replaceAll(':', '\\:');
}

function plain(name: string): Offered {
  return { name, about: '' };
}
