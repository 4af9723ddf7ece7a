import { type Bytes, concat, readUint, utf8 } from './bytes.ts';
import type { LeafJson } from './content.ts';
import { CustosError } from './errors.ts';

/** The content stream (docs/formats.md): `CONTENT_START`, then records, each of a type (one ASCII byte), the length of
 *  its payload (u32) and the payload. `content-decoder.ts` reads it. */
export const CONTENT_TYPE = 'application/vnd.custos.content';
export const CONTENT_START: Bytes = utf8('custos-content/v1\n');
/** Type and length. */
export const RECORD_HEAD_BYTES = 5;

/** Begins a release: its entry is durable before this record is sent. */
export interface ReleaseHead {
  /** tlog-proof@v1 of the entry, which names the release root and count. */
  readonly receipt: string;
  readonly seq: number;
  readonly count: number;
  /** Items in the version's manifest. Nothing commits to it. */
  readonly manifestSize: number;
}

/** All rows of a release in order of position, with what proves the item leaves in the manifest. */
export interface ReleaseRows {
  /** Numbers of the items in the version's manifest, ascending. */
  readonly indexes: readonly number[];
  /** Leaf hash of each item. */
  readonly leaves: readonly Bytes[];
  /** Second half of each row: hides whose the item is. */
  readonly bindings: readonly Bytes[];
  /** Multiproof of the leaf hashes in the manifest (`multiproof.ts`). */
  readonly proof: readonly Bytes[];
}

/** Begins the next item by position; data records with its bytes follow. */
export interface ItemHead {
  /** Suggested file name, unique within the version; no path. */
  readonly name: string;
  /** Its leaf hash is the one of the rows. */
  readonly leaf: LeafJson;
}

/** Ends the stream; one without it was cut off. */
export interface ContentEnd {
  readonly releases: number;
  readonly items: number;
  /** Number of items withheld, by reason. */
  readonly withheld: Readonly<Record<string, number>>;
}

export type RecordKind = 'release' | 'rows' | 'item' | 'data' | 'end';

/** Type byte and longest payload of each kind of record. The longest data is the longest segment; 4 MiB hold the rows of
 *  4,096 items scattered over a manifest of 2^32. */
export const RECORDS: Readonly<Record<RecordKind, { readonly type: number; readonly max: number }>> = {
  release: { type: 0x52, max: 2 ** 20 },
  rows: { type: 0x4d, max: 2 ** 22 },
  item: { type: 0x49, max: 2 ** 20 },
  data: { type: 0x44, max: 2 ** 20 },
  end: { type: 0x45, max: 2 ** 20 },
};

const HASH_BYTES = 32;
const ROW_BYTES = 4 + 2 * HASH_BYTES;

export function encodeRelease(release: ReleaseHead): Bytes {
  return record('release', utf8(JSON.stringify(release)));
}

export function encodeRows({ indexes, leaves, bindings, proof }: ReleaseRows): Bytes {
  const payload = new Uint8Array(indexes.length * ROW_BYTES + proof.length * HASH_BYTES);
  const view = new DataView(payload.buffer);
  for (const [row, index] of indexes.entries()) {
    view.setUint32(row * ROW_BYTES, index);
    payload.set(hash(leaves[row]), row * ROW_BYTES + 4);
    payload.set(hash(bindings[row]), row * ROW_BYTES + 4 + HASH_BYTES);
  }
  for (const [i, one] of proof.entries()) payload.set(hash(one), indexes.length * ROW_BYTES + i * HASH_BYTES);
  return record('rows', payload);
}

export function encodeItem(item: ItemHead): Bytes {
  return record('item', utf8(JSON.stringify(item)));
}

/** What stands before `length` bytes of data: they need not be copied behind it. */
export function dataHead(length: number): Bytes {
  if (length === 0) throw new CustosError('ENCODING_INVALID', 'A data record holds at least one byte.');
  return recordHead('data', length);
}

export function encodeEnd(end: ContentEnd): Bytes {
  return record('end', utf8(JSON.stringify(end)));
}

/** Reads the payload of the rows of `count` items. PROOF_INVALID where it holds others. */
export function decodeRows(payload: Bytes, count: number): ReleaseRows {
  const proofAt = count * ROW_BYTES;
  const hashes = (payload.length - proofAt) / HASH_BYTES;
  if (hashes < 0 || !Number.isInteger(hashes)) throw unreadable('the rows of a release are not as many as its items');
  const hashAt = (from: number) => payload.subarray(from, from + HASH_BYTES);
  const rows = Array.from({ length: count }, (_, row) => row * ROW_BYTES);
  return {
    indexes: rows.map((row) => readUint(payload, row, 4)),
    leaves: rows.map((row) => hashAt(row + 4)),
    bindings: rows.map((row) => hashAt(row + 4 + HASH_BYTES)),
    proof: Array.from({ length: hashes }, (_, i) => hashAt(proofAt + i * HASH_BYTES)),
  };
}

/** Of a stream that is not as the format says. */
export function unreadable(why: string): CustosError {
  return new CustosError('PROOF_INVALID', `The content does not verify: ${why}. Keep its receipt and tell an auditor.`);
}

function record(kind: RecordKind, payload: Bytes): Bytes {
  return concat(recordHead(kind, payload.length), payload);
}

function recordHead(kind: RecordKind, length: number): Bytes {
  const { type, max } = RECORDS[kind];
  if (length > max) throw new CustosError('INPUT_TOO_LARGE', `A record of ${kind} has ${length} bytes; ${max} fit.`);
  const head = new Uint8Array(RECORD_HEAD_BYTES);
  head[0] = type;
  new DataView(head.buffer).setUint32(1, length);
  return head;
}

function hash(bytes: Bytes | undefined): Bytes {
  if (bytes?.length === HASH_BYTES) return bytes;
  throw new CustosError('ENCODING_INVALID', 'A hash has 32 bytes.');
}
