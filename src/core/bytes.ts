import { CustosError } from './errors.ts';

export type Bytes = Uint8Array;
/** Lowercase hex with 0x, of whole bytes. */
export type Hex = `0x${string}`;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** Value of each character code that is a lowercase hex digit; 255 for any other. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return value < 0 ? 255 : value;
});
const ALPHABET = encoder.encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PAD = 0x3d;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const NO_STRAY_BITS = /(?:^|[^=]|[AQgw]==|[AEIMQUYcgkosw048]=)$/;
const BASE64URL = /^[A-Za-z0-9_-]*$/;

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Refuses what is not UTF-8 (a replacement character would let two byte strings read alike). */
export function utf8Decode(bytes: Bytes): string {
  try {
    return strictDecoder.decode(bytes);
  } catch (cause) {
    throw new CustosError('ENCODING_INVALID', 'The text is not valid UTF-8.', { cause });
  }
}

export function concat(...parts: readonly Bytes[]): Bytes {
  return joined(parts);
}

/** The same, of so many parts as would not fit as arguments: how many there are may be another's choice. */
export function joined(parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Compares in time that depends on the lengths alone. */
export function equalBytes(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

export function toHex(bytes: Bytes): Hex {
  let text = '0x';
  for (const byte of bytes) text += HEX[byte];
  return text as Hex;
}

/** `length` in bytes; refuses upper case, odd digits and any other length. */
export function fromHex(text: string, length?: number): Bytes {
  const bytes = text.length / 2 - 1;
  const isSized = length === undefined ? Number.isInteger(bytes) && bytes >= 0 : bytes === length;
  if (!isSized || !text.startsWith('0x')) throw noHex(length);
  const out = new Uint8Array(bytes);
  let faults = 0;
  for (let i = 0; i < bytes; i++) {
    const [high, low] = [digit(text, 2 + 2 * i), digit(text, 3 + 2 * i)];
    faults |= high | low;
    out[i] = high * 16 + low;
  }
  if (faults > 15) throw noHex(length);
  return out;
}

function digit(text: string, at: number): number {
  return DIGITS[text.charCodeAt(at)] ?? 255;
}

function noHex(length: number | undefined): CustosError {
  const want = length === undefined ? 'whole bytes' : `${length} bytes`;
  return new CustosError('ENCODING_INVALID', `Expected ${want} of lowercase hex with 0x.`);
}

export function toBase64(bytes: Bytes): string {
  const out = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  writeBase64(bytes, out, 0);
  return strictDecoder.decode(out);
}

/** The same, written as ASCII at `start`; gives the offset behind it. Array lookups of whole numbers are what the engine
 *  makes fastest (ten times `btoa`). */
export function writeBase64(bytes: Bytes, out: Uint8Array, start: number): number {
  const rest = bytes.length % 3;
  const whole = bytes.length - rest;
  let at = start;
  for (let i = 0; i < whole; i += 3) {
    at = writeGroup(((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0), out, at);
  }
  if (rest === 0) return at;
  const end = writeGroup(((bytes[whole] ?? 0) << 16) | ((bytes[whole + 1] ?? 0) << 8), out, at);
  if (rest === 1) out[end - 2] = PAD;
  out[end - 1] = PAD;
  return end;
}

function writeGroup(bits: number, out: Uint8Array, at: number): number {
  out[at] = ALPHABET[bits >> 18] ?? 0;
  out[at + 1] = ALPHABET[(bits >> 12) & 63] ?? 0;
  out[at + 2] = ALPHABET[(bits >> 6) & 63] ?? 0;
  out[at + 3] = ALPHABET[bits & 63] ?? 0;
  return at + 4;
}

/** Standard alphabet with padding (RFC 4648 §4); refuses white space and stray trailing bits. */
export function fromBase64(text: string): Bytes {
  if (!BASE64.test(text)) throw new CustosError('ENCODING_INVALID', 'Expected standard base64 with padding.');
  if (!NO_STRAY_BITS.test(text)) throw new CustosError('ENCODING_INVALID', 'The base64 has stray bits at its end.');
  const binary = atob(text);
  const out = new Uint8Array(binary.length);
  for (let i = 0; i < out.length; i++) out[i] = binary.charCodeAt(i);
  return out;
}

export function toBase64Url(bytes: Bytes): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** URL alphabet without padding (RFC 4648 §5). */
export function fromBase64Url(text: string): Bytes {
  if (!BASE64URL.test(text)) throw new CustosError('ENCODING_INVALID', 'Expected base64url without padding.');
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='));
}

/** Big-endian, `width` bytes; refuses what is no whole number, negative, or does not fit. */
export function uintBytes(value: number | bigint, width: number): Bytes {
  const out = new Uint8Array(width);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 256 ** width) {
    let rest = value;
    for (let i = width - 1; i >= 0 && rest > 0; i--) {
      out[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return out;
  }
  let rest = value;
  if (typeof rest !== 'bigint' || rest < 0n || rest >= 1n << BigInt(8 * width)) {
    throw new CustosError('ENCODING_INVALID', `${value} is no unsigned number of ${8 * width} bits.`);
  }
  for (let i = width - 1; i >= 0; i--) {
    out[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** Reads a big-endian number of up to 6 bytes, so that it is always a safe integer. */
export function readUint(bytes: Bytes, offset: number, width: 1 | 2 | 3 | 4 | 5 | 6): number {
  if (offset < 0 || offset + width > bytes.length) {
    throw new CustosError('ENCODING_INVALID', 'The bytes end before the number that they should hold.');
  }
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
}
