import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';

/** LevelDB's log format: blocks of 32 KiB with fragments of records, each behind its masked CRC-32C (4), length (2) and
 *  type (1), all little-endian. */
const BLOCK = 32_768;
const HEADER = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;
const CASTAGNOLI = 0x82f6_3b78;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CASTAGNOLI : value >>> 1;
  return value;
});

/** Refuses (STORE_CORRUPT) a database directory in whose logs a batch is damaged that others follow. LevelDB would drop
 *  it and all after it in silence, and with it blocks that were acknowledged. A damaged end alone is what a cut power
 *  line leaves of a batch that was not acknowledged. Reads at most what LevelDB reads when it opens. */
export async function checkWriteAheadLogs(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((one) => /^[0-9]+\.log$/.test(one))) {
    if (!isWhole(await readFile(join(directory, name)))) {
      const message = `The log ${name} of the chain database is damaged before its end; restore the data directory.`;
      throw new CustosError('STORE_CORRUPT', message);
    }
  }
}

function isWhole(bytes: Bytes): boolean {
  let broken = false;
  for (let start = 0; start < bytes.length; start += BLOCK) {
    const block = bytes.subarray(start, start + BLOCK);
    let lost = false;
    for (let at = 0; at + HEADER <= block.length; ) {
      const { type, length, intact } = fragmentAt(block, at);
      if (broken && intact && (type === FULL || type === FIRST)) return false;
      broken ||= !intact && !isPadding(block.subarray(at));
      // Behind a header that cannot be right, the next fragment may begin anywhere.
      lost = !intact && (lost || type < FULL || type > LAST);
      at += lost ? 1 : HEADER + length;
    }
  }
  return true;
}

function fragmentAt(block: Bytes, at: number): { type: number; length: number; intact: boolean } {
  const view = new DataView(block.buffer, block.byteOffset + at, HEADER);
  const [length, type] = [view.getUint16(4, true), view.getUint8(6)];
  const known = type >= FULL && type <= LAST && at + HEADER + length <= block.length;
  const checked = block.subarray(at + HEADER - 1, at + HEADER + length);
  return { type, length, intact: known && unmasked(view.getUint32(0, true)) === crc32c(checked) };
}

function isPadding(bytes: Bytes): boolean {
  return bytes.every((byte) => byte === 0);
}

function crc32c(bytes: Bytes): number {
  let value = 0xffff_ffff;
  for (const byte of bytes) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffff_ffff) >>> 0;
}

/** LevelDB stores checksums rotated by 15 bits and with a constant added. */
function unmasked(stored: number): number {
  const rotated = (stored - 0xa282_ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}
