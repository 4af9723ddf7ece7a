import serialize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8, utf8Decode } from '../../src/core/bytes.ts';
import { canonicalBytes, type Json, parseCanonical } from '../../src/core/canonical.ts';

const refused = expect.objectContaining({ code: 'JSON_NOT_CANONICAL' });
const parse = (text: string) => parseCanonical(utf8(text), 10_000);
/** JSON that Custos takes: NFC text, no integer beyond 2^53. */
const anyJson = fc.jsonValue({ maxDepth: 4 }).filter((value) => {
  const text = JSON.stringify(value);
  return text.normalize('NFC') === text && !/\de\+?\d|\d{16}/.test(text);
});

describe('canonical JSON', () => {
  it('is what the canonicalize package writes, and reads back', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const bytes = canonicalBytes(value as Json);
        expect(utf8Decode(bytes)).toBe(serialize(value));
        expect(serialize(parseCanonical(bytes, 100_000))).toBe(serialize(value));
      }),
    );
  });

  it('is the example of RFC 8785, its number beyond 2^53 left out', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(utf8Decode(canonicalBytes(value))).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    expect(() => canonicalBytes({ number: 1e30 })).toThrow(refused);
  });

  it('sorts keys by UTF-16 units, as RFC 8785 shows', () => {
    const value = { '\u20ac': 1, '\r': 2, '1': 3, '\ud83d\ude00': 4, '\u0080': 5, '\u00f6': 6 };
    const keys = Object.keys(JSON.parse(utf8Decode(canonicalBytes(value))));
    expect(keys).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00']);
  });

  it.each([
    ['duplicate keys', '{"a":1,"a":1}'],
    ['duplicate keys that differ', '{"a":1,"a":2}'],
    ['unsorted keys', '{"b":1,"a":1}'],
    ['white space', '{"a": 1}'],
    ['a newline at the end', '{}\n'],
    ['an escape that need not be', '"\\u0041"'],
    ['an upper-case escape', '"\\u000F"'],
    ['an escaped slash', '"\\/"'],
    ['a number with an exponent', '[1e2]'],
    ['a number with a fraction of zero', '[1.0]'],
    ['minus zero', '[-0]'],
    ['an integer beyond 2^53', '[9007199254740993]'],
    ['an integer of many digits', '[10000000000000000000000]'],
    ['text that is not NFC', '"e\u0301"'],
    ['a key that is not NFC', '{"e\u0301":1}'],
    ['a lone surrogate', '"\\ud800"'],
    ['a byte order mark', '\ufeff{}'],
    ['nothing', ''],
    ['two values', '{}{}'],
    ['a trailing comma', '[1,]'],
    ['deep nesting', `${'['.repeat(40)}${']'.repeat(40)}`],
  ])('refuses %s', (_, text) => {
    expect(() => parse(text)).toThrow(refused);
  });

  it('refuses invalid UTF-8 and too many bytes', () => {
    expect(() => parseCanonical(Uint8Array.of(0x22, 0xff, 0x22), 10)).toThrow(
      expect.objectContaining({ code: 'ENCODING_INVALID' }),
    );
    expect(() => parseCanonical(utf8('"abc"'), 4)).toThrow(expect.objectContaining({ code: 'INPUT_TOO_LARGE' }));
  });

  it('refuses to write what no JSON holds', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\ud800', 2 ** 53, 'e\u0301']) {
      expect(() => canonicalBytes({ value })).toThrow(refused);
    }
  });

  it('takes no key for a prototype', () => {
    const value = parse('{"__proto__":{"admin":true}}') as { admin?: boolean };
    expect(value.admin).toBeUndefined();
    expect(Object.hasOwn(value, '__proto__')).toBe(true);
  });
});
