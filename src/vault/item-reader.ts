import type { KeyObject } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { DatasetId, Pseudonym } from '../core/ids.ts';
import type { ItemLeaf } from '../core/item.ts';
import type { BlobStore } from './blob-store.ts';
import { leafOf } from './draft.ts';
import type { ItemRecords } from './item-records.ts';
import { type ItemSecrets, openSecrets } from './item-secrets.ts';
import type { VersionView } from './manifest.ts';
import type { Owners } from './owners.ts';
import { type ByteRange, decryptOnly, decryptRange } from './segment-stream.ts';
import type { Subjects } from './subjects.ts';
import type { Versions } from './versions.ts';

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
  /** As of `ItemReader.read`; to be taken before the next item is. At hand at once where the item is small. */
  readonly content: AsyncIterable<Bytes> | Iterable<Bytes>;
}

/** One item, opened for its record and its bytes at once. */
export interface OpenedItem {
  readonly record: ItemRecord;
  /** As `ItemReader.read`, of the key as it was when the item was opened. */
  read(range?: ByteRange): AsyncGenerator<Bytes>;
}

/** Items whose records, and first segments where they are small, are fetched at once. */
const LIST_BATCH = 64;
const SMALL_BYTES = 64 * 1024;

export interface ItemPorts {
  readonly versions: Versions;
  readonly records: ItemRecords;
  readonly blobs: BlobStore;
  readonly subjects: Subjects;
  readonly owners: Owners;
}

/** Opens the items of sealed versions. */
export class ItemReader {
  readonly #versions: Versions;
  readonly #records: ItemRecords;
  readonly #blobs: BlobStore;
  readonly #subjects: Subjects;
  readonly #owners: Owners;

  constructor(ports: ItemPorts) {
    this.#versions = ports.versions;
    this.#records = ports.records;
    this.#blobs = ports.blobs;
    this.#subjects = ports.subjects;
    this.#owners = ports.owners;
  }

  /** The items' records in the order asked for; null for those of erased subjects. Throws ITEM_UNKNOWN. */
  async records(volume: number, indexes: readonly number[]): Promise<(ItemRecord | null)[]> {
    const view = await this.#versions.view(volume);
    const secrets = await this.#secrets(view, volume, indexes);
    return indexes.map((index, i) => {
      const secret = secrets[i];
      return secret === null || secret === undefined ? null : describe(view, index, secret);
    });
  }

  /** Throws KEY_SHREDDED for an item of an erased subject, ITEM_UNKNOWN. */
  async open(volume: number, index: number): Promise<OpenedItem> {
    const view = await this.#versions.view(volume);
    const [[secrets], heads] = await Promise.all([
      this.#secrets(view, volume, [index]),
      this.#smallHeads(volume, view, [index]),
    ]);
    if (secrets === null || secrets === undefined) throw shredded();
    const whole = { from: 0, to: view.sizes[index] ?? 0 };
    return {
      record: describe(view, index, secrets),
      read: (range = whole) => this.#content(volume, view, index, secrets.dataKey, range, heads.get(index)),
    };
  }

  /** The plaintext of an item, or of a range of it. Every piece was authenticated before it is yielded; a damaged
   *  store throws SEGMENT_CORRUPT or ITEM_CORRUPT at that place, an erased subject KEY_SHREDDED. The subject's
   *  erasure takes effect at the next call, not within a running one. */
  async *read(volume: number, index: number, options: { range?: ByteRange } = {}): AsyncGenerator<Bytes> {
    const item = await this.open(volume, index);
    yield* item.read(options.range);
  }

  /** The items in the order asked for, at a fraction of the cost of reading each alone where they are small. Holds two
   *  batches of 64 small items in memory: one is fetched while the other is taken. Fails as `read` does, at that item;
   *  an erasure takes effect from the next batch but one on. */
  async *readList(volume: number, indexes: readonly number[]): AsyncGenerator<ReadItem> {
    const view = await this.#versions.view(volume);
    const fetch = (at: number) => this.#fetch(volume, view, indexes.slice(at, at + LIST_BATCH));
    let ahead = fetch(0);
    for (let at = 0; at < indexes.length; at += LIST_BATCH) {
      const batch = await ahead;
      if (at + LIST_BATCH < indexes.length) {
        ahead = fetch(at + LIST_BATCH);
        ahead.catch(() => undefined); // awaited in the next turn, unless the reader stops before
      }
      for (const [i, index] of batch.indexes.entries()) {
        const secrets = batch.secrets[i] ?? null;
        const record = secrets === null ? null : describe(view, index, secrets);
        const content = secrets === null ? [] : this.#listed(volume, view, index, secrets, batch.heads.get(index));
        yield { index, record, content };
      }
    }
  }

  async #fetch(volume: number, view: VersionView, indexes: readonly number[]) {
    const [secrets, heads] = await Promise.all([
      this.#secrets(view, volume, indexes),
      this.#smallHeads(volume, view, indexes),
    ]);
    return { indexes, secrets, heads };
  }

  #listed(
    volume: number,
    view: VersionView,
    index: number,
    { dataKey }: ItemSecrets,
    head: Bytes | undefined,
  ): ReadItem['content'] {
    const size = view.sizes[index] ?? 0;
    const only = head && decryptOnly(dataKey, size, head);
    return only ? (size === 0 ? [] : [only]) : this.#content(volume, view, index, dataKey, { from: 0, to: size }, head);
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
    const { dataset } = this.#versions.summary(volume);
    for (const index of indexes) {
      if (Number.isInteger(index) && index >= 0 && index < view.items) continue;
      throw new CustosError('ITEM_UNKNOWN', `The version has ${view.items} items; there is no item ${index}.`);
    }
    const slots = indexes.map((index) => view.slots[index] ?? 0);
    const [boxes, keys] = await Promise.all([
      this.#records.getMany(volume, slots),
      this.#itemKeys(view, dataset, indexes),
    ]);
    return boxes.map((box, i) => {
      const key = keys[i];
      return key === null || key === undefined ? null : openSecrets(key, volume, slots[i] ?? 0, box);
    });
  }

  async #itemKeys(view: VersionView, dataset: DatasetId, indexes: readonly number[]): Promise<(KeyObject | null)[]> {
    const shared = (await this.#owners.keys(dataset, null)).items;
    const owners = indexes.map((index) => view.subjectOf[index] ?? -1);
    const pseudonyms = owners.filter((owner) => owner !== -1).map((owner) => view.pseudonym(owner));
    const found = await this.#subjects.keysOf(pseudonyms);
    let next = 0;
    return owners.map((owner) => (owner === -1 ? shared : (found[next++]?.items ?? null)));
  }
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
