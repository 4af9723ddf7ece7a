import { hash } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { Column } from './column.ts';

/** What a version was made of: a keyed hash of the id of each resource or file, whose it is, and its kind. Tells which
 *  of them the next version lacks, holds in other words, or gives to somebody else. */
export interface Sources {
  readonly hashes: Float64Array;
  /** Ordinals of subjects as in the version's view; -1: of nobody. */
  readonly owners: Int32Array;
  /** Indexes into the version's kinds. */
  readonly kinds: Uint16Array;
  /** What each held, as `contentHash`; null of a version that was made before that was noted. */
  readonly contents: Float64Array | null;
}

const ROW_BYTES = 8 + 4 + 2;
const CONTENT_BYTES = 8;
/** A few milliseconds’ work. */
const ROWS_A_TURN = 65_536;

/** Sources that are noted one by one. */
export class SourceColumns {
  readonly #hashes = new Column(Float64Array);
  readonly #owners = new Column(Int32Array);
  readonly #kinds = new Column(Uint16Array);
  readonly #contents = new Column(Float64Array);

  add(hash: number, owner: number, kind: number, content: number): void {
    this.#hashes.push(hash);
    this.#owners.push(owner);
    this.#kinds.push(kind);
    this.#contents.push(content);
  }

  view(): Sources {
    return {
      hashes: this.#hashes.view(),
      owners: this.#owners.view(),
      kinds: this.#kinds.view(),
      contents: this.#contents.view(),
    };
  }
}

/** Per source: hash f64 ‖ owner i32 ‖ kind u16, and content f64 where contents were noted. Others take their turns meanwhile. */
export async function encodeSources({ hashes, owners, kinds, contents }: Sources): Promise<Bytes> {
  const rowBytes = rowBytesOf(contents !== null);
  const out = Buffer.alloc(hashes.length * rowBytes);
  for (let i = 0, at = 0; i < hashes.length; i++, at += rowBytes) {
    out.writeDoubleBE(hashes[i] ?? 0, at);
    out.writeInt32BE(owners[i] ?? 0, at + 8);
    out.writeUInt16BE(kinds[i] ?? 0, at + 12);
    if (contents !== null) out.writeDoubleBE(contents[i] ?? 0, at + ROW_BYTES);
    if (i % ROWS_A_TURN === ROWS_A_TURN - 1) await new Promise(setImmediate);
  }
  return out;
}

/** `bytes` are authentic: whoever stored them has checked that. */
export function decodeSources(bytes: Bytes, hasContents: boolean): Sources {
  const rowBytes = rowBytesOf(hasContents);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = buffer.length / rowBytes;
  if (!Number.isInteger(count)) throw new CustosError('STORE_CORRUPT', 'The sources of a version are cut short.');
  const sources = {
    hashes: new Float64Array(count),
    owners: new Int32Array(count),
    kinds: new Uint16Array(count),
    contents: hasContents ? new Float64Array(count) : null,
  };
  for (let i = 0, at = 0; i < count; i++, at += rowBytes) {
    sources.hashes[i] = buffer.readDoubleBE(at);
    sources.owners[i] = buffer.readInt32BE(at + 8);
    sources.kinds[i] = buffer.readUInt16BE(at + 12);
    if (sources.contents) sources.contents[i] = buffer.readDoubleBE(at + ROW_BYTES);
  }
  return sources;
}

function rowBytesOf(hasContents: boolean): number {
  return hasContents ? ROW_BYTES + CONTENT_BYTES : ROW_BYTES;
}

/** 48 bits of what a source holds: equal for equal bytes. */
export function contentHash(bytes: Bytes): number {
  return contentOf(hash('sha256', bytes, 'buffer'));
}

/** As `contentHash`, of a SHA-256 that is known already. */
export function contentOf(sha256: Bytes): number {
  return Buffer.from(sha256.buffer, sha256.byteOffset, sha256.length).readUIntBE(0, 6);
}

/** 53 bits of a text, equal for equal texts under one seed. Two rounds of 32 bits (FNV-1a, and its mirror with another
 *  prime), seeded with a secret so that nobody can aim at collisions: whoever relies on it compares the texts, or
 *  counts only. */
export function sourceHash(text: string, seed: number): number {
  let low = seed ^ 0x811c9dc5;
  let high = ~seed ^ 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return (high >>> 11) * 0x100000000 + (low >>> 0);
}
