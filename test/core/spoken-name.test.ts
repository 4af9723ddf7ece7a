import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Digest, ZERO_DIGEST } from '../../src/core/ids.ts';
import { newOrganisation, opensOrganisation, organisationCommitment } from '../../src/core/organisation.ts';
import { checkName, nameKey, nameOfOthers } from '../../src/core/spoken-name.ts';

describe('a name', () => {
  it.each([
    ['Café', 'CAFE\u0301'],
    ['Straße Nord', 'strasse  nord'],
    ['ΟΔΟΣ', 'οδος'],
    ['Ｃlinic １', 'clinic 1'],
    [' Clinic\u00a0East ', 'clinic east'],
    ['Charité', 'Charité\u3164'],
    ['Charité', 'Cha\u200crité\ufe0f\u034f'],
    ['Charité', '\u2800Charité\uffa0\u{e0101}\u{1d173}'],
  ])('is one however it is spelled: %j and %j', (a, b) => {
    expect(nameKey(a)).toBe(nameKey(b));
  });

  it('is another one where a letter is another', () => {
    expect(nameKey('Łódź')).not.toBe(nameKey('Lodz'));
    expect(nameKey('Clinic 1')).not.toBe(nameKey('Clinic 10'));
  });

  it('is kept composed, without blanks at its ends or doubled', () => {
    expect(checkName('  Cafe\u0301   Nord ', 'It')).toBe('Café Nord');
  });

  it.each([
    'Universität Nürnberg',
    'Больница №1',
    'β-Blocker Study',
    'Νοσοκομείο Αθηνών',
    '北京医院 2',
    'بیمارستان',
    '1234',
    'آزمایشگاه\u200cهای تهران',
    'می\u0651\u200cخواهم',
    'क्\u200dष',
    'क्\u200cष',
    'ශ්\u200dරී ලංකා',
    '葛\u{e0100}城',
  ])('may be %j', (text) => {
    expect(checkName(text, 'It')).toBe(text);
    expect(nameOfOthers(text)).toBe(text);
  });

  it.each(['0x49d57c1f', '0Xabc', '\u3164', '\u2800 ', 'Сharité', 'Chаrité', 'Clinicα', 'a\nb'])(
    'is refused, and not shown of others, as %j',
    (text) => {
      expect(() => checkName(text.replace('\n', '\u0000'), 'It')).toThrow(/^It /);
      expect(nameOfOthers(text.replace('\n', '\u0000'))).toBeUndefined();
    },
  );

  it('is not shown of others where it is not as it is kept', () => {
    expect(['a\nb', 'a  b', ' a', 'Cafe\u0301'].map(nameOfOthers)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each(['any', 'Any', ' ALL ', 'none', 'Nobody', 'ａｎｙ'])('is no word with a meaning of its own: %j', (text) => {
    expect(() => checkName(text, 'It')).toThrow(/^It must not be “.*”, which has a meaning of its own/);
    expect(checkName(`${text} Clinic`, 'It')).toMatch(/ Clinic$/);
  });

  it.each(['', ' ', 'x'.repeat(201)])('refuses %j', (text) => {
    expect(() => checkName(text, 'It')).toThrow(/^It /);
  });

  it.each([
    ['a control', 'a\u0000b', 'a'],
    ['what turns text round', 'a\u202eb', 'a'],
    ['an isolate of direction', 'a\u2067b\u2069', 'a'],
    ['a blank without width', 'a\u200bb', 'a'],
    ['a joiner of words', 'a\u2060b', 'a'],
    ['a joiner between Latin letters', 'Cha\u200crité', 'a'],
    ['a joiner after a letter that does not join', 'کار\u200cها', 'ر'],
    ['a joiner at the end', 'آزمایشگاه\u200c', 'ه'],
    ['two joiners', 'گاه\u200c\u200cها', 'ه'],
    ['a joiner without a virama', 'क\u200dष', 'क'],
    ['a selector of a form that is none', 'Charité\ufe0f', 'é'],
    ['a selector of ideographs after another letter', 'a\u{e0100}', 'a'],
    ['a tag', 'a\u{e0041}b', 'a'],
    ['a letter that is blank', 'Charité\u3164', 'é'],
    ['a blank of Braille', 'a\u2800b', 'a'],
    ['a joiner of graphemes', 'a\u034fb', 'a'],
    ['half a character', 'a\ud800b', 'a'],
    ['a joiner after a letter with two marks', 'Charite\u0301\u094d\u200d', 'é\u094d'],
  ])('holds nothing unseen that means nothing there, also where nobody has its like: %s', (_, text, named) => {
    expect(() => checkName(text, 'It')).toThrow(`It holds an invisible character after “${named}”.`);
    expect(nameOfOthers(text)).toBeUndefined();
  });
});

describe('the commitment of an organisation', () => {
  it('is SHA-256 over its domain, the salt and the name', () => {
    const salt = `0x${'01'.repeat(32)}` as Digest;
    const bytes = Buffer.concat([
      Buffer.from('custos/organisation/v1\0'),
      Buffer.alloc(32, 1),
      Buffer.from('Klinik Ö'),
    ]);
    const expected = `0x${createHash('sha256').update(bytes).digest('hex')}`;
    expect(organisationCommitment({ name: 'Klinik Ö', salt })).toBe(expected);
  });

  it('opens by its own name and salt alone, and never where there is none', () => {
    const named = newOrganisation('Clinic');
    const commitment = organisationCommitment(named);
    expect(opensOrganisation(commitment, named)).toBe(true);
    expect(opensOrganisation(commitment, newOrganisation('Clinic'))).toBe(false);
    expect(opensOrganisation(commitment, { ...named, name: 'Clinics' })).toBe(false);
    expect(opensOrganisation(ZERO_DIGEST, named)).toBe(false);
  });
});

describe('words of several alphabets', () => {
  it.each(['Ꮯharité', 'ꓚharité', 'Sաnkt', 'С1harité', 'Hоspital', 'Αthens', 'Клиνика', 'Charite\u0301\u094d\u200d'])(
    'are taken in no name: %j',
    (name) => {
      expect(() => checkName(name, 'The name')).toThrow(/several alphabets|an invisible character/);
    },
  );

  it.each([
    'Charité',
    '東京Hospital',
    'ソウル대학교',
    'Клиника 1',
    'Νοσοκομείο Athens',
    'µ-Lab',
    'Klinik क्\u200dष',
    '3α-Reductase',
  ])('are none in %j', (name) => {
    expect(checkName(name, 'The name')).toBe(name.normalize('NFC'));
  });
});
