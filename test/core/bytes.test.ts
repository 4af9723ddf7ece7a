import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  equalBytes,
  fromBase64,
  fromBase64Url,
  fromHex,
  readUint,
  toBase64,
  toBase64Url,
  toHex,
  uintBytes,
  utf8,
  utf8Decode,
} from '../../src/core/bytes.ts';

const refused = expect.objectContaining({ code: 'ENCODING_INVALID' });
const anyBytes = fc.uint8Array({ maxLength: 200 });

describe('encodings', () => {
  it('agree with Buffer and read back', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(toHex(bytes)).toBe(`0x${Buffer.from(bytes).toString('hex')}`);
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });

  it('encode base64 beyond one chunk', () => {
    const bytes = new Uint8Array(100_000).map((_, i) => i);
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });

  it.each(['0xAB', '0xabc', 'ab', '0x', '0xgg', '0x ab', '0xab\n'])('refuses the hex %j of one byte', (text) => {
    expect(() => fromHex(text, 1)).toThrow(refused);
  });

  it.each(['QQ', 'QQ=', 'QR==', 'QUJ=', 'QUI=QR==', 'QQ==\n', ' QQ==', 'Q-==', 'QQ==QQ==', '====', 'Q'])(
    'refuses the base64 %j',
    (text) => {
      expect(() => fromBase64(text)).toThrow(refused);
    },
  );

  it.each(['QR', 'QQ==', 'Q', 'Q+', 'QQ\n'])('refuses the base64url %j', (text) => {
    expect(() => fromBase64Url(text)).toThrow(refused);
  });

  it.each([
    ['a lone continuation', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a cut sequence', [0xe2, 0x82]],
    ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ])('refuses UTF-8 with %s', (_, bytes) => {
    expect(() => utf8Decode(Uint8Array.from(bytes))).toThrow(refused);
  });

  it('keep a byte order mark, so that two texts never read alike', () => {
    expect(utf8Decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe('\ufeffA');
    expect(utf8('\ufeffA')).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41));
  });

  it('write numbers that fit, big-endian, and refuse others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 48 - 1 }), (value) => {
        expect(readUint(uintBytes(value, 6), 0, 6)).toBe(value);
        expect(readUint(uintBytes(BigInt(value), 8), 2, 6)).toBe(value);
      }),
    );
    for (const value of [-1, 256, 0.5, Number.NaN, 2 ** 53, -1n, 256n]) {
      expect(() => uintBytes(value, 1)).toThrow(refused);
    }
    expect(() => readUint(new Uint8Array(3), 2, 2)).toThrow(refused);
    expect(() => readUint(new Uint8Array(3), -1, 2)).toThrow(refused);
  });

  it('compare contents and lengths', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
  });
});
