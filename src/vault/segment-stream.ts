import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import {
  HEADER_BYTES,
  openSegments,
  type SealOptions,
  sealSegments,
  segmentCount,
  TAG_BYTES,
} from './segment-cipher.ts';

export type ByteSource = AsyncIterable<Bytes> | Iterable<Bytes>;

/** Half-open range of plaintext bytes. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Yields one value for each segment; the first one begins with the header. Holds one segment in memory and
 *  takes from `source` only as fast as the values are taken. */
export async function* encryptValues(
  dataKey: Bytes,
  source: ByteSource,
  options: SealOptions = {},
): AsyncGenerator<Bytes> {
  const sealer = sealSegments(dataKey, options);
  let index = 0;
  for await (const { bytes, last } of cutSegments(source, sealer.segmentSize)) {
    yield sealer.seal(index, last, bytes, index === 0 ? sealer.header : undefined);
    index++;
  }
}

/** The only value of `encryptValues` for bytes that fit into one segment. */
export function encryptWhole(dataKey: Bytes, bytes: Bytes, options: SealOptions = {}): Bytes {
  const sealer = sealSegments(dataKey, options);
  return sealer.seal(0, true, bytes, sealer.header);
}

/** Gives the values of `encryptValues`, by segment. */
export type ValueReader = (segment: number) => Promise<Bytes>;

/** Decrypts `range` of a stream of `size` bytes. Each yielded piece is authenticated whole before it is
 *  yielded; a damaged, missing, swapped or reordered value throws SEGMENT_CORRUPT at its place. */
export async function* decryptRange(
  dataKey: Bytes,
  size: number,
  range: ByteRange,
  read: ValueReader,
): AsyncGenerator<Bytes> {
  if (!(range.from >= 0 && range.from <= range.to && range.to <= size)) {
    throw new CustosError('RANGE_NOT_SATISFIABLE', `The item has ${size} bytes; the range lies outside.`);
  }
  const head = await read(0);
  const opener = openSegments(dataKey, head.subarray(0, HEADER_BYTES));
  const { segmentSize } = opener;
  const count = segmentCount(size, segmentSize);
  const first = Math.min(Math.floor(range.from / segmentSize), count - 1);
  const end = range.to === range.from ? first + 1 : Math.ceil(range.to / segmentSize);
  let ahead = first === 0 ? Promise.resolve(head.subarray(HEADER_BYTES)) : read(first);
  for (let index = first; index < end; index++) {
    const value = await ahead;
    if (index + 1 < end) {
      ahead = read(index + 1);
      ahead.catch(() => undefined); // awaited in the next turn, unless the reader stops before
    }
    const start = index * segmentSize;
    const length = Math.min(segmentSize, size - start);
    checkLength(value, length, index);
    const plaintext = opener.open(index, index === count - 1, value);
    const piece = plaintext.subarray(Math.max(0, range.from - start), Math.min(length, range.to - start));
    if (piece.length > 0) yield piece;
  }
}

/** A stream of one segment, whose value is at hand; undefined where it has more. Fails as `decryptRange` does. */
export function decryptOnly(dataKey: Bytes, size: number, value: Bytes): Bytes | undefined {
  const opener = openSegments(dataKey, value.subarray(0, HEADER_BYTES));
  if (segmentCount(size, opener.segmentSize) > 1) return undefined;
  const sealed = value.subarray(HEADER_BYTES);
  checkLength(sealed, size, 0);
  return opener.open(0, true, sealed);
}

/** The same bytes as they come, cut into segments of exactly `size`; the last one may be shorter. Each `bytes`
 *  is valid until the next step. */
async function* cutSegments(source: ByteSource, size: number): AsyncGenerator<{ bytes: Bytes; last: boolean }> {
  let buffer = Buffer.allocUnsafe(Math.min(size, 16 * 1024));
  let filled = 0;
  for await (const chunk of source) {
    let at = 0;
    while (at < chunk.length) {
      if (filled === size) {
        yield { bytes: buffer, last: false };
        filled = 0;
      }
      const take = Math.min(size - filled, chunk.length - at);
      if (filled + take > buffer.length) buffer = grow(buffer, filled, Math.min(size, (filled + take) * 2));
      buffer.set(chunk.subarray(at, at + take), filled);
      filled += take;
      at += take;
    }
  }
  yield { bytes: buffer.subarray(0, filled), last: true };
}

function grow(buffer: Buffer, filled: number, size: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(size);
  buffer.copy(larger, 0, 0, filled);
  return larger;
}

function checkLength(value: Bytes, plaintextLength: number, segment: number): void {
  if (value.length === plaintextLength + TAG_BYTES) return;
  throw new CustosError('SEGMENT_CORRUPT', `Segment ${segment} has a wrong length.`, { details: { segment } });
}
