import { fromHex, toHex, utf8 } from '../bytes.ts';
import { CATEGORIES, type Categories, type CategoryCode, categoryCodes } from '../categories.ts';
import { CustosError } from '../errors.ts';
import { domainHash } from '../hash.ts';
import { type Address, type Digest, ZERO_DIGEST } from '../ids.ts';
import { plainText } from '../plain-text.ts';
import { purposeWords } from '../purposes.ts';
import { FUTURE_GROUP_MEMBERS, IDENTIFIABLE_ITEMS, readGrantee, type Terms } from '../terms.ts';
import { unansweredUses } from '../use-answers.ts';
import { ENGLISH } from './en.ts';
import { PORTUGUESE } from './pt.ts';
import { type NarrowingAct, REGARDLESS } from './regardless.ts';
import type { ConsentSentences } from './sentences.ts';

export const LANGUAGES = ['en', 'pt'] as const;
export type Language = (typeof LANGUAGES)[number];

const SENTENCES: Readonly<Record<Language, ConsentSentences>> = { en: ENGLISH, pt: PORTUGUESE };

/** The language of a locale (`pt_PT.UTF-8`, `pt-BR`), as far as there are texts in it; else English. */
export function languageOf(locale: string): Language {
  const wanted = locale.toLowerCase().split(/[_.@-]/)[0];
  return LANGUAGES.find((language) => language === wanted) ?? 'en';
}

/** What people call what the terms name by digests. What is left out has no name, and goes by its number. */
export interface ConsentNames {
  readonly holder?: string | undefined;
  /** Of the member or group. */
  readonly grantee?: string | undefined;
  readonly dataset?: string | undefined;
  /** Its first line, empty where it has none, and the second of its publication. */
  readonly notice?: { readonly title: string; readonly published: number } | undefined;
}

/** What is signed, but for the salt, which binds the text. */
export type SaidTerms = Omit<Terms, 'salt'>;

/** A consent as a patient reads it. */
export interface ConsentText {
  readonly language: Language;
  readonly names: ConsentNames;
  readonly lines: readonly string[];
  /** The lines, each ended by a line feed. */
  readonly text: string;
}

/** What patients call the kinds of data that they can leave out, by their codes, in the order of the table. */
export function leftOutWords(language: Language): readonly { readonly code: CategoryCode; readonly words: string }[] {
  return CATEGORIES.map(({ code }) => ({ code, words: SENTENCES[language].leftOut.category[code] }));
}

/** What a bitmap of sensitive categories says, in the words by which they can be left out, in the order of the table; bits that this version
 *  does not know by their number. */
export function sensitiveWords(categories: Categories, language: Language): readonly string[] {
  const said = SENTENCES[language];
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => ((categories >>> bit) & 1) === 1)
    .map((bit) => {
      const known = CATEGORIES.find((row) => row.bit === bit);
      return known === undefined ? said.leftOut.unknown(bit) : said.leftOut.category[known.code];
    });
}

/** The lines that are of this consent alone: whom and what it is for, for which use, from when and under which text. */
export function ownLines({ lines, language }: Pick<ConsentText, 'lines' | 'language'>): readonly string[] {
  return lines.slice(1, lines.indexOf(SENTENCES[language].treatment));
}

/** The line that says from when until when it counts: it stands before what it was given under. */
export function periodLine({ lines, language }: Pick<ConsentText, 'lines' | 'language'>): string | undefined {
  return lines[lines.indexOf(SENTENCES[language].treatment) - 2];
}

