import type { Bytes, Hex } from '../core/bytes.ts';

/** `toHex` by Node, several times as fast for what is long or comes by the thousand. */
export function nativeHex(bytes: Bytes): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')}`;
}
