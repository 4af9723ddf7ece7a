import type { Bytes } from '../core/bytes.ts';

/** Bytes as the key of a Map or Set: a character a byte. */
export function binaryKey(bytes: Bytes): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** The bytes that a key was made of. */
export function keyBytes(key: string): Bytes {
  return Uint8Array.from(Buffer.from(key, 'latin1'));
}
