import { type Bytes, concat, toHex, uintBytes, utf8, utf8Decode } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import type { DatasetId, Digest, Pseudonym } from '../core/ids.ts';
import type { BlobStore } from './blob-store.ts';
import type { Database } from './database.ts';
import type { Draft } from './draft.ts';
import type { ItemRecords } from './item-records.ts';
import { decodeManifest, encodeManifest, sharedCount, shuffled, type VersionView } from './manifest.ts';
import { deriveKey, hmac, openBox, sealBox } from './sealed-box.ts';
import { decryptRange, encryptValues } from './segment-stream.ts';
import { decodeSources, encodeSources, type Sources } from './sources.ts';

/** What stands on chain, or will, and where the version lies. */
export interface VersionSummary {
  readonly v: 1;
  readonly dataset: DatasetId;
  readonly volume: number;
  /** `sealed`: complete here, perhaps on its way to the chain. */
  readonly state: 'sealed' | 'published';
  /** Number on chain, once published. */
  readonly version: number | null;
  readonly manifestRoot: Digest;
  readonly sharedCount: number;
  readonly items: number;
  readonly subjects: number;
  /** Plaintext bytes of all items. */
  readonly bytes: number;
  readonly manifestBytes: number;
  /** Absent where it was made before sources were kept. */
  readonly sourcesBytes?: number;
  /** Whether the sources tell what each held; absent where it was made before that was noted. */
  readonly sourcesContents?: boolean;
  /** Keyed; equal for versions of equal content. */
  readonly contentDigest: Digest;
  /** Milliseconds since 1970 UTC. */
  readonly sealedAt: number;
}

export interface VersionPorts {
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly records: ItemRecords;
  readonly vaultKey: Bytes;
}

const SUMMARY = utf8('v');
const AFTER_SUMMARIES = utf8('w');
const NEXT_VOLUME = utf8('N');
/** The manifest lies behind all items of its volume, and so does what they were made of. */
const MANIFEST_SLOT = 0xffffffff;
const SOURCES_SLOT = 0xfffffffe;
const WRITE_BYTES = 4 * 1024 * 1024;

/** The versions of all datasets: their summaries, manifests and volumes. */
export class Versions {
  readonly #ports: VersionPorts;
  readonly #summaryKey: Bytes;
  readonly #manifestKey: Bytes;
  readonly #sourcesKey: Bytes;
  readonly #summaries = new Map<number, VersionSummary>();
  readonly #views = new Map<number, Promise<VersionView>>();
  /** Volumes of drafts that could not be removed when they were given up. */
  readonly #leftovers = new Set<number>();
  #nextVolume: number;

  private constructor(ports: VersionPorts, nextVolume: number) {
    this.#ports = ports;
    this.#summaryKey = deriveKey(ports.vaultKey, 'manifest/summary');
    this.#manifestKey = deriveKey(ports.vaultKey, 'manifest/columns');
    this.#sourcesKey = deriveKey(ports.vaultKey, 'manifest/sources');
    this.#nextVolume = nextVolume;
  }

