import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { Column } from './column.ts';

/** What a version was made of: a keyed hash of the id of each resource or file, whose it is, and its kind. Tells which
 *  of them the next version lacks, or gives to somebody else. */
export interface Sources {
  readonly hashes: Float64Array;
  /** Ordinals of subjects as in the version's view; -1: of nobody. */
  readonly owners: Int32Array;
  /** Indexes into the version's kinds. */
  readonly kinds: Uint16Array;
}

const ROW_BYTES = 8 + 4 + 2;
/** A few milliseconds’ work. */
const ROWS_A_TURN = 65_536;

/** Sources that are noted one by one. */
export class SourceColumns {
  readonly #hashes = new Column(Float64Array);
  readonly #owners = new Column(Int32Array);
  readonly #kinds = new Column(Uint16Array);

  add(hash: number, owner: number, kind: number): void {
    this.#hashes.push(hash);
    this.#owners.push(owner);
    this.#kinds.push(kind);
  }

  view(): Sources {
    return { hashes: this.#hashes.view(), owners: this.#owners.view(), kinds: this.#kinds.view() };
  }
}

/** Per source: hash f64 ‖ owner i32 ‖ kind u16. Others take their turns meanwhile. */
export async function encodeSources({ hashes, owners, kinds }: Sources): Promise<Bytes> {
  const out = Buffer.alloc(hashes.length * ROW_BYTES);
  for (let i = 0, at = 0; i < hashes.length; i++, at += ROW_BYTES) {
    out.writeDoubleBE(hashes[i] ?? 0, at);
    out.writeInt32BE(owners[i] ?? 0, at + 8);
    out.writeUInt16BE(kinds[i] ?? 0, at + 12);
    if (i % ROWS_A_TURN === ROWS_A_TURN - 1) await new Promise(setImmediate);
  }
  return out;
}

/** `bytes` are authentic: whoever stored them has checked that. */
export function decodeSources(bytes: Bytes): Sources {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = buffer.length / ROW_BYTES;
  if (!Number.isInteger(count)) throw new CustosError('STORE_CORRUPT', 'The sources of a version are cut short.');
  const sources = {
    hashes: new Float64Array(count),
    owners: new Int32Array(count),
    kinds: new Uint16Array(count),
  };
  for (let i = 0, at = 0; i < count; i++, at += ROW_BYTES) {
    sources.hashes[i] = buffer.readDoubleBE(at);
    sources.owners[i] = buffer.readInt32BE(at + 8);
    sources.kinds[i] = buffer.readUInt16BE(at + 12);
  }
  return sources;
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
