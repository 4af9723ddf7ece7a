import { CustosError } from './errors.ts';

export type Bytes = Uint8Array;
/** Lowercase hex with 0x, of whole bytes. */
export type Hex = `0x${string}`;

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
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
  if (!/^0x(?:[0-9a-f]{2})*$/.test(text) || (length !== undefined && text.length !== 2 + 2 * length)) {
    const want = length === undefined ? 'whole bytes' : `${length} bytes`;
    throw new CustosError('ENCODING_INVALID', `Expected ${want} of lowercase hex with 0x.`);
  }
  const out = new Uint8Array((text.length - 2) / 2);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 + 2 * i, 4 + 2 * i), 16);
  return out;
}

export function toBase64(bytes: Bytes): string {
  const chunks: string[] = [];
  for (let i = 0; i < bytes.length; i += 0x8000) chunks.push(String.fromCharCode(...bytes.subarray(i, i + 0x8000)));
  return btoa(chunks.join(''));
}

/** Standard alphabet with padding (RFC 4648 §4); refuses white space and stray trailing bits. */
export function fromBase64(text: string): Bytes {
  if (!BASE64.test(text)) throw new CustosError('ENCODING_INVALID', 'Expected standard base64 with padding.');
  const binary = atob(text);
  const out = new Uint8Array(binary.length);
  for (let i = 0; i < out.length; i++) out[i] = binary.charCodeAt(i);
  if (toBase64(out) !== text) throw new CustosError('ENCODING_INVALID', 'The base64 has stray bits at its end.');
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
  let rest = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
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
