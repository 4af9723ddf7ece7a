import { type PersonName, wordsOf, wordsOfNames } from './fhir-person-name.ts';

/** Words that may stand between family name and given name: a second given name, a title, `geb. Gabler`. */
const REACH = 3;
const MAX_FAMILY = 4;
/** A name without parts, in a script that parts none, is whole from three characters on. */
const MIN_UNPARTED = 3;
/** Scripts that part no words: there a name stands within a longer run. */
const UNPARTED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** In letters as they are compared, in which a syllable of Hangul has up to three. */
const MAX_UNPARTED = 24;
const NOBODY: ReadonlySet<string> = new Set();

/** The full names of many people, family and given, to be looked for in texts: in either order, any case, with accents
 *  folded as `wordsOf` folds them. The time of a look grows with the text, and not with the people. */
export class FullNames {
  /** Without spaces: `Mc Donald` is `McDonald`. */
  readonly #families = new Set<string>();
  /** `<given> <family>`. */
  readonly #names = new Set<string>();
  /** Both in one word, with their words. */
  readonly #joined = new Map<string, readonly string[]>();

  /** Somebody without a given name has no full name, but for names that are one run of ideographs or syllables.
   *  Initials are none. */
  add({ family, given }: PersonName): void {
    const [only = ''] = family;
    if (given.length === 0 && UNPARTED.test(only) && only.normalize('NFC').length >= MIN_UNPARTED)
      this.#joined.set(only, [only]);
    const words = wordsOfNames(given);
    const parts = words.length > 0 ? words : given;
    const names = [...parts, parts.join('')].filter((word) => word.length > 1 || UNPARTED.test(word));
    for (const own of [family, wordsOfNames(family)]) {
      if (own.length === 0 || own.length > MAX_FAMILY || names.length === 0) continue;
      const whole = own.join('');
      this.#families.add(whole);
      for (const name of names) {
        this.#names.add(`${name} ${whole}`);
        this.#joined.set(whole + name, [...own, name]);
        this.#joined.set(name + whole, [...own, name]);
      }
    }
  }

  /** Whether a text holds a full name of which not every word is among `except`. */
  in(text: string, except: ReadonlySet<string> = NOBODY): boolean {
    if (this.#families.size === 0) return false;
    const words = wordsOf(text);
    const plain = wordsOfNames(words);
    return (
      this.#apart(words, except) ||
      (plain.length < words.length && this.#apart(plain, except)) ||
      words.some((word) => this.#isJoined(word, except))
    );
  }

  #apart(words: readonly string[], except: ReadonlySet<string>): boolean {
    for (let from = 0; from < words.length; from++) {
      let family = '';
      for (let to = from + 1; to <= Math.min(from + MAX_FAMILY, words.length); to++) {
        family += words[to - 1];
        if (!this.#families.has(family)) continue;
        const beside = [...words.slice(Math.max(0, from - REACH), from), ...words.slice(to, to + REACH)];
        const given = beside.filter((word) => this.#names.has(`${word} ${family}`));
        const isExcepted = words.slice(from, to).every((word) => except.has(word));
        if (given.some((word) => !isExcepted || !except.has(word))) return true;
      }
    }
    return false;
  }

  #isJoined(word: string, except: ReadonlySet<string>): boolean {
    const holds = (part: string): boolean => this.#joined.get(part)?.every((one) => except.has(one)) === false;
    if (!UNPARTED.test(word)) return holds(word);
    for (let from = 0; from < word.length; from++)
      for (let to = from + 2; to <= Math.min(from + MAX_UNPARTED, word.length); to++)
        if (holds(word.slice(from, to))) return true;
    return false;
  }
}
