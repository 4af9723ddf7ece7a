import { type Bytes, concat } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Pseudonym } from '../core/ids.ts';
import type { Database } from './database.ts';
import { type Keyring, rowKey } from './keyring.ts';
import { HEADER_BYTES, openSegments, sealSegments, TAG_BYTES } from './segment-cipher.ts';

const NOBODY = new Uint8Array();
/** Row of the key of snapshots, which every erasure destroys. */
export const SNAPSHOT_KEY = rowKey('snapshot', NOBODY);
/** 1 MiB: a millisecond of the event loop. */
const SEGMENT_LOG2 = 20;

export interface BegunSnapshot {
  /** Whoever was erased before: the snapshot MUST hold nothing that went with their keys. */
  readonly erased: ReadonlySet<Pseudonym>;
  /** Gives way to others between segments. */
  seal(plaintext: Bytes): Promise<Bytes>;
}

/** Seals copies of what is sealed elsewhere subject by subject, so that they are read at once. Their key goes in the
 *  same write as the key of anybody who is erased: none outlives an erasure, whatever it holds and wherever a copy of
 *  it lies. One that was begun before the erasure and is written after it can be opened no more. */
export class Snapshots {
  readonly #database: Database;
  readonly #keyring: Keyring;
  readonly #erased: () => Promise<ReadonlySet<Pseudonym>>;

  constructor(database: Database, keyring: Keyring, erased: () => Promise<ReadonlySet<Pseudonym>>) {
    this.#database = database;
    this.#keyring = keyring;
    this.#erased = erased;
  }

  /** To be called before what goes in is read: in this order no erasure can fall in between. */
  async begin(): Promise<BegunSnapshot> {
    const key = await this.#key();
    return { erased: await this.#erased(), seal: (plaintext) => seal(key, plaintext) };
  }

  /** Throws KEY_SHREDDED where somebody was erased since it was begun, SEGMENT_CORRUPT for what is no snapshot of this
   *  vault as it was sealed. */
  async open(sealed: Bytes): Promise<Bytes> {
    const key = await this.#keyring.find('snapshot', NOBODY);
    if (key === null) throw new CustosError('KEY_SHREDDED', 'Somebody was erased since the snapshot was made.');
    const opener = openSegments(key, sealed.subarray(0, HEADER_BYTES));
    const step = opener.segmentSize + TAG_BYTES;
    const parts: Bytes[] = [];
    for (let at = HEADER_BYTES, i = 0; at < sealed.length || i === 0; at += step, i++) {
      parts.push(opener.open(i, at + step >= sealed.length, sealed.subarray(at, at + step)));
    }
    return concat(...parts);
  }

  #key(): Promise<Bytes> {
    return this.#keyring.exclusive.take(async () => {
      const known = await this.#keyring.find('snapshot', NOBODY);
      if (known !== null) return known;
      const { key, row } = this.#keyring.wrapNew('snapshot', NOBODY);
      await this.#database.write([{ key: SNAPSHOT_KEY, value: row }]);
      return key;
    });
  }
}

async function seal(key: Bytes, plaintext: Bytes): Promise<Bytes> {
  const sealer = sealSegments(key, { segmentLog2: SEGMENT_LOG2 });
  const parts: Bytes[] = [sealer.header];
  const size = sealer.segmentSize;
  for (let at = 0, i = 0; at < plaintext.length || i === 0; at += size, i++) {
    parts.push(sealer.seal(i, at + size >= plaintext.length, plaintext.subarray(at, at + size)));
    await new Promise(setImmediate);
  }
  return concat(...parts);
}
