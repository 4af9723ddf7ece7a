import { equalBytes, toBase64Url, utf8, utf8Decode } from '../core/bytes.ts';

/** What the verifier and the ledger's reader use of Node's `Buffer`, for browsers. */
export class Buffer extends Uint8Array {
  static alloc(size: number, fill = 0): Buffer {
    const made = new Buffer(size);
    if (fill !== 0) made.fill(fill);
    return made;
  }

  /** Of text in an encoding, of a piece of memory, or of numbers. */
  static override from(text: string, encoding?: string): Buffer;
  static override from(memory: ArrayBufferLike, at: number, length: number): Buffer;
  static override from(numbers: Iterable<number> | ArrayLike<number>): Buffer;
  static override from(
    value: string | ArrayBufferLike | Iterable<number> | ArrayLike<number>,
    more?: string | number,
    length?: number,
  ): Buffer {
    if (typeof value === 'string') return viewOf(bytesOf(value, typeof more === 'string' ? more : 'utf8'));
    if (value instanceof ArrayBuffer) return new Buffer(value, typeof more === 'number' ? more : 0, length);
    return viewOf(Uint8Array.from(value as ArrayLike<number>));
  }

  static concat(parts: readonly Uint8Array[], length = parts.reduce((sum, part) => sum + part.length, 0)) {
    const made = new Buffer(length);
    let at = 0;
    for (const part of parts) {
      made.set(part, at);
      at += part.length;
    }
    return made;
  }

  write(text: string, at: number, encoding: string): number {
    const bytes = bytesOf(text, encoding);
    this.set(bytes, at);
    return bytes.length;
  }

  writeUInt32BE(value: number, at: number): number {
    new DataView(this.buffer, this.byteOffset).setUint32(at, value);
    return at + 4;
  }

  equals(other: Uint8Array): boolean {
    return equalBytes(this, other);
  }

  override toString(encoding = 'utf8'): string {
    if (encoding === 'hex') return hexOf(this);
    if (encoding === 'latin1') return latin1Of(this);
    if (encoding === 'base64url') return toBase64Url(this);
    return utf8Decode(this);
  }
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return new Buffer(buffer as ArrayBuffer, byteOffset, length);
}

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** More characters at once overflow the stack. */
const PIECE = 8_192;

function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

function latin1Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

function bytesOf(text: string, encoding: string): Uint8Array {
  if (encoding === 'latin1') return Uint8Array.from(text, (character) => character.charCodeAt(0));
  return encoding === 'hex' ? bytesOfHex(text) : utf8(text);
}

/** Up to the first that is no pair of digits, as Node reads it. */
function bytesOfHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    const pair = text.slice(2 * i, 2 * i + 2);
    if (!/^[0-9a-f]{2}$/i.test(pair)) return bytes.subarray(0, i);
    bytes[i] = Number.parseInt(pair, 16);
  }
  return bytes;
}

/** Of `node:buffer`. */
export function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}
