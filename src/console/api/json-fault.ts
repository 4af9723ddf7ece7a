/** Where a text stops being JSON, and what should stand there. */
export interface JsonFault {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** Of the first letter that is wrong. */
  readonly offset: number;
  readonly wanted: Wanted;
}

type Wanted = 'value' | 'name' | 'nameOrEnd' | 'valueOrEnd' | 'colon' | 'commaOrBrace' | 'commaOrBracket' | 'end';

const BLANK = /[\t\n\r ]*/y;
const TEXT = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy;
const PLAIN = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** The first fault of a text that should be JSON (RFC 8259); undefined where there is none. Browsers say it each in its own way, and not all
 *  of them where. */
export function jsonFault(text: string): JsonFault | undefined {
  const reader = new Reader(text);
  const wanted = reader.value('value') ?? (reader.isAtEnd() ? undefined : 'end');
  if (wanted === undefined) return undefined;
  const offset = reader.at;
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, offset, wanted };
}

/** Reads on as long as it is JSON; each of its readings gives what it wanted where it stopped. */
class Reader {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    this.#take(BLANK);
    return this.at === this.#text.length;
  }

  value(wanted: Wanted): Wanted | undefined {
    this.#take(BLANK);
    if (this.#takeLetter('{')) return this.#list('}', () => this.#member(), 'nameOrEnd', 'commaOrBrace');
    if (this.#takeLetter('[')) return this.#list(']', () => this.value('value'), 'valueOrEnd', 'commaOrBracket');
    return this.#take(TEXT) || this.#take(PLAIN) ? undefined : wanted;
  }

  #list(end: string, one: () => Wanted | undefined, first: Wanted, next: Wanted): Wanted | undefined {
    this.#take(BLANK);
    if (this.#takeLetter(end)) return undefined;
    for (let isFirst = true; ; isFirst = false) {
      const from = this.at;
      const wanted = one();
      if (wanted !== undefined) return isFirst && this.at === from ? first : wanted;
      this.#take(BLANK);
      if (this.#takeLetter(end)) return undefined;
      if (!this.#takeLetter(',')) return next;
    }
  }

  #member(): Wanted | undefined {
    this.#take(BLANK);
    if (!this.#take(TEXT)) return 'name';
    this.#take(BLANK);
    return this.#takeLetter(':') ? this.value('value') : 'colon';
  }

  #take(what: RegExp): boolean {
    what.lastIndex = this.at;
    const isThere = what.test(this.#text);
    if (isThere) this.at = what.lastIndex;
    return isThere;
  }

  #takeLetter(letter: string): boolean {
    const isThere = this.#text[this.at] === letter;
    if (isThere) this.at++;
    return isThere;
  }
}
