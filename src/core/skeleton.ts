import unhomoglyph from 'unhomoglyph';

const LATIN = /\p{Script=Latin}/u;
/** Of every alphabet, such as modifier letters. */
const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u;
/** Written from right to left: nobody reads them as Latin, whatever single letters look like. */
const LEFTWARD = /[\p{Script=Hebrew}\p{Script=Arabic}]/u;
const ALPHABETS = [
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Lisu', /\p{Script=Lisu}/u],
] as const;

/** Equal for texts that look the same, whatever their letters are (UTS #39, 4, by its confusables.txt). It is no text: show it to
 *  nobody. */
export function skeleton(text: string): string {
  return unhomoglyph(text.normalize('NFD')).normalize('NFD');
}

/** The alphabet of a name that reads as Latin and is written in another one: a whole-script confusable (UTS #39, 4.1).
 *  Undefined where a letter shows what it is. A single letter beside Latin words, as in “TNF-α”, is a symbol. */
export function disguiseOf(name: string): string | undefined {
  const words = (name.normalize('NFD').match(/\p{L}[\p{L}\p{M}]*/gu) ?? []).map(lettersOf);
  const foreign = words.filter((letters) => letters.some((letter) => !LATIN.test(letter)));
  const isSymbols = foreign.length < words.length && foreign.every(({ length }) => length === 1);
  const letter = foreign.flat().find((one) => !LATIN.test(one));
  if (letter === undefined || isSymbols || !foreign.flat().every(looksLatin)) return undefined;
  return ALPHABETS.find(([, of]) => of.test(letter))?.[0] ?? 'foreign';
}

function lettersOf(word: string): string[] {
  return Array.from(word).filter((one) => /\p{L}/u.test(one) && !SHARED.test(one));
}

function looksLatin(letter: string): boolean {
  return LATIN.test(letter) || (!LEFTWARD.test(letter) && /^[A-Za-z]+\p{M}*$/u.test(skeleton(letter)));
}