const DAY = 86_400;
/** As readers would take for the quotes around a name. */
const QUOTES = /[“”„‟«»"]/g;

/** The text of a consent. Different terms have different texts in each language, as far as what they name has different names.
 *  INPUT_INVALID for terms that hold what this version has no words for: nobody signs what cannot be said. */
export function consentText(terms: SaidTerms, holder: Address, names: ConsentNames, language: Language): ConsentText {
  const said = SENTENCES[language];
  const quoted = (name: string) => said.quoted(plainText(name).replace(QUOTES, "'"));
  const at = names.holder === undefined ? said.unnamed.organisation(holder) : quoted(names.holder);
  const lines = [
    said.title,
    begun(granteeLine(said, terms, at, names.grantee === undefined ? undefined : quoted(names.grantee))),
    ...futureLines(said, terms),
    terms.scope === ZERO_DIGEST
      ? said.scope.all(at)
      : said.scope.dataset(names.dataset === undefined ? said.unnamed.dataset(terms.scope) : quoted(names.dataset)),
    said.identifiable[(terms.options & IDENTIFIABLE_ITEMS) === 0 ? 'no' : 'yes'],
    ...useLines(said, terms),
    ...leftOutLines(said, terms),
    said.period(moment(said, terms.from), moment(said, terms.until + 1, terms.until)),
    noticeLine(said, terms, names.notice, quoted),
    said.treatment,
    said.changeOfMind,
    ...regardlessLines(said, 'withdrawal'),
  ];
  const text = lines.map((line) => `${line}\n`).join('');
  return { language, names, lines, text };
}

/** What goes on whatever a patient withholds, and that its treatment does: to be shown before the act and after. */
export function regardlessText(act: NarrowingAct, language: Language): string[] {
  const said = SENTENCES[language];
  return [said.treatment, ...regardlessLines(said, act)];
}

/** The salt of terms that were shown as that text, so that whoever signs them signs the text. Nobody learns anything of it without
 *  the nonce, which MUST be random. */
export function saltOf(nonce: Digest, text: string): Digest {
  return toHex(domainHash('consent-salt', fromHex(nonce, 32), domainHash('consent-text', utf8(text)))) as Digest;
}

function granteeLine(said: ConsentSentences, terms: SaidTerms, holder: string, name: string | undefined): string {
  const grantee = readGrantee(terms.grantee);
  if (grantee.kind === 'any') return said.grantee.any(holder);
  if (grantee.kind === 'group') return said.grantee.group(holder, name ?? said.unnamed.group(grantee.group));
  return said.grantee.member(holder, name ?? said.unnamed.organisation(grantee.member));
}

function futureLines(said: ConsentSentences, { grantee, options }: SaidTerms): string[] {
  if ((options & FUTURE_GROUP_MEMBERS) !== 0) return [said.futureMembers.yes];
  return readGrantee(grantee).kind === 'group' ? [said.futureMembers.no] : [];
}

function useLines(said: ConsentSentences, { purposes }: SaidTerms): string[] {
  const { permission, modifiers, unknown } = purposeWords(purposes);
  if (unknown !== 0n) throw unsayable();
  return [
    said.permission[permission],
    ...modifiers.map((code) => said.modifier[code]),
    ...unansweredUses(modifiers, {}).map((use) => said.allowed[use]),
  ];
}

function leftOutLines(said: ConsentSentences, { excluded }: SaidTerms): string[] {
  if (excluded === 0) return [said.leftOut.nothing];
  const known = CATEGORIES.reduce((sum, { bit }) => (sum | (1 << bit)) >>> 0, 0);
  if ((excluded & ~known) !== 0) throw unsayable();
  return [said.leftOut.head, ...categoryCodes(excluded).map((code) => `- ${said.leftOut.category[code]}`)];
}

function noticeLine(
  said: ConsentSentences,
  { notice }: SaidTerms,
  name: ConsentNames['notice'],
  quoted: (name: string) => string,
): string {
  if (name === undefined) return said.unnamed.notice(notice);
  const published = day(said, name.published);
  return name.title === '' ? said.notice.untitled(published) : said.notice.titled(quoted(name.title), published);
}

function regardlessLines(said: ConsentSentences, act: NarrowingAct): string[] {
  const { head, copies, basis, emergency, anonymous } = said.regardless;
  const { bases, emergency: isOpen } = REGARDLESS[act];
  const items = [copies, ...bases.map((one) => basis[one]), ...(isOpen ? [emergency] : []), anonymous];
  return [head[act], ...items.map((item) => `- ${item}`)];
}

/** A second; as a day in words where a day begins or, of an end, is over with it. */
function moment(said: ConsentSentences, boundary: number, seconds = boundary): string {
  if (boundary % DAY === 0) return day(said, seconds);
  const time = new Date(seconds * 1000);
  if (Number.isNaN(time.getTime())) throw unsayable();
  return said.at(day(said, seconds), time.toISOString().slice(11, 19));
}

function day({ locale }: ConsentSentences, seconds: number): string {
  const time = new Date(seconds * 1000);
  if (Number.isNaN(time.getTime())) throw unsayable();
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(time);
}

/** What stands for a name may begin small. */
function begun(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function unsayable(): CustosError {
  return new CustosError(
    'INPUT_INVALID',
    'The consent says something that this version of Custos has no words for. Nothing was signed; update Custos.',
  );
}
