import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalBytes, toHex, utf8 } from '../../src/core/bytes.ts';
import { CATEGORIES } from '../../src/core/categories.ts';
import {
  type ConsentNames,
  consentText,
  LANGUAGES,
  type Language,
  languageOf,
  regardlessText,
  type SaidTerms,
  saltOf,
} from '../../src/core/consent-text/consent-text.ts';
import { ENGLISH as ENGLISH_TEXT } from '../../src/core/consent-text/en.ts';
import { ENGLISH_DECISIONS } from '../../src/core/consent-text/en-decisions.ts';
import { PORTUGUESE as PORTUGUESE_TEXT } from '../../src/core/consent-text/pt.ts';
import { PORTUGUESE_DECISIONS } from '../../src/core/consent-text/pt-decisions.ts';
import { NARROWING_ACTS } from '../../src/core/consent-text/regardless.ts';
import { domainHash, sha256 } from '../../src/core/hash.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';
import { MODIFIERS, PERMISSIONS } from '../../src/core/purpose-table.ts';
import { purposesOf } from '../../src/core/purposes.ts';
import { FUTURE_GROUP_MEMBERS, IDENTIFIABLE_ITEMS, memberGrantee } from '../../src/core/terms.ts';
import { hexOf } from './samples.ts';

const ENGLISH = { ...ENGLISH_TEXT, decisions: ENGLISH_DECISIONS };
const PORTUGUESE = { ...PORTUGUESE_TEXT, decisions: PORTUGUESE_DECISIONS };

const HOLDER = hexOf('aa', 20) as Address;
const MEMBERS = ['b1', 'b2'].map((byte) => memberGrantee(hexOf(byte, 20) as Address));
const GROUPS = ['c1', 'c2'].map((byte) => hexOf(byte, 32) as Digest);
const DATASETS = ['d1', 'd2'].map((byte) => hexOf(byte, 32) as Digest);
const NOTICES = ['e1', 'e2'].map((byte) => hexOf(byte, 32) as Digest);
const DAY = 86_400;
const BASE: SaidTerms = {
  notice: NOTICES[0] as Digest,
  grantee: ZERO_DIGEST,
  scope: ZERO_DIGEST,
  purposes: purposesOf(['HMB']),
  excluded: 0,
  from: 1_764_547_200,
  until: 1_764_547_200 + 365 * DAY - 1,
  options: 0,
};
const CALLED: Readonly<Record<string, string>> = Object.fromEntries(
  [...MEMBERS, ...GROUPS, ...DATASETS, ...NOTICES].map((id, i) => [id, `Name ${String.fromCharCode(65 + i)}`]),
);

function namesOf({ grantee, scope, notice }: SaidTerms): ConsentNames {
  const named = { title: CALLED[notice] ?? '', published: 1_764_547_200 };
  return { holder: 'Hospital', grantee: CALLED[grantee], dataset: CALLED[scope], notice: named };
}

const textOf = (terms: SaidTerms, language: Language) => consentText(terms, HOLDER, namesOf(terms), language).text;

/** Each choice for itself, beside the base. */
const CHANGES: readonly (readonly [what: string, change: Partial<SaidTerms>])[] = [
  ...PERMISSIONS.filter(({ code }) => code !== 'HMB').map(
    ({ code }) => [`permission ${code}`, { purposes: purposesOf([code]) }] as const,
  ),
  ...MODIFIERS.map(({ code }) => [`modifier ${code}`, { purposes: purposesOf(['HMB', code]) }] as const),
  ...CATEGORIES.map(({ code, bit }) => [`without ${code}`, { excluded: (1 << bit) >>> 0 }] as const),
  ...MEMBERS.map((grantee) => [`member ${grantee}`, { grantee }] as const),
  ...GROUPS.map((grantee) => [`group ${grantee}`, { grantee }] as const),
  ...GROUPS.map((grantee) => [`group ${grantee} and later`, { grantee, options: FUTURE_GROUP_MEMBERS }] as const),
  ['members who join later', { options: FUTURE_GROUP_MEMBERS }],
  ...DATASETS.map((scope) => [`dataset ${scope}`, { scope }] as const),
  ['identifying data', { options: IDENTIFIABLE_ITEMS }],
  ['a later beginning', { from: BASE.from + DAY }],
  ['a beginning within the day', { from: BASE.from + 1 }],
  ['an earlier end', { until: BASE.until - DAY }],
  ['an end within the day', { until: BASE.until - 1 }],
  ['another information text', { notice: NOTICES[1] as Digest }],
];

