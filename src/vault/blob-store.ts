import type { Bytes } from '../core/bytes.ts';

/** Where a value lies. The order of locations is the order of writing: a store on an ordered disk format
 *  MUST use it as key order, because keys in random order cost it three times the writes. */
export interface BlobLocation {
  /** Below 2^48; one draft (later: one published version) fills one volume. */
  readonly volume: number;
  /** Below 2^32; one item. */
  readonly slot: number;
  /** Below 2^32; one segment of the item. */
  readonly segment: number;
}

export interface Blob extends BlobLocation {
  /** Ciphertext, at most `MAX_BLOB_BYTES`. The store may keep a reference until `put` resolves. */
  readonly value: Bytes;
}

/** 1 MiB of payload with its header and tag. */
export const MAX_BLOB_BYTES = 1024 * 1024 + 256;

/** Port to whatever keeps the encrypted payloads. Values are written once and never changed, only removed
 *  with their volume. A store knows nothing of keys, and is not trusted: what it returns is authenticated by
 *  the caller. Every method may reject with STORAGE_FULL, STORE_CORRUPT or IO_FAILED.
 *  `test/vault/blob-store.suite.ts` is the specification in executable form. */
export interface BlobStore {
  /** On stable storage once resolved. After a crash in between, any part of the blobs may be there. */
  put(blobs: readonly Blob[]): Promise<void>;
  get(location: BlobLocation): Promise<Bytes | undefined>;
  /** In the order asked for. */
  getMany(locations: readonly BlobLocation[]): Promise<(Bytes | undefined)[]>;
  /** Removes all values of the volume; of an unknown one, nothing. May be repeated after a crash. */
  removeVolume(volume: number): Promise<void>;
  /** Every volume that holds a value, ascending. */
  volumes(): Promise<number[]>;
  close(): Promise<void>;
}
