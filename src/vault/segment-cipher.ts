import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { type Bytes, concat, equalBytes, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';

/** Format 1: header = version u8 ‖ suite u8 ‖ log2 of the segment size u8 ‖ 0 ‖ salt 32 ‖ key commitment 32.
 *  HKDF-SHA-256(data key, salt, "custos/segment/v1\0" ‖ first 4 bytes) gives key 32 ‖ commitment 32 ‖ nonce
 *  prefix 7, so that the commitment authenticates the header and no ciphertext opens under two keys. Segment i is
 *  AES-256-GCM with nonce = prefix ‖ i u32 ‖ last u8 (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015). */
const FORMAT = 1;
const SUITE_AES_256_GCM = 1;
const INFO = utf8('custos/segment/v1\0');
export const SALT_BYTES = 32;
export const HEADER_BYTES = 68;
export const TAG_BYTES = 16;
/** 256 KiB (docs/decisions/vault-segment-size.md). */
const DEFAULT_SEGMENT_LOG2 = 18;
export const DEFAULT_SEGMENT_BYTES = 2 ** DEFAULT_SEGMENT_LOG2;
const MIN_SEGMENT_LOG2 = 12;
const MAX_SEGMENT_LOG2 = 20;
const MAX_SEGMENTS = 2 ** 32;
const NOTHING = new Uint8Array();

interface Schedule {
  readonly key: KeyObject;
  readonly commitment: Bytes;
  readonly prefix: Bytes;
}

export interface SegmentSealer {
  readonly header: Bytes;
  readonly segmentSize: number;
  /** `last` MUST be true for exactly the final segment, and each index MUST be sealed once. The ciphertext follows
   *  `before`, which is the header or nothing. */
  seal(index: number, last: boolean, plaintext: Bytes, before?: Bytes): Bytes;
}

export interface SegmentOpener {
  readonly segmentSize: number;
  /** Throws SEGMENT_CORRUPT unless this is the segment `index` of this stream, and its last one or not as said. */
  open(index: number, last: boolean, ciphertext: Bytes): Bytes;
}

export interface SealOptions {
  readonly segmentLog2?: number;
  /** Drawn where none is given. One data key and salt MUST NOT seal two streams. */
  readonly salt?: Bytes;
}

export function sealSegments(dataKey: Bytes, options: SealOptions = {}): SegmentSealer {
  const log2 = options.segmentLog2 ?? DEFAULT_SEGMENT_LOG2;
  const salt = options.salt ?? randomBytes(SALT_BYTES);
  if (!isSegmentLog2(log2) || salt.length !== SALT_BYTES) {
    throw new CustosError('INPUT_INVALID', 'Segments have 4 KiB to 1 MiB, and the salt 32 bytes.');
  }
  const fixed = Uint8Array.of(FORMAT, SUITE_AES_256_GCM, log2, 0);
  const { key, commitment, prefix } = schedule(dataKey, salt, fixed);
  return {
    header: concat(fixed, salt, commitment),
    segmentSize: 2 ** log2,
    seal(index, last, plaintext, before = NOTHING) {
      if (plaintext.length > 2 ** log2) throw new CustosError('INPUT_TOO_LARGE', 'The segment is too long.');
      const cipher = createCipheriv('aes-256-gcm', key, nonce(prefix, index, last));
      return Buffer.concat([before, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
  };
}

/** Checks the header whole (SEGMENT_CORRUPT) before anything is decrypted. */
export function openSegments(dataKey: Bytes, header: Bytes): SegmentOpener {
  const fixed = header.subarray(0, 4);
  const log2 = fixed[2] ?? 0;
  const known = fixed[0] === FORMAT && fixed[1] === SUITE_AES_256_GCM && isSegmentLog2(log2) && fixed[3] === 0;
  if (header.length !== HEADER_BYTES || !known) {
    throw new CustosError('SEGMENT_CORRUPT', 'The header of the ciphertext is damaged, or of a format unknown here.');
  }
  const { key, commitment, prefix } = schedule(dataKey, header.subarray(4, 36), fixed);
  if (!equalBytes(commitment, header.subarray(36))) {
    throw new CustosError('SEGMENT_CORRUPT', 'The ciphertext does not belong to this key.');
  }
  return {
    segmentSize: 2 ** log2,
    open(index, last, ciphertext) {
      return openSegment(key, nonce(prefix, index, last), index, ciphertext);
    },
  };
}

/** An empty stream has one empty segment; otherwise the last segment is never empty. */
export function segmentCount(size: number, segmentSize: number): number {
  return Math.max(1, Math.ceil(size / segmentSize));
}

function openSegment(key: KeyObject, iv: Bytes, index: number, ciphertext: Bytes): Bytes {
  const tagAt = ciphertext.length - TAG_BYTES;
  if (tagAt < 0) throw corrupt(index);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(ciphertext.subarray(tagAt));
  const plaintext = decipher.update(ciphertext.subarray(0, tagAt));
  try {
    decipher.final();
  } catch (cause) {
    plaintext.fill(0);
    throw corrupt(index, cause);
  }
  return plaintext;
}

function corrupt(segment: number, cause?: unknown): CustosError {
  return new CustosError('SEGMENT_CORRUPT', `Segment ${segment} is damaged, cut short or out of place.`, {
    cause,
    details: { segment },
  });
}

function schedule(dataKey: Bytes, salt: Bytes, fixed: Bytes): Schedule {
  if (dataKey.length !== 32) throw new CustosError('INPUT_INVALID', 'A data key has 32 bytes.');
  const okm = Buffer.from(hkdfSync('sha256', createSecretKey(dataKey), salt, concat(INFO, fixed), 71));
  return { key: createSecretKey(okm.subarray(0, 32)), commitment: okm.subarray(32, 64), prefix: okm.subarray(64) };
}

function nonce(prefix: Bytes, index: number, last: boolean): Bytes {
  if (!Number.isInteger(index) || index < 0 || index >= MAX_SEGMENTS) {
    throw new CustosError('INPUT_TOO_LARGE', 'A stream has at most 2^32 segments.');
  }
  const iv = Buffer.allocUnsafe(12);
  iv.set(prefix);
  iv.writeUInt32BE(index, 7);
  iv[11] = last ? 1 : 0;
  return iv;
}

function isSegmentLog2(log2: number): boolean {
  return Number.isInteger(log2) && log2 >= MIN_SEGMENT_LOG2 && log2 <= MAX_SEGMENT_LOG2;
}