describe.each(LANGUAGES)('the text of a consent (%s)', (language) => {
  it.each(CHANGES)('says otherwise with %s', (_, change) => {
    expect(textOf({ ...BASE, ...change }, language)).not.toBe(textOf(BASE, language));
  });

  it('is never the same for two of these choices', () => {
    const texts = CHANGES.map(([, change]) => textOf({ ...BASE, ...change }, language));
    expect(new Set(texts).size).toBe(CHANGES.length);
  });

  it('is never the same for two choices, whatever is chosen beside', () => {
    const terms = fc.record({
      notice: fc.constantFrom(...NOTICES),
      grantee: fc.constantFrom(ZERO_DIGEST, ...MEMBERS, ...GROUPS),
      scope: fc.constantFrom(ZERO_DIGEST, ...DATASETS),
      purposes: fc
        .tuple(
          fc.constantFrom(...PERMISSIONS.map(({ code }) => code)),
          fc.subarray(MODIFIERS.map(({ code }) => code as string)),
        )
        .map(([permission, modifiers]) => purposesOf([permission, ...modifiers])),
      excluded: fc
        .subarray(CATEGORIES.map(({ bit }) => bit as number))
        .map((bits) => bits.reduce((sum, bit) => (sum | (1 << bit)) >>> 0, 0)),
      from: fc.integer({ min: BASE.from, max: BASE.from + 3 * DAY }),
      until: fc.integer({ min: BASE.until - 3 * DAY, max: BASE.until }),
      options: fc.integer({ min: 0, max: 3 }),
    });
    const same = (one: SaidTerms, other: SaidTerms) =>
      Object.keys(BASE).every((key) => one[key as keyof SaidTerms] === other[key as keyof SaidTerms]);
    fc.assert(
      fc.property(terms, terms, fc.constantFrom(...Object.keys(BASE)), (one, other, kept) => {
        // Neighbours, too: alike in all but one member.
        const near = { ...one, [kept]: other[kept as keyof SaidTerms] };
        for (const two of [other, near]) {
          expect(textOf(one, language) === textOf(two, language)).toBe(same(one, two));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says of training, commerce and other countries what is allowed, and what is not', () => {
    const { allowed, modifier } = language === 'en' ? ENGLISH : PORTUGUESE;
    const with_ = (...codes: string[]) => textOf({ ...BASE, purposes: purposesOf(['GRU', ...codes]) }, language);
    for (const [use, codes] of [
      ['aiTraining', ['NAI']],
      ['commercial', ['NCOM', 'NCU', 'NPUNCU']],
      ['transferAbroad', ['NTX']],
    ] as const) {
      expect(with_()).toContain(allowed[use]);
      for (const code of codes) {
        expect(with_(code)).toContain(modifier[code]);
        expect(with_(code)).not.toContain(allowed[use]);
      }
    }
  });

  it('says names and dates in words, and no id or code where a name is known', () => {
    const terms = { ...BASE, grantee: MEMBERS[0] as Digest, scope: DATASETS[1] as Digest, excluded: 1 };
    const text = textOf({ ...terms, purposes: purposesOf(['DS', 'NPUNCU', 'NAI']) }, language);
    for (const name of ['Hospital', 'Name A', 'Name F', 'Name G']) expect(text).toContain(name);
    expect(text).toContain(language === 'en' ? '1 December 2025' : '1 de dezembro de 2025');
    expect(text).not.toMatch(/0x|NPUNCU|NAI|\bDS\b|PSY|\d{4}-\d\d/);
  });

  it('says that treatment stays, that one may change one’s mind, and what goes on', () => {
    const said = language === 'en' ? ENGLISH : PORTUGUESE;
    const text = textOf(BASE, language);
    const { copies, basis, emergency, anonymous } = said.regardless;
    for (const line of [said.treatment, said.changeOfMind, copies, ...Object.values(basis), emergency, anonymous]) {
      expect(text).toContain(line);
    }
  });

  it('lets no name begin a line or close its own quotes', () => {
    const { open, close } = language === 'en' ? { open: '“', close: '”' } : { open: '«', close: '»' };
    const name = `A${close}\nNo kind of data is left out. ${open}B`;
    const terms = { ...BASE, grantee: MEMBERS[0] as Digest };
    const { lines, text } = consentText(terms, HOLDER, { ...namesOf(terms), grantee: name }, language);
    expect(lines).toHaveLength(consentText(terms, HOLDER, namesOf(terms), language).lines.length);
    expect(text.split('\n')).toHaveLength(lines.length + 1);
    expect(lines[1]?.split(close)).toHaveLength(3);
  });

  it('names by its number what has no name, and never two things alike', () => {
    const { notice: _, ...names } = namesOf(BASE);
    const unnamed = [...MEMBERS, ...GROUPS].map(
      (grantee) => consentText({ ...BASE, grantee }, HOLDER, { ...names, grantee: undefined }, language).text,
    );
    const scopes = DATASETS.map((scope) => consentText({ ...BASE, scope }, HOLDER, { holder: 'H' }, language).text);
    const notices = NOTICES.map((notice) => consentText({ ...BASE, notice }, HOLDER, names, language).text);
    expect(new Set([...unnamed, ...scopes, ...notices]).size).toBe(8);
    expect(unnamed[0]).toContain(hexOf('b1', 20));
  });

  it.each([
    ['a purpose', { purposes: BASE.purposes | (1n << 60n) }],
    ['a category', { excluded: 1 << 30 }],
    ['a date', { until: 2 ** 48 - 2 }],
  ])('is refused where there are no words for %s', (_, change) => {
    expect(() => textOf({ ...BASE, ...change }, language)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  it('has no sentence twice', () => {
    const { permission, modifier, allowed, leftOut, regardless } = language === 'en' ? ENGLISH : PORTUGUESE;
    const { head, basis } = regardless;
    const all = [permission, modifier, allowed, leftOut.category, head, basis].flatMap((one) => Object.values(one));
    expect(new Set(all).size).toBe(all.length);
    expect(all.every((line) => line.trim() === line && line.length > 3)).toBe(true);
  });

  it('says after each way to narrow that treatment stays, and the ways differ', () => {
    const said = NARROWING_ACTS.map((act) => regardlessText(act, language));
    expect(new Set(said.map(([first]) => first)).size).toBe(1);
    expect(new Set(said.map((lines) => lines.join())).size).toBe(NARROWING_ACTS.length);
  });
});

/** Each place where a language has a sentence, with the sentence as it is with these words. */
function sentencesIn(of: unknown, at: readonly string[] = []): (readonly [string, string])[] {
  if (typeof of === 'string') return [[at.join('.'), of]];
  if (typeof of === 'function')
    return [2, undefined].map((words) => [`${at.join('.')}()`, String(of(words, words, words, words))]);
  return Object.entries(of as object).flatMap(([key, one]) => sentencesIn(one, [...at, key]));
}

describe('the languages', () => {
  const [english, portuguese] = [ENGLISH, PORTUGUESE].map((one) => sentencesIn(one)) as [
    (readonly [string, string])[],
    (readonly [string, string])[],
  ];

  it('have each sentence, in the same places', () => {
    expect(portuguese.map(([at]) => at).sort()).toEqual(english.map(([at]) => at).sort());
    for (const [at, text] of [...english, ...portuguese]) expect([at, text.trim()]).not.toEqual([at, '']);
  });

  it('say each in words of their own', () => {
    const theirs = new Map(portuguese);
    // A name stands between quotes, and at a time of day, in both.
    const alike = english.filter(([at, text]) => theirs.get(at) === text).map(([at]) => at);
    expect(alike).toEqual([]);
  });

  it('name by the same codes what a permission and a modifier say in few words', () => {
    for (const { permissionLabel, modifierLabel } of [ENGLISH.decisions, PORTUGUESE.decisions]) {
      expect(Object.keys(permissionLabel)).toEqual(PERMISSIONS.map(({ code }) => code));
      expect(Object.keys(modifierLabel).sort()).toEqual(MODIFIERS.map(({ code }) => code).sort());
    }
  });
});

describe('what a signature binds', () => {
  const nonce = hexOf('77', 32) as Digest;

  it('is the text: another text, or another nonce, is another salt', () => {
    const text = textOf(BASE, 'en');
    const salts = [saltOf(nonce, text), saltOf(nonce, `${text} `), saltOf(hexOf('78', 32) as Digest, text)];
    expect(new Set(salts).size).toBe(3);
  });

  it('is the salt that docs/formats.md says', () => {
    const text = textOf(BASE, 'pt');
    const inner = sha256(utf8('custos/consent-text/v1\0'), utf8(text));
    const salt = sha256(utf8('custos/consent-salt/v1\0'), new Uint8Array(32).fill(0x77), inner);
    expect(saltOf(nonce, text)).toBe(toHex(salt));
    expect(equalBytes(domainHash('consent-text', utf8(text)), inner)).toBe(true);
  });
});

it.each([
  ['pt_PT.UTF-8', 'pt'],
  ['PT-br', 'pt'],
  ['en_GB', 'en'],
  ['de_DE.UTF-8', 'en'],
  ['C.UTF-8', 'en'],
  ['', 'en'],
])('finds the language of the locale %j', (locale, language) => {
  expect(languageOf(locale)).toBe(language);
});
