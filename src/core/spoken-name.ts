import { CustosError, ifReadable } from './errors.ts';
import { withoutJoiners } from './joiners.ts';
import { plainText } from './plain-text.ts';
import { disguiseOf } from './skeleton.ts';

/** Names that people give and say: of organisations and datasets. */
export const MAX_NAME_CHARACTERS = 200;

/** Words of tables and answers: as a name they would mean everybody, everything or nothing. */
const RESERVED: ReadonlySet<string> = new Set(['any', 'all', 'none', 'nobody']);

/** What shows nothing: blanks that are letters to Unicode, and what only changes how its neighbours are drawn. */
export const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Letters that a word may have beside Latin ones: those of all, and of East Asia (UTS #39, 5.2: highly restrictive). */
const BESIDE_LATIN =
  /[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/gu;

/** The form in which two spellings of one name are one: whoever reads or says them could not tell them apart. */
export function nameKey(name: string): string {
  // Upper case first: `ß` and `SS`, the two sigmas and their kin fold together.
  return name
    .normalize('NFKC')
    .replace(UNSEEN, '')
    .trim()
    .replace(/\s+/g, ' ')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFC');
}

/** A name as it is kept: composed, without blanks at its ends or doubled. INPUT_INVALID for one that is empty, too long,
 *  or holds what cannot be seen: joiners are taken where Persian and Indic words need them, and nowhere else. */
export function checkName(text: string, what: string): string {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (name === '' || name.length > MAX_NAME_CHARACTERS) {
    throw new CustosError('INPUT_INVALID', `${what} must have 1 to ${MAX_NAME_CHARACTERS} characters.`);
  }
  const hidden = hiddenIn(name);
  if (hidden !== undefined) {
    throw new CustosError(
      'INPUT_INVALID',
      `${what} holds an invisible character ${hidden}. Type it anew, and do not copy it.`,
    );
  }
  if (nameKey(name) === '') throw new CustosError('INPUT_INVALID', `${what} holds nothing that can be seen.`);
  if (RESERVED.has(nameKey(name))) {
    throw new CustosError(
      'INPUT_INVALID',
      `${what} must not be “${name}”, which has a meaning of its own. Choose another.`,
    );
  }
  if (/^0x/i.test(name)) {
    throw new CustosError(
      'INPUT_INVALID',
      `${what} begins as ids do (0x), and would be taken for one. Choose another.`,
    );
  }
  if (isMixed(name)) {
    const message = `${what} mixes letters of several alphabets in one word, which look alike. Type it anew in one.`;
    throw new CustosError('INPUT_INVALID', message);
  }
  const alphabet = disguiseOf(name);
  if (alphabet !== undefined) {
    const message = `${what} looks like Latin letters and is written in ${alphabet} ones, so that people would take it for another’s. Type it in Latin letters, or add a word that shows the alphabet, such as the town.`;
    throw new CustosError('INPUT_INVALID', message);
  }
  return name;
}

/** Whether a word has letters of two alphabets, which look alike. */
function isMixed(name: string): boolean {
  return (name.match(WORD) ?? []).some((word) => {
    const others = word.replace(BESIDE_LATIN, '');
    if (/\p{L}/u.test(others) && /\p{Script=Latin}/u.test(word)) return true;
    return /\p{Script=Cyrillic}/u.test(others) && /\p{Script=Greek}/u.test(others);
  });
}

/** Where the first character stands that nobody sees and that means nothing there, by the letter before it with its
 *  accents: `after “é”`. */
export function hiddenIn(name: string): string | undefined {
  const isHidden = (one: string) => one.search(UNSEEN) >= 0 || plainText(one) !== one;
  const characters = Array.from(withoutJoiners(name));
  const at = characters.findIndex(isHidden);
  if (at < 0) return undefined;
  if (at === 0) return 'at its beginning';
  const [letter] = /\P{M}?\p{M}*$/u.exec(characters.slice(0, at).join('')) ?? [];
  return `after “${letter}”`;
}

/** A name as others gave it, where it could have been given by `checkName`; undefined for one that nobody should read. */
export function nameOfOthers(text: string): string | undefined {
  // One that is kept otherwise was not given so: line breaks and the like were put in for readers.
  return ifReadable(() => checkName(text, 'It')) === text ? text : undefined;
}
