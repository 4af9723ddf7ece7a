import { type Bytes, readUint } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { type Blob, type BlobLocation, type BlobStore, MAX_BLOB_BYTES } from './blob-store.ts';
import { Database } from './database.ts';

const KEY_BYTES = 14;
const LAST_VOLUME = 2 ** 48 - 1;
/** Two of these are in memory at once. Larger ones would save a few percent of the writes (2.00 to 1.95 a byte). */
const WRITE_BUFFER_BYTES = 4 * 1024 * 1024;

/** Blobs in a Level database under big-endian keys in order of writing: each byte is written to Level's log
 *  and once to a table, which later only changes its level by name. */
export class LevelBlobStore implements BlobStore {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async open(directory: string): Promise<LevelBlobStore> {
    return new LevelBlobStore(await Database.open(directory, { writeBufferBytes: WRITE_BUFFER_BYTES }));
  }

  async put(blobs: readonly Blob[]): Promise<void> {
    for (const { value } of blobs) {
      if (value.length > MAX_BLOB_BYTES) throw new CustosError('INPUT_TOO_LARGE', 'A blob is larger than 1 MiB.');
    }
    await this.#database.write(blobs.map((blob) => ({ key: blobKey(blob), value: blob.value })));
  }

  async get(location: BlobLocation): Promise<Bytes | undefined> {
    return this.#database.get(blobKey(location));
  }

  async getMany(locations: readonly BlobLocation[]): Promise<(Bytes | undefined)[]> {
    return this.#database.getMany(locations.map(blobKey));
  }

  async removeVolume(volume: number): Promise<void> {
    const from = blobKey({ volume, slot: 0, segment: 0 });
    const to = afterVolume(volume);
    if ((await this.#database.firstKey(from, to)) === undefined) return;
    await this.#database.clear(from, to);
    await this.#database.compact(from, to);
  }

  async volumes(): Promise<number[]> {
    const found: number[] = [];
    const end = afterVolume(LAST_VOLUME);
    let from: Bytes = new Uint8Array(KEY_BYTES);
    for (;;) {
      const key = await this.#database.firstKey(from, end);
      if (key === undefined) return found;
      const volume = readUint(key, 0, 6);
      found.push(volume);
      from = afterVolume(volume);
    }
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

function blobKey({ volume, slot, segment }: BlobLocation): Bytes {
  const key = Buffer.allocUnsafe(KEY_BYTES);
  key.writeUIntBE(volume, 0, 6);
  key.writeUInt32BE(slot, 6);
  key.writeUInt32BE(segment, 10);
  return key;
}

function afterVolume(volume: number): Bytes {
  const key = Buffer.alloc(KEY_BYTES + 1, 0xff);
  key.writeUIntBE(volume, 0, 6);
  return key;
}
