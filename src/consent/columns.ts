import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Digest } from '../core/ids.ts';

/** Bytes of a 32-byte id. */
export const ID_BYTES = 32;
const LEAST_ROWS = 64;
const NOT_HEX = 255;
const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const NIBBLES = nibbles();

export type Words = Uint32Array<ArrayBuffer>;
export type IdBytes = Uint8Array<ArrayBuffer>;

/** A longer copy where `used` elements fill the column. It grows by an eighth: a doubled column of a million
 *  grants would hold as much air as grants, and copying costs little beside reading the events. */
export function grownWords(column: Words, used: number, width: number): Words {
  if (used < column.length) return column;
  const grown = new Uint32Array(capacity(column.length, width));
  grown.set(column);
  return grown;
}

/** As `grownWords`, for ids. */
export function grownIds(column: IdBytes, used: number): IdBytes {
  if (used < column.length) return column;
  const grown = new Uint8Array(capacity(column.length, ID_BYTES));
  grown.set(column);
  return grown;
}

/** Writes an id without an array in between. INPUT_INVALID for what is not 32 bytes of lowercase hex. */
export function writeId(column: Bytes, offset: number, id: string): void {
  let wrong = id.length === 66 && id.startsWith('0x') ? 0 : NOT_HEX;
  for (let i = 0; i < ID_BYTES; i++) {
    const high = NIBBLES[id.charCodeAt(2 + 2 * i)] ?? NOT_HEX;
    const low = NIBBLES[id.charCodeAt(3 + 2 * i)] ?? NOT_HEX;
    wrong |= (high | low) & 0xf0;
    column[offset + i] = (high << 4) | low;
  }
  if (wrong !== 0) throw new CustosError('INPUT_INVALID', 'An id must be 32 bytes of lowercase hex with 0x.');
}

export function readId(column: Bytes, offset: number): Digest {
  let text = '0x';
  for (let i = 0; i < ID_BYTES; i++) text += DIGITS[column[offset + i] ?? 0];
  return text as Digest;
}

export function sameId(column: Bytes, offset: number, id: Bytes): boolean {
  for (let i = 0; i < ID_BYTES; i++) if (column[offset + i] !== id[i]) return false;
  return true;
}

function capacity(length: number, width: number): number {
  const rows = Math.max(LEAST_ROWS, Math.ceil((length / width) * 1.125));
  return rows * width;
}

function nibbles(): Uint8Array {
  const values = new Uint8Array(128).fill(NOT_HEX);
  for (let value = 0; value < 16; value++) values[value.toString(16).charCodeAt(0)] = value;
  return values;
}
