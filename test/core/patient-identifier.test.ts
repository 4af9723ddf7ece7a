import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { normalIdentifier, normalSystem, normalUrl, readIdentifier } from '../../src/core/patient-identifier.ts';

describe('the normal form of a patient identifier', () => {
  test.each([
    ['urn:mrn|7', 'urn:mrn|7'],
    ['  urn:mrn | 7 \n', 'urn:mrn|7'],
    ['urn:mrn|7\u00a0\u200b\ufeff', 'urn:mrn|7'],
    ['urn:mrn|A\u00a07', 'urn:mrn|A 7'],
    ['urn:mrn|U\u0308-9', 'urn:mrn|Ü-9'],
    ['7', '|7'],
    ['|7', '|7'],
    ['urn:mrn|a|b', 'urn:mrn|a|b'],
    ['urn:ietf:rfc:3986|URN:UUID:0B9875BA-9310', 'urn:ietf:rfc:3986|urn:uuid:0b9875ba-9310'],
    ['1.2.840.113619.6.5|7', 'urn:oid:1.2.840.113619.6.5|7'],
    ['URN:OID:1.2.840|7', 'urn:oid:1.2.840|7'],
    ['oid:1.2.840|7', 'urn:oid:1.2.840|7'],
    ['urn:oid:2.16.840.1.113883.4.1|7', 'http://hl7.org/fhir/sid/us-ssn|7'],
    ['HTTP://Clinic.Example:80/mrn/|7', 'http://clinic.example/mrn|7'],
    ['https://clinic.example:443|7', 'https://clinic.example|7'],
    ['https://clinic.example:8443/%7emrn|7', 'https://clinic.example:8443/~mrn|7'],
    ['URN:Clinic:MRN|7', 'urn:clinic:MRN|7'],
    ['urn:uuid:0B9875BA-9310-313D-93D4-BF552585D527|7', 'urn:uuid:0b9875ba-9310-313d-93d4-bf552585d527|7'],
  ])('of %j is %j', (text, normal) => {
    expect(normalIdentifier(text)).toBe(normal);
  });

  test.each([
    ['', /empty/],
    ['urn:mrn|  ', /empty/],
    ['urn:mrn|7\u00001', /control/],
    ['urn:mrn|7\t1', /control/],
    ['urn:mrn|7\u200b1', /control/],
    ['urn:mrn|7\ud800', /control/],
    ['urn:mrn|\ufffd-9', /decoded/],
    ['urn:\u0007|7', /control/],
    [`urn:mrn|${'7'.repeat(1017)}`, /1024 bytes/],
    [`urn:mrn|${'Ü'.repeat(600)}`, /1024 bytes/],
  ])('is refused for %j, in words that hold nothing of it', (text, words) => {
    expect(readIdentifier(text)).toEqual({ ok: false, problem: expect.stringMatching(words) });
    expect(() => normalIdentifier(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  test('tells different systems and values apart', () => {
    const texts = [
      'urn:mrn|7',
      'urn:mrn|07',
      'urn:MRN|7',
      'http://a.example/x|7',
      'https://a.example/x|7',
      'urn:mrn|a',
      'urn:mrn|A',
    ];
    expect(new Set(texts.map(normalIdentifier)).size).toBe(texts.length);
  });

  const unit = fc.constantFrom(
    ...[
      'a',
      'Ä',
      'A\u0308',
      'é',
      '1',
      '.',
      '2',
      '/',
      ':',
      '%',
      '7e',
      'E',
      '|',
      ' ',
      '\u00a0',
      '\u200b',
      '#',
      '?',
      '@',
      '..',
      '\u212b',
    ],
    ...['http://', 'HTTPS://', 'urn:oid:', 'urn:uuid:', 'OID:', ':80', 'xn--', 'ﬁ', '\u0345', '\u1fb3', '％'],
  );
  const text = fc.array(unit, { maxLength: 14 }).map((units) => units.join(''));

  it('is its own normal form', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: 'binary' })), (given) => {
        const read = readIdentifier(given);
        if (read.ok) expect(readIdentifier(read.text)).toEqual(read);
      }),
      { numRuns: 5000 },
    );
    for (const normal of [normalSystem, normalUrl]) {
      fc.assert(
        fc.property(text, (given) => {
          expect(normal(normal(given))).toBe(normal(given));
        }),
        { numRuns: 5000 },
      );
    }
  });

  it('of a URL that is taken as it is spelled is what parsing it gives', () => {
    const part = fc.constantFrom('a', 'b-c', '1', '0x7f', 'xn--', '.', '..', '/', '-', '~', 'A', '_', '80', ':');
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const text = `http://${parts.join('')}`;
        if (URL.canParse(text)) expect(normalUrl(text)).toBe(new URL(text).href.replace(/\/+$/, ''));
      }),
      { numRuns: 20_000 },
    );
  });

  it('does not depend on Unicode form, nor on white space at the ends of system and value', () => {
    const blank = fc.constantFrom('', ' ', '\t', '\r\n', '\u00a0', '\u3000', '\u200b', '\ufeff');
    fc.assert(
      fc.property(text, text, blank, blank, (system, value, before, after) => {
        const plain = readIdentifier(`${system}|${value}`);
        const bar = `${system}|${value}`.indexOf('|');
        const [own, rest] = [`${system}|${value}`.slice(0, bar), `${system}|${value}`.slice(bar + 1)];
        for (const form of ['NFC', 'NFD'] as const) {
          const spelled = `${before}${own}${after}|${after}${rest}${before}`.normalize(form);
          expect(readIdentifier(spelled)).toEqual(plain);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
