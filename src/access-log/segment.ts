import { hash } from 'node:crypto';
import { type Bytes, equalBytes, fromHex } from '../core/bytes.ts';
import type { LogId } from '../core/ids.ts';

/** First bytes of a journal's file: magic 4 ‖ version 2 ‖ zero 2 ‖ number 4 ‖ first sequence number 6 ‖ zero 14 ‖
 *  log id 32 ‖ digest of the last frame of the segment before 32 ‖ SHA-256 of all that 32. */
export const SEGMENT_HEADER = 128;
const MAGIC = Buffer.from('CSTJ');
const VERSION = 1;
const DIGESTED = 96;
const NAME = /^journal-([0-9]{8})$/;

export interface SegmentHeader {
  readonly number: number;
  readonly firstSeq: number;
  readonly logId: LogId;
  readonly previous: Bytes;
}

export function segmentName(number: number): string {
  return `journal-${number.toString().padStart(8, '0')}`;
}

/** Undefined for a file that is no segment. */
export function segmentNumber(name: string): number | undefined {
  const [, digits] = NAME.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

export function encodeSegmentHeader({ number, firstSeq, logId, previous }: SegmentHeader): Bytes {
  const bytes = Buffer.alloc(SEGMENT_HEADER);
  MAGIC.copy(bytes);
  bytes.writeUInt16BE(VERSION, 4);
  bytes.writeUInt32BE(number, 8);
  bytes.writeUIntBE(firstSeq, 12, 6);
  bytes.set(fromHex(logId, 32), 32);
  bytes.set(previous, 64);
  bytes.set(hash('sha256', bytes.subarray(0, DIGESTED), 'buffer'), DIGESTED);
  return bytes;
}

/** What the first bytes of a segment say; undefined where they are damaged, or of another log or number. */
export function decodeSegmentHeader(bytes: Bytes, number: number, logId: LogId): SegmentHeader | undefined {
  if (bytes.length < SEGMENT_HEADER) return undefined;
  const firstSeq = Buffer.from(bytes.buffer, bytes.byteOffset, SEGMENT_HEADER).readUIntBE(12, 6);
  const header = { number, firstSeq, logId, previous: bytes.slice(64, DIGESTED) };
  return isSegmentHeader(bytes, header) ? header : undefined;
}

/** True where `bytes` begin with exactly this header. */
export function isSegmentHeader(bytes: Bytes, header: SegmentHeader): boolean {
  return bytes.length >= SEGMENT_HEADER && equalBytes(bytes.subarray(0, SEGMENT_HEADER), encodeSegmentHeader(header));
}
