import { type Categories, type CategoryCode, categoriesOf } from '../core/categories.ts';
import { type Terms, VOCABULARY } from './sensitive-word-table.ts';

/** Beside a word stands no letter of a script that parts words by spaces; digits, signs, ideographs and kana may. */
const LETTERS_BESIDE = 'A-Za-z\\u00c0-\\u024f\\u0370-\\u052f';
const START = `(?<![${LETTERS_BESIDE}])`;
const END = `(?![${LETTERS_BESIDE}])`;
const ALONE = '(?<![\\u3400-\\u9fff])';
const ACRONYM = /^(?=.*[A-Z].*[A-Z])[A-Za-z]+$/;

/** Patterns of one kind each: for texts in lower case, as they are written, and in any other script than Latin. */
interface Patterns {
  readonly words: string[];
  readonly stems: string[];
  readonly parts: string[];
  readonly acronyms: string[];
  readonly ideographs: string[];
}

function patternsOf(terms: Terms): Patterns {
  const found: Patterns = { words: [], stems: [], parts: [], acronyms: [], ideographs: [] };
  for (const [language, list] of Object.entries(terms))
    for (const term of list.split(',').map((one) => one.trim().replace(/\s+/g, ' '))) {
      const pattern = patternOf(term);
      if (language === 'ja' || language === 'zh') found.ideographs.push(folded(term).replace('^', ALONE));
      else if (ACRONYM.test(term)) found.acronyms.push(term);
      else if (term.startsWith('*')) found.parts.push(pattern);
      else if (term.endsWith('*')) found.stems.push(pattern);
      else found.words.push(pattern);
    }
  return found;
}

