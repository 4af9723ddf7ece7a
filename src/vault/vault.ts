import { createSecretKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { type Bytes, fromHex, uintBytes, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { DatasetId, Pseudonym } from '../core/ids.ts';
import type { BlobStore } from './blob-store.ts';
import type { KeyRange } from './census.ts';
import { Database } from './database.ts';
import { Draft } from './draft.ts';
import { ItemReader, type ItemRecord, type OpenedItem, type ReadItem } from './item-reader.ts';
import { ItemRecords } from './item-records.ts';
import { Keyring } from './keyring.ts';
import { LevelBlobStore } from './level-blob-store.ts';
import { Owners } from './owners.ts';
import type { RootKeySource } from './root-key.ts';
import { DrawnBytes, deriveKey, hmac, NONCE_BYTES, openBox, sealBox } from './sealed-box.ts';
import { SealedRecords } from './sealed-records.ts';
import type { ByteRange } from './segment-stream.ts';
import { Snapshots } from './snapshots.ts';
import type { Suppression } from './subject-index.ts';
import { Subjects } from './subjects.ts';
import { type VersionSummary, Versions } from './versions.ts';

export interface VaultOptions {
  /** `keys/` and `store/` are made in it, each a database of its own. */
  readonly directory: string;
  readonly rootKey: RootKeySource;
  /** Makes the keys of a new vault; without it, absent keys are KEY_MISSING. Default false. */
  readonly create?: boolean;
  /** Where payloads lie; by default in Level under `store/blobs`. The vault closes it. */
  readonly blobs?: BlobStore;
}

/** All but the records of root and vault key, which are written before there is a key to count with. */
const COUNTED_KEYS = [rangeOf('D', 'R'), rangeOf('S', 'V'), rangeOf('W', '{')];
/** Terms of grants, what belongs to datasets, summaries of versions, and the next volume's number. Not items, which
 *  manifests name, nor what is written with every request. */
const COUNTED_RECORDS = [
  rangeOf('N', 'O'),
  rangeOf('rdataset\0', 'rdataset\u0001'),
  rangeOf('rterms\0', 'rterms\u0001'),
  rangeOf('v', 'w'),
];

/** A sealed draft, and the version of its dataset that holds just the same: the last published one, else the last. */
export interface SealedDraft {
  readonly summary: VersionSummary;
  readonly unchangedSince: VersionSummary | null;
}

export interface BoxSealer {
  seal(group: number, context: Bytes, plaintext: Bytes): Bytes;
  open(group: number, context: Bytes, box: Bytes): Bytes;
}

/** The encrypted store of one holder. One process at a time; every method may be called concurrently. */
export class Vault {
  readonly subjects: Subjects;
  readonly records: SealedRecords;
  readonly versions: Versions;
  readonly snapshots: Snapshots;
  /** Of `sourceHash`: secret, and the same for all versions. */
  readonly sourceSeed: number;
  readonly #keys: Database;
  readonly #store: Database;
  readonly #blobs: BlobStore;
  readonly #keyring: Keyring;
  readonly #items: ItemRecords;
  readonly #vaultKey: Bytes;
  readonly #contentKey: Bytes;
  readonly #owners: Owners;
  readonly #reader: ItemReader;

  private constructor(parts: {
    keys: Database;
    store: Database;
    blobs: BlobStore;
    keyring: Keyring;
    vaultKey: Bytes;
    items: ItemRecords;
    versions: Versions;
    subjects: Subjects;
  }) {
    this.#keys = parts.keys;
    this.#store = parts.store;
    this.#blobs = parts.blobs;
    this.#keyring = parts.keyring;
    this.#items = parts.items;
    this.versions = parts.versions;
    this.subjects = parts.subjects;
    this.snapshots = new Snapshots(parts.keys, parts.keyring, () => this.subjects.erased());
    this.records = new SealedRecords(parts.store, this.subjects, parts.vaultKey);
    this.#vaultKey = parts.vaultKey;
    this.sourceSeed = Buffer.from(deriveKey(parts.vaultKey, 'source-ids')).readInt32BE(0);
    this.#owners = new Owners(parts.keys, parts.keyring, this.subjects);
    this.#contentKey = deriveKey(parts.vaultKey, 'content');
    const { versions, blobs, items: records } = parts;
    this.#reader = new ItemReader({ versions, blobs, records, subjects: this.subjects, owners: this.#owners });
  }

  /** Refuses a wrong root key (KEY_WRONG), absent keys (KEY_MISSING), a key file that others may read
   *  (CONFIG_INVALID) and a directory in use (DATA_DIR_IN_USE). Removes what interrupted imports left. */
  static async open(options: VaultOptions): Promise<Vault> {
    const open: { close(): Promise<void> }[] = [];
    try {
      const keys = await Database.open(join(options.directory, 'keys'));
      open.push(keys);
      const store = await Database.open(join(options.directory, 'store', 'records'));
      open.push(store);
      const blobs = options.blobs ?? (await LevelBlobStore.open(join(options.directory, 'store', 'blobs')));
      open.push(blobs);
      const keyring = await openKeyring(keys, store, options);
      const vaultKey = await keyring.vaultKey();
      const counts = await Subjects.isIndexed(keys);
      // Before versions are read: what no version names is removed. The keys last: they tell whether there was a count.
      await store.count('versions and consents', vaultKey, COUNTED_RECORDS, counts);
      await keys.count('patients and keys', vaultKey, COUNTED_KEYS, counts);
      const items = new ItemRecords(store);
      const versions = await Versions.open({ database: store, blobs, records: items, vaultKey });
      const subjects = await Subjects.open(keys, keyring, vaultKey);
      return new Vault({ keys, store, blobs, keyring, vaultKey, items, versions, subjects });
    } catch (error) {
      for (const part of open) await part.close();
      throw error;
    }
  }

  async createDraft(dataset: DatasetId): Promise<Draft> {
    const volume = await this.versions.newVolume();
    return new Draft(dataset, volume, {
      blobs: this.#blobs,
      records: this.#items,
      contentKey: createSecretKey(hmac(this.#contentKey, fromHex(dataset, 32))),
      sourceSeed: this.sourceSeed,
      itemKey: async (owner) => (await this.#owners.keys(dataset, owner)).items,
    });
  }

  /** Makes the draft a version that waits for the chain. It is durable once resolved. */
  async seal(draft: Draft): Promise<SealedDraft> {
    const earlier = this.versions.list(draft.dataset);
    const summary = await this.versions.seal(draft);
    const same = earlier.filter(({ contentDigest }) => contentDigest === summary.contentDigest);
    const unchangedSince = same.findLast(({ state }) => state === 'published') ?? same.at(-1) ?? null;
    return { summary, unchangedSince };
  }

  /** Removes a draft, now or when the store takes writes again, or a sealed version that is not published. */
  async discard(draft: Draft | number): Promise<void> {
    if (typeof draft === 'number') return this.versions.discard(draft);
    await draft.abandon();
    await this.versions.dropVolume(draft.volume);
  }

  /** See `ItemReader.records`. */
  itemRecords(volume: number, indexes: readonly number[]): Promise<(ItemRecord | null)[]> {
    return this.#reader.records(volume, indexes);
  }

  /** See `ItemReader.open`. */
  openItem(volume: number, index: number): Promise<OpenedItem> {
    return this.#reader.open(volume, index);
  }

  /** See `ItemReader.read`. */
  readItem(volume: number, index: number, options: { range?: ByteRange } = {}): AsyncGenerator<Bytes> {
    return this.#reader.read(volume, index, options);
  }

  /** See `ItemReader.readList`. */
  readItems(volume: number, indexes: readonly number[]): AsyncGenerator<ReadItem> {
    return this.#reader.readList(volume, indexes);
  }

  /** Keys of the release rows' PRF; null for erased or unknown subjects. */
  async rowKeys(subjects: readonly Pseudonym[]): Promise<(KeyObject | null)[]> {
    return (await this.subjects.keysOf(subjects)).map((keys) => keys?.rows ?? null);
  }

  /** Key of the release rows of the dataset's shared items. */
  async datasetRowKey(dataset: DatasetId): Promise<KeyObject> {
    return (await this.#owners.keys(dataset, null)).rows;
  }

  /** HMAC-SHA-256 of the owner's row key over `rowInput` of core. Throws KEY_SHREDDED, KEY_MISSING. */
  async rowPrf(dataset: DatasetId, subject: Pseudonym | null, input: Bytes): Promise<Bytes> {
    return hmac((await this.#owners.keys(dataset, subject)).rows, input);
  }

  /** See `Subjects.shred`. */
  async shredSubject(pseudonym: Pseudonym, optOut: Suppression['optOut'] = 'none'): Promise<boolean> {
    return this.subjects.shred(pseudonym, optOut);
  }

  /** Seals small things that lie outside the store, synchronously. `context` names the place of the box. Each group has
   *  a key of its own, and at most 2^32 boxes. `open` throws STORE_CORRUPT. */
  sealer(purpose: string): BoxSealer {
    const base = deriveKey(this.#vaultKey, `sealer/${purpose}`);
    const nonces = new DrawnBytes(NONCE_BYTES);
    let last = { group: -1, key: createSecretKey(base) };
    const keyOf = (group: number) => {
      if (group !== last.group) last = { group, key: createSecretKey(hmac(base, uintBytes(group, 8))) };
      return last.key;
    };
    return {
      seal: (group, context, plaintext) => sealBox(keyOf(group), context, plaintext, nonces.next()),
      open: (group, context, box) => openBox(keyOf(group), context, box),
    };
  }

  /** See `Keyring.rotate`. */
  async rotateRoot(source: RootKeySource): Promise<void> {
    await this.#keyring.rotate(source);
  }

  async close(): Promise<void> {
    await this.#blobs.close();
    await this.#store.close();
    await this.#keys.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function rangeOf(from: string, to: string): KeyRange {
  return { from: utf8(from), to: utf8(to) };
}

async function openKeyring(keys: Database, store: Database, options: VaultOptions): Promise<Keyring> {
  if (options.create !== true || (await Keyring.exists(keys))) return Keyring.open(keys, options.rootKey);
  const used = await store.firstKey(new Uint8Array(), Uint8Array.of(0xff));
  if (used === undefined) return Keyring.create(keys, options.rootKey);
  throw new CustosError(
    'KEY_MISSING',
    'The store holds data, but its keys are gone. Restore the keys from their backup.',
  );
}
