import { hash } from 'node:crypto';
import { type Bytes, equalBytes } from '../core/bytes.ts';

/** One group commit as it stands in a journal: 96 bytes of header, the entries as a C2SP bundle (uint16 length before
 *  each), a table of two uint32 an entry (sealed evidence, sealed attachment), and the sealed bytes in that order.
 *
 *  Header: magic 4 ‖ version 2 ‖ count 2 ‖ first sequence number 6 ‖ length of bundle 4 ‖ length of body 4 ‖ zero 10 ‖
 *  digest of the frame before 32 ‖ SHA-256 of (all that precedes ‖ SHA-256 of the body) 32. Big-endian. */
export const FRAME_HEADER = 96;
export const FRAME_MAGIC = Buffer.from('CSTF');
const VERSION = 1;
const DIGEST = 32;
const DIGESTED = FRAME_HEADER - DIGEST;
const NONE = 0xffff_ffff;

export interface Record {
  readonly entry: Bytes;
  /** Sealed. */
  readonly evidence: Bytes;
  /** Sealed. */
  readonly attachment?: Bytes;
}

/** Where a record lies, in bytes from the beginning of its segment. */
export interface Place {
  readonly entryAt: number;
  readonly entryLength: number;
  readonly evidenceAt: number;
  readonly evidenceLength: number;
  readonly attachmentLength: number | undefined;
}

export interface Frame {
  readonly firstSeq: number;
  readonly previous: Bytes;
  readonly digest: Bytes;
  readonly length: number;
  readonly places: readonly Place[];
}

export interface EncodedFrame {
  readonly bytes: Bytes;
  readonly digest: Bytes;
  readonly places: readonly Place[];
}

export function frameLength(records: readonly Record[]): number {
  return records.reduce((sum, record) => sum + 10 + bytesOf(record), FRAME_HEADER);
}

/** Bytes that the record adds to its frame, besides 10 for its lengths. */
export function bytesOf({ entry, evidence, attachment }: Record): number {
  return entry.length + evidence.length + (attachment?.length ?? 0);
}

/** `at` is the offset in the segment at which the frame will be written; the places count from there. */
export function encodeFrame(firstSeq: number, previous: Bytes, records: readonly Record[], at: number): EncodedFrame {
  const bundle = records.reduce((sum, record) => sum + 2 + record.entry.length, 0);
  const blobs = records.reduce((sum, { evidence, attachment }) => sum + evidence.length + (attachment?.length ?? 0), 0);
  const body = bundle + 8 * records.length + blobs;
  const bytes = Buffer.allocUnsafe(FRAME_HEADER + body);
  bytes.fill(0, 0, FRAME_HEADER);
  FRAME_MAGIC.copy(bytes);
  bytes.writeUInt16BE(VERSION, 4);
  bytes.writeUInt16BE(records.length, 6);
  bytes.writeUIntBE(firstSeq, 8, 6);
  bytes.writeUInt32BE(bundle, 14);
  bytes.writeUInt32BE(body, 18);
  bytes.set(previous, 32);
  const places = writeBody(bytes, records, bundle, at);
  const digest = digestOf(bytes);
  bytes.set(digest, DIGESTED);
  return { bytes, digest, places };
}

/** The frame that begins at `offset` of `bytes`, or undefined where no whole and undamaged one does. Offsets in its
 *  places count from the beginning of the segment, of which `bytes` begin at `base`. */
export function decodeFrame(bytes: Buffer, offset: number, base: number): Frame | undefined {
  if (offset + FRAME_HEADER > bytes.length || bytes.compare(FRAME_MAGIC, 0, 4, offset, offset + 4) !== 0)
    return undefined;
  const length = FRAME_HEADER + bytes.readUInt32BE(offset + 18);
  if (bytes.readUInt16BE(offset + 4) !== VERSION || offset + length > bytes.length) return undefined;
  const frame = bytes.subarray(offset, offset + length);
  const digest = frame.subarray(DIGESTED, FRAME_HEADER);
  if (!equalBytes(digestOf(frame), digest)) return undefined;
  const places = readPlaces(frame, base + offset);
  if (places === undefined) return undefined;
  return {
    firstSeq: frame.readUIntBE(8, 6),
    previous: Buffer.from(frame.subarray(32, DIGESTED)),
    digest: Buffer.from(digest),
    length,
    places,
  };
}

function digestOf(frame: Buffer): Buffer {
  const head = hash('sha256', frame.subarray(FRAME_HEADER), 'buffer');
  return hash('sha256', Buffer.concat([frame.subarray(0, DIGESTED), head]), 'buffer');
}

function writeBody(bytes: Buffer, records: readonly Record[], bundle: number, base: number): Place[] {
  let entryAt = FRAME_HEADER;
  let tableAt = FRAME_HEADER + bundle;
  let blobAt = tableAt + 8 * records.length;
  return records.map(({ entry, evidence, attachment }) => {
    bytes.writeUInt16BE(entry.length, entryAt);
    bytes.set(entry, entryAt + 2);
    bytes.writeUInt32BE(evidence.length, tableAt);
    bytes.writeUInt32BE(attachment?.length ?? NONE, tableAt + 4);
    bytes.set(evidence, blobAt);
    if (attachment !== undefined) bytes.set(attachment, blobAt + evidence.length);
    const place = {
      entryAt: base + entryAt + 2,
      entryLength: entry.length,
      evidenceAt: base + blobAt,
      evidenceLength: evidence.length,
      attachmentLength: attachment?.length,
    };
    entryAt += 2 + entry.length;
    tableAt += 8;
    blobAt += evidence.length + (attachment?.length ?? 0);
    return place;
  });
}

/** Undefined where the lengths do not add up: no writer of ours made them. */
function readPlaces(frame: Buffer, base: number): Place[] | undefined {
  const count = frame.readUInt16BE(6);
  const tableAt = FRAME_HEADER + frame.readUInt32BE(14);
  let entryAt = FRAME_HEADER;
  let blobAt = tableAt + 8 * count;
  const places: Place[] = [];
  for (let i = 0; i < count; i++) {
    if (entryAt + 2 > tableAt || tableAt + 8 * (i + 1) > frame.length) return undefined;
    const entryLength = frame.readUInt16BE(entryAt);
    const evidenceLength = frame.readUInt32BE(tableAt + 8 * i);
    const attached = frame.readUInt32BE(tableAt + 8 * i + 4);
    const attachmentLength = attached === NONE ? undefined : attached;
    places.push({
      entryAt: base + entryAt + 2,
      entryLength,
      evidenceAt: base + blobAt,
      evidenceLength,
      attachmentLength,
    });
    entryAt += 2 + entryLength;
    blobAt += evidenceLength + (attachmentLength ?? 0);
  }
  return entryAt === tableAt && blobAt === frame.length ? places : undefined;
}
