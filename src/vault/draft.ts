import { createHash, hash, type KeyObject } from 'node:crypto';
import { type Bytes, fromHex, utf8 } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { domainPrefix } from '../core/hash.ts';
import type { DatasetId, Pseudonym } from '../core/ids.ts';
import {
  type ItemLeaf,
  itemLeafData,
  mediaTypeDigest,
  NO_SOURCE,
  SHARED_OWNER,
  sourceCommitment,
} from '../core/item.ts';
import { leafHash } from '../core/merkle.ts';
import type { Blob, BlobStore } from './blob-store.ts';
import { Column, Names } from './column.ts';
import type { ItemRecords } from './item-records.ts';
import { type ItemSecrets, sealSecrets } from './item-secrets.ts';
import type { DraftColumns } from './manifest.ts';
import { DrawnBytes, hmac, NONCE_BYTES } from './sealed-box.ts';
import { DEFAULT_SEGMENT_BYTES, SALT_BYTES } from './segment-cipher.ts';
import { type ByteSource, encryptValues, encryptWhole } from './segment-stream.ts';
import { contentOf, SourceColumns, type Sources, sourceHash } from './sources.ts';

/** What is known of an item before its bytes. */
export interface ItemMeta {
  /** Null: of nobody ("shared"). */
  readonly subject: Pseudonym | null;
  /** Resource type, modality, or `file`. */
  readonly kind: string;
  readonly mediaType: string;
  readonly categories: number;
  /** Shown to requesters: MUST NOT name a person. */
  readonly name: string;
  /** For the holder only. */
  readonly origin?: string;
  /** Leaf hash of the item that this one was made from. */
  readonly parent?: Bytes;
}

interface Content {
  readonly size: number;
  readonly digest: Bytes;
}

export interface StoredItem extends Content {
  readonly leafHash: Bytes;
}

export interface DraftPorts {
  readonly blobs: BlobStore;
  readonly records: ItemRecords;
  /** Key that seals the owner's items. */
  readonly itemKey: (owner: Pseudonym | null) => Promise<KeyObject>;
  /** Recognises equal content without showing it. */
  readonly contentKey: KeyObject;
  /** See `Vault.sourceSeed`. */
  readonly sourceSeed: number;
}

/** Synced writes of this size keep the disk busy at little memory; two may be in memory at once. */
const FLUSH_BYTES = 2 * 1024 * 1024;
/** Behind them a volume holds its sources and its manifest. */
const MAX_ITEMS = 2 ** 32 - 2;
const MAX_NAME_BYTES = 1024;
const NO_SALT = new Uint8Array(32);

/** A version in the making. Its items lie encrypted in a volume that nothing refers to until it is sealed; a crash
 *  before that leaves garbage, which the next opening of the vault removes. */
