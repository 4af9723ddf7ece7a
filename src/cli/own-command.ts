import { programName } from '../config.ts';

/** Options that say where, and as whom, a command works: what follows it needs the same. */
const CARRIED = ['--data', '--gateway', '--as', '--key', '--passphrase-file'];
const CARRIED_FLAG = '--as-person';
/** By which somebody becomes the person that commands act as. */
const SIGN_IN = 'login';

/** A command of this program as the same person types it next, the way they started it: with the options in use that say
 *  where and as whom. */
export function ownCommand(command: string, given: readonly string[] = process.argv.slice(2)): string {
  const words = command.split(' ');
  const carried = CARRIED.flatMap((option) => {
    const value = givenValue(option, given);
    return value === undefined || words.includes(option) ? [] : [`${option} ${shellWord(value)}`];
  });
  const isPerson = given.includes(CARRIED_FLAG) && words[0] !== SIGN_IN;
  return othersCommand([command, ...carried, ...(isPerson ? [CARRIED_FLAG] : [])].join(' '));
}

/** The command that was typed, once more, with `more` options in place of those of the same names. */
export function sameCommand(more: string, given: readonly string[] = process.argv.slice(2)): string {
  const replaced = new Set(more.split(' ').filter((word) => word.startsWith('--')));
  const kept: string[] = [];
  let isReplaced = false;
  for (const word of given) {
    if (word.startsWith('--')) isReplaced = replaced.has(word.split('=', 1)[0] ?? '');
    if (!isReplaced) kept.push(shellWord(word));
  }
  return othersCommand([...kept, ...(more === '' ? [] : [more])].join(' '));
}

/** A command as somebody else types it, with a key and a place of their own. */
export function othersCommand(command: string): string {
  return `\`${programName()} ${command}\``;
}

/** A word that a shell takes for what it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function givenValue(option: string, given: readonly string[]): string | undefined {
  const at = given.findLastIndex((word) => word === option || word.startsWith(`${option}=`));
  if (at < 0) return undefined;
  return given[at] === option ? given[at + 1] : given[at]?.slice(option.length + 1);
}
