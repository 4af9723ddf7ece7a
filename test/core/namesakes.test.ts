import { describe, expect, it } from 'vitest';
import { distinctNames, isNamesake } from '../../src/core/namesakes.ts';
import { disguiseOf } from '../../src/core/skeleton.ts';
import { checkName, nameOfOthers } from '../../src/core/spoken-name.ts';

describe('a name that looks Latin and is written in another alphabet', () => {
  it.each([
    ['Cyrillic', 'АОК'],
    ['Cyrillic', 'Росѕу'],
    ['Cyrillic', 'СОВА 1'],
    ['Cyrillic', 'Ѕё'],
    ['Cyrillic', 'Heart Institute АОК'],
    ['Cyrillic', 'А О К'],
    ['Greek', 'ΑΤΤΙΚΟΝ'],
    ['Greek', 'ΙΚΑ-2'],
    ['Cherokee', 'ᎪᏴᏟ'],
    ['Lisu', 'ꓮꓳꓗ'],
    ['Armenian', 'ՍՕՏ'],
  ])('is told to be in %s letters and taken for nobody’s: %j', (alphabet, name) => {
    expect(disguiseOf(name)).toBe(alphabet);
    expect(() => checkName(name, 'The name')).toThrow(
      `The name looks like Latin letters and is written in ${alphabet} ones, so that people would take it for another’s.`,
    );
    expect(nameOfOthers(name)).toBeUndefined();
  });

  it.each([
    'АОК София',
    'ВМА „Света Марина“',
    'Пирогов',
    'Болница Рила',
    'Сова',
    'Αττικόν',
    'ΝΟΣΟΚΟΜΕΙΟ ΑΤΤΙΚΟΝ',
    'ΑΧΕΠΑ',
    'Νοσοκομείο Athens',
    'TNF-α',
    'Interferon α 2',
    '3α-Reductase',
    'µ-Lab',
    'Kaʻahumanu',
    'Oʻzbekiston',
    'סוס',
    'مستشفى',
    '東京Hospital',
    'ソウル대학교',
    'Երևան',
    'ქართული',
    'Łódź',
    'Ærø',
    '2026',
  ])('is none that shows by a letter what it is: %j', (name) => {
    expect(disguiseOf(name)).toBeUndefined();
    expect(checkName(name, 'The name')).toBe(name.normalize('NFC'));
  });
});

describe('two names', () => {
  it.each([
    ['AOK', 'АОК'],
    ['City', 'СІТУ'],
    ['cope', 'соре'],
    ['ПРОФ', 'ΠΡΟΦ'],
    ['Phase 1', 'Phase I'],
    ['Phase 1', 'phase l'],
    ['Ward 10', 'WARD 1O'],
    ['Interferon α', 'Interferon a'],
    ['Modern Clinic', 'Modem Clinic'],
    ['Straße Nord', 'STRASSE  nord'],
    ['Charité', 'Charite\u0301'],
    ['Ｃlinic １', 'clinic 1'],
  ])('are one for whoever reads them: %j and %j', (one, other) => {
    expect([isNamesake(one, other), isNamesake(other, one)]).toEqual([true, true]);
    expect(distinctNames([one, other, 'Neurology'])).toEqual(new Set(['Neurology']));
  });

  it.each([
    ['Mali', 'Mall'],
    ['Łódź', 'Lodz'],
    ['Clinic 1', 'Clinic 10'],
    ['Phase 1', 'Phase 2'],
    ['Болница Рила', 'Болница Пирин'],
    ['Αττικόν', 'Attikon'],
  ])('are two where they look different: %j and %j', (one, other) => {
    expect(isNamesake(one, other)).toBe(false);
    expect(distinctNames([one, other])).toEqual(new Set([one, other]));
  });
});

it('the same name twice is nobody’s own', () => {
  expect(distinctNames(['Clinic', 'Clinic', 'Ward'])).toEqual(new Set(['Ward']));
});
