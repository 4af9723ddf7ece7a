import { join } from 'node:path';
import { type Bytes, fromHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { DatasetId, Pseudonym } from '../core/ids.ts';
import type { ItemLeaf } from '../core/item.ts';
import type { BlobStore } from './blob-store.ts';
import { Database } from './database.ts';
import { Draft, leafOf } from './draft.ts';
import { ItemRecords } from './item-records.ts';
import { type ItemSecrets, openSecrets } from './item-secrets.ts';
import { Keyring, rowKey } from './keyring.ts';
import { LevelBlobStore } from './level-blob-store.ts';
import type { VersionView } from './manifest.ts';
import type { RootKeySource } from './root-key.ts';
import { deriveKey, hmac, openBox, sealBox } from './sealed-box.ts';
import { SealedRecords } from './sealed-records.ts';
import { type ByteRange, decryptRange } from './segment-stream.ts';
import { type OwnerKeys, ownerKeys } from './subject-keys.ts';
import { Subjects, type Suppression } from './subjects.ts';
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

/** One item of a version, opened: what a requester gets and, with `ownerSalt` and `origin`, what it must not get. */
export interface ItemRecord {
  readonly index: number;
  readonly leaf: ItemLeaf;
  readonly leafHash: Bytes;
  readonly subject: Pseudonym | null;
  readonly kind: string;
  /** Unique within the version. */
  readonly name: string;
  /** Opens `leaf.owner`; for auditors. */
  readonly ownerSalt: Bytes;
  /** Opens `leaf.source`; for auditors. */
  readonly source: ItemSecrets['source'];
  /** For the holder only. */
  readonly origin: string;
}

/** One of a list of items. */
export interface ReadItem {
  readonly index: number;
  /** Null where the subject was erased; the content is empty then. */
  readonly record: ItemRecord | null;
  /** As of `Vault.readItem`; to be taken before the next item is. */
  readonly content: AsyncIterable<Bytes>;
}

/** Items whose records, and first segments where they are small, are fetched at once. */
const LIST_BATCH = 64;
const SMALL_BYTES = 64 * 1024;

/** A sealed draft, and whether it holds just what an earlier version of its dataset holds. */
export interface SealedDraft {
  readonly summary: VersionSummary;
  readonly unchangedSince: VersionSummary | null;
}

export interface BoxSealer {
  seal(context: Bytes, plaintext: Bytes): Bytes;
  open(context: Bytes, box: Bytes): Bytes;
}

/** The encrypted store of one holder. One process at a time; every method may be called concurrently. */
export class Vault {
  readonly subjects: Subjects;
  readonly records: SealedRecords;
  readonly versions: Versions;
  readonly #keys: Database;
  readonly #store: Database;
  readonly #blobs: BlobStore;
  readonly #keyring: Keyring;
  readonly #items: ItemRecords;
  readonly #vaultKey: Bytes;
  readonly #contentKey: Bytes;
  readonly #datasetKeys = new Map<DatasetId, Promise<OwnerKeys>>();

  private constructor(parts: {
    keys: Database;
    store: Database;
    blobs: BlobStore;
    keyring: Keyring;
    vaultKey: Bytes;
    items: ItemRecords;
    versions: Versions;
  }) {
    this.#keys = parts.keys;
    this.#store = parts.store;
    this.#blobs = parts.blobs;
    this.#keyring = parts.keyring;
    this.#items = parts.items;
    this.versions = parts.versions;
    this.subjects = new Subjects(parts.keys, parts.keyring, parts.vaultKey);
    this.records = new SealedRecords(parts.store, this.subjects, parts.vaultKey);
    this.#vaultKey = parts.vaultKey;
    this.#contentKey = deriveKey(parts.vaultKey, 'content');
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
      const items = new ItemRecords(store);
      const versions = await Versions.open({ database: store, blobs, records: items, vaultKey });
      return new Vault({ keys, store, blobs, keyring, vaultKey, items, versions });
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
      contentKey: hmac(this.#contentKey, fromHex(dataset, 32)),
      itemKey: async (owner) => (await this.#ownerKeys(dataset, owner)).items,
    });
  }

  /** Makes the draft a version that waits for the chain. It is durable once resolved. */
  async seal(draft: Draft): Promise<SealedDraft> {
    const earlier = this.versions.list(draft.dataset);
    const summary = await this.versions.seal(draft);
    const unchangedSince = earlier.findLast(({ contentDigest }) => contentDigest === summary.contentDigest) ?? null;
    return { summary, unchangedSince };
  }

  /** Removes a draft, or a sealed version that is not published. */
  async discard(draft: Draft | number): Promise<void> {
    if (typeof draft === 'number') return this.versions.discard(draft);
    await draft.abandon();
    await this.versions.removeVolume(draft.volume);
  }

  /** The items' records in the order asked for; null for those of erased subjects. Throws ITEM_UNKNOWN. */
  async itemRecords(volume: number, indexes: readonly number[]): Promise<(ItemRecord | null)[]> {
    const view = await this.versions.view(volume);
    const secrets = await this.#secrets(view, volume, indexes);
    return indexes.map((index, i) => {
      const secret = secrets[i];
      return secret === null || secret === undefined ? null : describe(view, index, secret);
    });
  }

  /** Throws KEY_SHREDDED for an item of an erased subject. */
  async itemRecord(volume: number, index: number): Promise<ItemRecord> {
    const [record] = await this.itemRecords(volume, [index]);
    if (record === null || record === undefined) throw shredded();
    return record;
  }

  /** The plaintext of an item, or of a range of it. Every piece was authenticated before it is yielded; a damaged
   *  store throws SEGMENT_CORRUPT or ITEM_CORRUPT at that place, an erased subject KEY_SHREDDED. The subject's
   *  erasure takes effect at the next call, not within a running one. */
  async *readItem(volume: number, index: number, options: { range?: ByteRange } = {}): AsyncGenerator<Bytes> {
    const view = await this.versions.view(volume);
    const [secrets] = await this.#secrets(view, volume, [index]);
    if (secrets === null || secrets === undefined) throw shredded();
    const size = view.sizes[index] ?? 0;
    yield* this.#content(volume, view, index, secrets.dataKey, options.range ?? { from: 0, to: size });
  }

  /** The items in the order asked for, at a fraction of the cost of reading each alone where they are small. Holds a
   *  batch of 64 small items in memory. Fails as `readItem` does, at that item. */
  async *readItems(volume: number, indexes: readonly number[]): AsyncGenerator<ReadItem> {
    const view = await this.versions.view(volume);
    for (let at = 0; at < indexes.length; at += LIST_BATCH) {
      const batch = indexes.slice(at, at + LIST_BATCH);
      const [secrets, heads] = await Promise.all([
        this.#secrets(view, volume, batch),
        this.#smallHeads(volume, view, batch),
      ]);
      for (const [i, index] of batch.entries()) {
        const secret = secrets[i] ?? null;
        const range = { from: 0, to: view.sizes[index] ?? 0 };
        yield {
          index,
          record: secret === null ? null : describe(view, index, secret),
          content:
            secret === null ? nothing() : this.#content(volume, view, index, secret.dataKey, range, heads.get(index)),
        };
      }
    }
  }

  /** Keys of the release rows' PRF; null for erased or unknown subjects. */
  async rowKeys(subjects: readonly Pseudonym[]): Promise<(Bytes | null)[]> {
    return (await this.subjects.keysOf(subjects)).map((keys) => keys?.rows ?? null);
  }

  /** Key of the release rows of the dataset's shared items. */
  async datasetRowKey(dataset: DatasetId): Promise<Bytes> {
    return (await this.#ownerKeys(dataset, null)).rows;
  }

  /** HMAC-SHA-256 of the owner's row key over `rowInput` of core. Throws KEY_SHREDDED, KEY_MISSING. */
  async rowPrf(dataset: DatasetId, subject: Pseudonym | null, input: Bytes): Promise<Bytes> {
    return hmac((await this.#ownerKeys(dataset, subject)).rows, input);
  }

  /** See `Subjects.shred`. */
  async shredSubject(pseudonym: Pseudonym, optOut: Suppression['optOut'] = 'none'): Promise<boolean> {
    return this.subjects.shred(pseudonym, optOut);
  }

  /** Seals small things that lie outside the store, synchronously. `context` names the place, is used for one box only,
   *  and gives each box a key of its own. `open` throws STORE_CORRUPT. */
  sealer(purpose: string): BoxSealer {
    const base = deriveKey(this.#vaultKey, `sealer/${purpose}`);
    return {
      seal: (context, plaintext) => sealBox(hmac(base, context), context, plaintext),
      open: (context, box) => openBox(hmac(base, context), context, box),
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

  #content(
    volume: number,
    view: VersionView,
    index: number,
    dataKey: Bytes,
    range: ByteRange,
    head?: Bytes,
  ): AsyncGenerator<Bytes> {
    const slot = view.slots[index] ?? 0;
    return decryptRange(dataKey, view.sizes[index] ?? 0, range, async (segment) => {
      const value = segment === 0 && head !== undefined ? head : await this.#blobs.get({ volume, slot, segment });
      if (value !== undefined) return value;
      throw new CustosError('SEGMENT_CORRUPT', `Segment ${segment} is gone from the store.`, { details: { segment } });
    });
  }

  async #smallHeads(volume: number, view: VersionView, indexes: readonly number[]): Promise<Map<number, Bytes>> {
    const small = indexes.filter((index) => (view.sizes[index] ?? Number.POSITIVE_INFINITY) <= SMALL_BYTES);
    const locations = small.map((index) => ({ volume, slot: view.slots[index] ?? 0, segment: 0 }));
    const values = await this.#blobs.getMany(locations);
    const heads = new Map<number, Bytes>();
    for (const [i, index] of small.entries()) {
      const value = values[i];
      if (value !== undefined) heads.set(index, value);
    }
    return heads;
  }

  /** Null where the subject was erased. */
  async #secrets(view: VersionView, volume: number, indexes: readonly number[]): Promise<(ItemSecrets | null)[]> {
    const { dataset } = this.versions.summary(volume);
    for (const index of indexes) {
      if (Number.isInteger(index) && index >= 0 && index < view.items) continue;
      throw new CustosError('ITEM_UNKNOWN', `The version has ${view.items} items; there is no item ${index}.`);
    }
    const slots = indexes.map((index) => view.slots[index] ?? 0);
    const [boxes, keys] = await Promise.all([
      this.#items.getMany(volume, slots),
      this.#itemKeys(view, dataset, indexes),
    ]);
    return boxes.map((box, i) => {
      const key = keys[i];
      return key === null || key === undefined ? null : openSecrets(key, volume, slots[i] ?? 0, box);
    });
  }

  async #itemKeys(view: VersionView, dataset: DatasetId, indexes: readonly number[]): Promise<(Bytes | null)[]> {
    const shared = (await this.#ownerKeys(dataset, null)).items;
    const owners = indexes.map((index) => view.subjectOf[index] ?? -1);
    const pseudonyms = owners.filter((owner) => owner !== -1).map((owner) => view.pseudonym(owner));
    const found = await this.subjects.keysOf(pseudonyms);
    let next = 0;
    return owners.map((owner) => (owner === -1 ? shared : (found[next++]?.items ?? null)));
  }

  async #ownerKeys(dataset: DatasetId, subject: Pseudonym | null): Promise<OwnerKeys> {
    if (subject !== null) return this.subjects.keys(subject);
    const known = this.#datasetKeys.get(dataset);
    if (known !== undefined) return known;
    const keys = this.#datasetKey(dataset).then(ownerKeys);
    this.#datasetKeys.set(dataset, keys);
    keys.catch(() => this.#datasetKeys.delete(dataset));
    return keys;
  }

  async #datasetKey(dataset: DatasetId): Promise<Bytes> {
    const id = fromHex(dataset, 32);
    return this.#keyring.exclusive.run(async () => {
      const known = await this.#keyring.find('dataset', id);
      if (known !== null) return known;
      const { key, row } = this.#keyring.wrapNew('dataset', id);
      await this.#keys.write([{ key: rowKey('dataset', id), value: row }]);
      return key;
    });
  }
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

function describe(view: VersionView, index: number, secrets: ItemSecrets): ItemRecord {
  const ordinal = view.subjectOf[index] ?? -1;
  const subject = ordinal === -1 ? null : view.pseudonym(ordinal);
  const mediaType = view.mediaTypes[view.mediaTypeOf[index] ?? 0] ?? '';
  return {
    index,
    leaf: leafOf(secrets, view.sizes[index] ?? 0, mediaType, view.categories[index] ?? 0, subject),
    leafHash: view.tree.leaf(index),
    subject,
    kind: view.kinds[view.kindOf[index] ?? 0] ?? '',
    name: `${index}-${secrets.name}`,
    ownerSalt: secrets.ownerSalt,
    source: secrets.source,
    origin: secrets.origin,
  };
}

function shredded(): CustosError {
  return new CustosError('KEY_SHREDDED', 'The subject was erased; its data cannot be decrypted any more.');
}

async function* nothing(): AsyncGenerator<Bytes> {}