export class Draft {
  readonly dataset: DatasetId;
  readonly volume: number;
  readonly #ports: DraftPorts;
  readonly #kinds = new Names();
  readonly #mediaTypes = new Names();
  readonly #subjects = new Map<Pseudonym, number>();
  readonly #columns = {
    slots: new Column(Uint32Array),
    subjectOf: new Column(Int32Array),
    categories: new Column(Uint32Array),
    sizes: new Column(Float64Array),
    kindOf: new Column(Uint16Array),
    mediaTypeOf: new Column(Uint16Array),
  };
  readonly #sources = new SourceColumns();
  readonly #leafHashes: Bytes[] = [];
  readonly #contentSum = new Uint32Array(8);
  readonly #keys = new DrawnBytes(4 * 32);
  readonly #nonces = new DrawnBytes(NONCE_BYTES);
  readonly #salts = new DrawnBytes(SALT_BYTES);
  /** The next item is mostly of the same media type. */
  #lastType: { readonly mediaType: string; readonly digest: Bytes } | undefined;
  #nextSlot = 0;
  #bytes = 0;
  #blobs: Blob[] = [];
  #records: { slot: number; box: Bytes }[] = [];
  #pending = 0;
  #flushing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(dataset: DatasetId, volume: number, ports: DraftPorts) {
    this.dataset = dataset;
    this.volume = volume;
    this.#ports = ports;
  }

  get items(): number {
    return this.#columns.slots.length;
  }

  /** Payload bytes so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Sum over the items' keyed hashes: equal for equal items in any order. */
  get contentDigest(): Bytes {
    return hmac(this.#ports.contentKey, Buffer.from(this.#contentSum.buffer));
  }

  get sources(): Sources {
    return this.#sources.view();
  }

  /** Notes a resource that an item holds, by `sourceHash` of what names it: so the next version can be compared with
   *  this one. An item with an `origin` is noted by that. */
  noteSource(hash: number, subject: Pseudonym | null, kind: string, content: number): void {
    this.#sources.add(hash, this.#ordinal(subject), this.#kinds.number(kind), content);
  }

  /** Encrypts `source` as it comes, in constant memory; bytes that are all there, faster. The item counts once this resolves, and is durable once the
   *  draft is sealed. Where `source` fails, the draft goes on without the item. Calls may run side by side. */
  async putItem(source: ByteSource | Bytes, meta: ItemMeta): Promise<StoredItem> {
    this.#check(meta);
    const slot = this.#nextSlot++;
    const itemKey = await this.#ports.itemKey(meta.subject);
    const [dataKey, salt, ownerSalt, sourceSalt] = this.#drawKeys();
    const { size, digest } =
      source instanceof Uint8Array && source.length <= DEFAULT_SEGMENT_BYTES
        ? await this.#putWhole(slot, dataKey, source)
        : await this.#putStream(slot, dataKey, source instanceof Uint8Array ? [source] : source);
    const secrets: ItemSecrets = {
      salt,
      digest,
      dataKey,
      ownerSalt: meta.subject === null ? NO_SALT : ownerSalt,
      source: meta.parent === undefined ? null : { salt: sourceSalt, parent: meta.parent },
      name: meta.name,
      origin: meta.origin ?? '',
    };
    this.#requireOpen();
    const leaf = leafOf(secrets, size, meta.mediaType, meta.categories, meta.subject);
    const hashed = leafHash(itemLeafData(leaf, this.#typeDigest(meta.mediaType)));
    this.#records.push({ slot, box: sealSecrets(itemKey, this.volume, slot, secrets, this.#nonces.next()) });
    this.#append(slot, meta, size, hashed);
    this.#addContent(meta, size, digest);
    if (meta.origin) {
      const named = sourceHash(meta.origin, this.#ports.sourceSeed);
      this.noteSource(named, meta.subject, meta.kind, contentOf(digest));
    }
    return { size, digest, leafHash: hashed };
  }

  /** Ends the writing: all items are on stable storage once resolved. */
  async finish(): Promise<DraftColumns> {
    this.#closed = true;
    await this.#flushing;
    await this.#flush();
    await this.#flushing;
    return {
      slots: this.#columns.slots.view(),
      subjectOf: this.#columns.subjectOf.view(),
      categories: this.#columns.categories.view(),
      sizes: this.#columns.sizes.view(),
      kindOf: this.#columns.kindOf.view(),
      mediaTypeOf: this.#columns.mediaTypeOf.view(),
      kinds: this.#kinds.list,
      mediaTypes: this.#mediaTypes.list,
      subjectIds: Buffer.concat([...this.#subjects.keys()].map((pseudonym) => fromHex(pseudonym, 32))),
      leafHashes: Buffer.concat(this.#leafHashes),
    };
  }

  /** Takes no more items, and waits until nothing is being written. */
  async abandon(): Promise<void> {
    this.#closed = true;
    await this.#flushing.catch(() => undefined);
  }

  async #putWhole(slot: number, dataKey: Bytes, bytes: Bytes): Promise<Content> {
    const content = { size: bytes.length, digest: hash('sha256', bytes, 'buffer') };
    const value = encryptWhole(dataKey, bytes, { salt: this.#salts.next() });
    await this.#enqueue({ volume: this.volume, slot, segment: 0, value });
    return content;
  }

  async #putStream(slot: number, dataKey: Bytes, source: ByteSource): Promise<Content> {
    const plaintext = new Measured(source);
    let segment = 0;
    for await (const value of encryptValues(dataKey, plaintext)) {
      await this.#enqueue({ volume: this.volume, slot, segment: segment++, value });
    }
    return { size: plaintext.size, digest: plaintext.digest() };
  }

  #typeDigest(mediaType: string): Bytes {
    if (this.#lastType?.mediaType !== mediaType) this.#lastType = { mediaType, digest: mediaTypeDigest(mediaType) };
    return this.#lastType.digest;
  }

  /** Four of 32 bytes. */
  #drawKeys(): readonly [Bytes, Bytes, Bytes, Bytes] {
    const bytes = this.#keys.next();
    return [bytes.subarray(0, 32), bytes.subarray(32, 64), bytes.subarray(64, 96), bytes.subarray(96)];
  }

  async #enqueue(blob: Blob): Promise<void> {
    this.#requireOpen();
    this.#blobs.push(blob);
    this.#pending += blob.value.length;
    if (this.#pending >= FLUSH_BYTES) await this.#flush();
  }

  /** Waits for the batch before, then starts this one: encryption goes on while the disk works. */
  async #flush(): Promise<void> {
    const before = this.#flushing;
    const [blobs, records] = [this.#blobs, this.#records];
    this.#blobs = [];
    this.#records = [];
    this.#pending = 0;
    this.#flushing = before.then(() =>
      bothWritten(
        blobs.length > 0 ? this.#ports.blobs.put(blobs) : undefined,
        this.#ports.records.put(this.volume, records),
      ),
    );
    this.#flushing.catch(() => undefined); // reported by whoever waits next
    await before;
  }

  #append(slot: number, meta: ItemMeta, size: number, leafHash: Bytes): void {
    this.#columns.slots.push(slot);
    this.#columns.subjectOf.push(this.#ordinal(meta.subject));
    this.#columns.categories.push(meta.categories);
    this.#columns.sizes.push(size);
    this.#columns.kindOf.push(this.#kinds.number(meta.kind));
    this.#columns.mediaTypeOf.push(this.#mediaTypes.number(meta.mediaType));
    this.#leafHashes.push(leafHash);
    this.#bytes += size;
  }

  #ordinal(subject: Pseudonym | null): number {
    if (subject === null) return -1;
    const known = this.#subjects.get(subject);
    if (known !== undefined) return known;
    this.#subjects.set(subject, this.#subjects.size);
    return this.#subjects.size - 1;
  }

  #addContent(meta: ItemMeta, size: number, digest: Bytes): void {
    const { subject, kind, mediaType, categories, name, origin = '' } = meta;
    const facts = JSON.stringify([subject, kind, mediaType, categories, name, origin, size]);
    const hash = Buffer.from(hmac(this.#ports.contentKey, digest, meta.parent ?? new Uint8Array(32), utf8(facts)));
    for (let lane = 0; lane < 8; lane++) {
      this.#contentSum[lane] = (this.#contentSum[lane] ?? 0) + hash.readUInt32BE(4 * lane);
    }
  }

  /** Also within an item: one that comes too late must not seem stored. */
  #requireOpen(): void {
    if (this.#closed) throw new CustosError('CONFLICT', 'The draft takes no more items. Begin a new one.');
  }

  #check(meta: ItemMeta): void {
    this.#requireOpen();
    const short = [meta.name, meta.kind, meta.mediaType].every(isShort);
    if (!short || this.#nextSlot >= MAX_ITEMS || this.#kinds.list.length >= 0xffff) {
      throw new CustosError(
        'INPUT_TOO_LARGE',
        'Names, kinds and media types have 1 to 1024 bytes; items are 2^32 at most.',
      );
    }
    if (!Number.isInteger(meta.categories) || meta.categories < 0 || meta.categories > 0xffffffff) {
      throw new CustosError('INPUT_INVALID', 'Categories are a bitmap of 32 bits.');
    }
  }
}

/** Most are ASCII, and far shorter. */
function isShort(text: string): boolean {
  return text !== '' && (3 * text.length <= MAX_NAME_BYTES || utf8(text).length <= MAX_NAME_BYTES);
}

/** Where one write fails, waits for the other one too: nothing may be written to a volume that is being removed. */
async function bothWritten(...writes: readonly (Promise<void> | undefined)[]): Promise<void> {
  const outcomes = await Promise.allSettled(writes);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** The leaf that an item's secrets open. */
export function leafOf(
  secrets: ItemSecrets,
  size: number,
  mediaType: string,
  categories: number,
  subject: Pseudonym | null,
): ItemLeaf {
  const { salt, digest, ownerSalt, source } = secrets;
  return {
    salt,
    digest,
    size,
    mediaType,
    categories,
    owner: subject === null ? SHARED_OWNER : ownerOf(ownerSalt, subject),
    source: source === null ? NO_SOURCE : sourceCommitment(source.salt, source.parent),
  };
}

const OWNER = domainPrefix('owner');

/** `ownerCommitment` of core, by OpenSSL: each item that is read needs it. Node gives a hash in text in a third of the
 *  time. */
function ownerOf(salt: Bytes, subject: Pseudonym): Bytes {
  const owner = Buffer.alloc(OWNER.length + 64);
  owner.set(OWNER);
  owner.set(salt, OWNER.length);
  owner.write(subject.slice(2), OWNER.length + 32, 'hex');
  return Buffer.from(hash('sha256', owner, 'binary'), 'binary');
}

/** Passes bytes on and knows their number and digest. */
class Measured {
  readonly #source: ByteSource;
  readonly #hash = createHash('sha256');
  size = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Bytes> {
    for await (const chunk of this.#source) {
      this.#hash.update(chunk);
      this.size += chunk.length;
      yield chunk;
    }
  }

  digest(): Bytes {
    return this.#hash.digest();
  }
}