  /** Removes the volumes that were never sealed. */
  static async open(ports: VersionPorts): Promise<Versions> {
    const stored = await ports.database.get(NEXT_VOLUME);
    const versions = new Versions(ports, stored === undefined ? 1 : Buffer.from(stored).readUIntBE(0, 6));
    for await (const [key, box] of ports.database.entries(SUMMARY, AFTER_SUMMARIES)) {
      const summary = JSON.parse(utf8Decode(openBox(versions.#summaryKey, key, box))) as VersionSummary;
      versions.#summaries.set(summary.volume, summary);
    }
    for (const volume of new Set([...(await ports.blobs.volumes()), ...(await ports.records.volumes())])) {
      if (!versions.#summaries.has(volume)) await versions.removeVolume(volume);
    }
    return versions;
  }

  /** A number that no volume ever had, on stable storage. */
  async newVolume(): Promise<number> {
    for (const leftover of this.#leftovers) {
      await this.removeVolume(leftover);
      this.#leftovers.delete(leftover);
    }
    const volume = this.#nextVolume++;
    await this.#ports.database.write([{ key: NEXT_VOLUME, value: uintBytes(this.#nextVolume, 6) }]);
    return volume;
  }

  /** Commits the draft: complete and durable once resolved, absent before. Throws IMPORT_NOTHING for an empty one. */
  async seal(draft: Draft): Promise<VersionSummary> {
    const columns = await draft.finish();
    if (columns.slots.length === 0) throw new CustosError('IMPORT_NOTHING', 'There is no item to publish.');
    const view = await shuffled(columns);
    const manifest = encodeManifest(view);
    const sources = await encodeSources(draft.sources);
    await this.#writeColumns(draft.volume, SOURCES_SLOT, sources);
    await this.#writeColumns(draft.volume, MANIFEST_SLOT, manifest);
    const summary: VersionSummary = {
      v: 1,
      dataset: draft.dataset,
      volume: draft.volume,
      state: 'sealed',
      version: null,
      manifestRoot: toHex(view.tree.root()) as Digest,
      sharedCount: sharedCount(view),
      items: view.items,
      subjects: view.subjects,
      bytes: draft.bytes,
      manifestBytes: manifest.length,
      sourcesBytes: sources.length,
      sourcesContents: true,
      contentDigest: toHex(draft.contentDigest) as Digest,
      sealedAt: Date.now(),
    };
    await this.#save(summary);
    this.#views.set(draft.volume, Promise.resolve(view));
    return summary;
  }

  /** Those of the subjects that own an item of a sealed or published version. Reads the columns of every version. */
  async ownersAmong(subjects: ReadonlySet<Pseudonym>): Promise<Set<Pseudonym>> {
    const found = new Set<Pseudonym>();
    if (subjects.size === 0) return found;
    for (const volume of this.#summaries.keys()) {
      const view = await this.view(volume);
      for (let ordinal = 0; ordinal < view.subjects; ordinal++) {
        const pseudonym = view.pseudonym(ordinal);
        if (subjects.has(pseudonym)) found.add(pseudonym);
      }
    }
    return found;
  }

  /** To be called once the chain has confirmed the version. May be repeated. */
  async markPublished(volume: number, version: number): Promise<VersionSummary> {
    const summary = this.summary(volume);
    const taken = this.published(summary.dataset, version);
    if ((summary.version ?? version) !== version || (taken !== null && taken.volume !== volume)) {
      throw new CustosError('CONFLICT', `Version ${version} of the dataset is another one already.`);
    }
    const published: VersionSummary = { ...summary, state: 'published', version };
    await this.#save(published);
    return published;
  }

  /** All versions in order of making, of one dataset or of all. */
  list(dataset?: DatasetId): VersionSummary[] {
    const all = [...this.#summaries.values()].sort((a, b) => a.volume - b.volume);
    return dataset === undefined ? all : all.filter((summary) => summary.dataset === dataset);
  }

  published(dataset: DatasetId, version: number): VersionSummary | null {
    return this.list(dataset).find((summary) => summary.version === version) ?? null;
  }

  find(volume: number): VersionSummary | undefined {
    return this.#summaries.get(volume);
  }

  summary(volume: number): VersionSummary {
    const summary = this.find(volume);
    if (summary === undefined) throw new CustosError('ITEM_UNKNOWN', `There is no version in volume ${volume}.`);
    return summary;
  }

  /** Stays in memory once loaded. */
  view(volume: number): Promise<VersionView> {
    const known = this.#views.get(volume);
    if (known !== undefined) return known;
    const view = this.#readManifest(this.summary(volume));
    this.#views.set(volume, view);
    view.catch(() => this.#views.delete(volume));
    return view;
  }

  /** Null where the version was made before sources were kept, or of items of which none was noted. Not kept in memory. */
  async sources(volume: number): Promise<Sources | null> {
    const { sourcesBytes, sourcesContents = false } = this.summary(volume);
    if (!sourcesBytes) return null;
    return decodeSources(await this.#readColumns(volume, SOURCES_SLOT, sourcesBytes), sourcesContents);
  }

  /** Removes a sealed version that is not published. */
  async discard(volume: number): Promise<void> {
    if (this.summary(volume).state === 'published') {
      throw new CustosError('CONFLICT', 'The version is published and cannot be discarded.');
    }
    await this.#ports.database.write([{ key: summaryKey(volume), value: null }]);
    this.#summaries.delete(volume);
    this.#views.delete(volume);
    await this.removeVolume(volume);
  }

  /** Removes the volume of a draft; where the store fails, before the next draft begins or at the next opening. */
  async dropVolume(volume: number): Promise<void> {
    await this.removeVolume(volume).catch((error: unknown) => {
      if (!isCustosError(error, 'STORAGE_FULL', 'IO_FAILED')) throw error;
      this.#leftovers.add(volume);
    });
  }

  async removeVolume(volume: number): Promise<void> {
    await this.#ports.blobs.removeVolume(volume);
    await this.#ports.records.removeVolume(volume);
  }

  async #save(summary: VersionSummary): Promise<void> {
    const key = summaryKey(summary.volume);
    await this.#ports.database.write([{ key, value: sealBox(this.#summaryKey, key, utf8(JSON.stringify(summary))) }]);
    this.#summaries.set(summary.volume, summary);
  }

  async #writeColumns(volume: number, slot: number, columns: Bytes): Promise<void> {
    let batch = [];
    let bytes = 0;
    let segment = 0;
    for await (const value of encryptValues(this.#columnsKey(volume, slot), [columns])) {
      batch.push({ volume, slot, segment: segment++, value });
      bytes += value.length;
      if (bytes < WRITE_BYTES) continue;
      await this.#ports.blobs.put(batch);
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) await this.#ports.blobs.put(batch);
  }

  async #readManifest({ volume, manifestBytes, items, manifestRoot }: VersionSummary): Promise<VersionView> {
    const view = decodeManifest(await this.#readColumns(volume, MANIFEST_SLOT, manifestBytes));
    if (view.items !== items || toHex(view.tree.root()) !== manifestRoot) {
      throw new CustosError('STORE_CORRUPT', 'A manifest does not belong to its version. Restore the store.');
    }
    return view;
  }

  async #readColumns(volume: number, slot: number, size: number): Promise<Bytes> {
    const bytes = Buffer.allocUnsafe(size);
    let at = 0;
    const read = async (segment: number): Promise<Bytes> => {
      const value = await this.#ports.blobs.get({ volume, slot, segment });
      if (value !== undefined) return value;
      throw new CustosError('STORE_CORRUPT', 'The manifest of a version is gone. Restore the store from a backup.');
    };
    for await (const piece of decryptRange(this.#columnsKey(volume, slot), size, { from: 0, to: size }, read)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  #columnsKey(volume: number, slot: number): Bytes {
    return hmac(slot === MANIFEST_SLOT ? this.#manifestKey : this.#sourcesKey, uintBytes(volume, 6));
  }
}

function summaryKey(volume: number): Bytes {
  return concat(SUMMARY, uintBytes(volume, 6));
}