/** The pattern of a term, which finds it in a text that was folded. */
function patternOf(term: string): string {
  return folded(term)
    .replaceAll('*', '')
    .replace(/\((?!\?)/g, '(?:')
    .replaceAll(' ', '[\\s-]?')
    .replaceAll('#', '\\d{1,2}');
}

/** In lower case, umlauts and ligatures as two letters, without accents. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  if (!MARKED.test(lower)) return lower;
  return lower
    .normalize('NFC')
    .replace(/[äöüßœæ’]/g, (one) => LETTERS[one] ?? one)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
}

/** Letters with marks, of Latin, Greek and Cyrillic, and marks of their own. */
const MARKED = /[\u00c0-\u052f\u1e00-\u1fff’]/;
const LETTERS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', œ: 'oe', æ: 'ae', '’': "'" };
/** What Japanese and Chinese are written with; half-width forms are folded. */
const IDEOGRAPHS = /[\u3040-\u30ff\u3400-\u9fff]/;

interface Rule {
  readonly category: Categories;
  /** For folded texts. */
  readonly pattern: RegExp;
  /** For texts as they are written; null where no acronym tells the category. */
  readonly acronym: RegExp | null;
  readonly ideograph: RegExp | null;
  readonly not: RegExp | null;
}

const PATTERNS = Object.entries(VOCABULARY).map(([category, { terms, not }]) => ({
  category: categoriesOf([category as CategoryCode]),
  not: not ?? null,
  patterns: patternsOf(terms),
}));

const RULES: readonly Rule[] = PATTERNS.map(({ category, not, patterns }) => ({
  category,
  not,
  pattern: anyOf(patterns),
  acronym: anyAcronym(patterns.acronyms),
  ideograph: patterns.ideographs.length === 0 ? null : new RegExp(patterns.ideographs.join('|')),
}));

/** What most texts have nothing of. */
const ALL: Patterns = {
  words: PATTERNS.flatMap(({ patterns }) => patterns.words),
  stems: PATTERNS.flatMap(({ patterns }) => patterns.stems),
  parts: PATTERNS.flatMap(({ patterns }) => patterns.parts),
  acronyms: PATTERNS.flatMap(({ patterns }) => patterns.acronyms),
  ideographs: [],
};
const ANY = anyOf(ALL);
const ANY_ACRONYM = anyAcronym(ALL.acronyms);

function anyOf({ words, stems, parts }: Patterns): RegExp {
  const alone = words.length === 0 ? [] : [`${START}(?:${byInitial(words)})s?${END}`];
  const begun = stems.length === 0 ? [] : [`${START}(?:${byInitial(stems)})`];
  const within = parts.length === 0 ? [] : [byInitial(parts)];
  return new RegExp([...alone, ...begun, ...within].join('|'));
}

function anyAcronym(acronyms: readonly string[]): RegExp | null {
  return acronyms.length === 0 ? null : new RegExp(`${START}(?:${acronyms.join('|')})s?${END}`);
}

/** Alternatives that share their first letters as one: an expression tries its alternatives in turn. */
function byInitial(patterns: Iterable<string>, depth = 3): string {
  const initials = Map.groupBy(new Set(patterns), (pattern) => /^[a-z](?![?*+])/.exec(pattern)?.[0] ?? '');
  return [...initials]
    .flatMap(([initial, all]) => {
      if (initial === '' || all.length === 1) return all;
      const rests = all.map((one) => one.slice(1));
      return [`${initial}(?:${depth === 1 ? rests.join('|') : byInitial(rests, depth - 1)})`];
    })
    .join('|');
}

/** The categories that the words of a text tell. `text` comes from `plainText`. */
export function wordLabels(text: string): Categories {
  const lower = folded(text);
  const ideographs = IDEOGRAPHS.test(lower);
  const words = ANY.test(lower);
  const acronyms = ANY_ACRONYM?.test(text) === true;
  if (!ideographs && !words && !acronyms) return 0;
  let found = 0;
  for (const { category, pattern, acronym, ideograph, not } of RULES) {
    if (ideographs && ideograph?.test(lower) === true) found |= category;
    else if (words && isSaid(pattern, lower, not)) found |= category;
    else if (acronyms && acronym !== null && isSaid(acronym, text, not)) found |= category;
  }
  return found >>> 0;
}

function isSaid(pattern: RegExp, text: string, not: RegExp | null): boolean {
  return pattern.test(text) && (not === null || pattern.test(text.replace(not, ' ')));
}

const PLAIN = /^[A-Za-z0-9 .,:;()/'+-]*$/;
const TAG = /<\/?([a-z][a-z0-9]*)/iy;
const INLINE = /^(?:a|abbr|b|big|em|font|i|ins|mark|s|small|span|strong|sub|sup|u)$/i;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  ndash: '-',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
};

/** A text as words are looked for in it: in Unicode NFC, without tags, entities and invisible
 *  characters, with one kind of hyphen and space. */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text;
  const marked = text.includes('<') || text.includes('&') ? withoutMarkup(text) : text;
  return marked
    .normalize('NFKC')
    .replace(/[\p{Cf}]/gu, '')
    .replace(/\p{Pd}/gu, '-')
    .replace(/\s+/gu, ' ');
}

function withoutMarkup(text: string): string {
  return withoutTags(withoutComments(text)).replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );
}

/** By looking for each end once: an expression would look for it anew from each beginning. */
function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = text.indexOf('<!--'); at !== -1; at = text.indexOf('<!--', from)) {
    const end = text.indexOf('-->', at + 4);
    if (end === -1) break;
    kept += text.slice(from, at);
    from = end + 3;
  }
  return kept + text.slice(from);
}

/** As above. Tags between which a word goes on leave nothing, others a space. */
function withoutTags(text: string): string {
  let kept = '';
  let from = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', Math.max(from, at + 1))) {
    TAG.lastIndex = at;
    const name = TAG.exec(text)?.[1];
    if (name === undefined) continue;
    const end = text.indexOf('>', at);
    if (end === -1) break;
    kept += text.slice(from, at) + (INLINE.test(name) ? '' : ' ');
    from = end + 1;
  }
  return kept + text.slice(from);
}
