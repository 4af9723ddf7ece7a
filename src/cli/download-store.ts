import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentItem } from '../client/content-reader.ts';
import type { DownloadEvent } from '../client/download.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import type { DatasetId } from '../core/ids.ts';
import { fhirType, isOfOneResource, itemName } from '../core/item-name.ts';
import { DownloadBatch } from './download-batch.ts';
import { DownloadList, itemKey, type ListedItem } from './download-list.ts';
import { sha256Of } from './file-digest.ts';
import { FileOwners } from './file-owners.ts';
import { makeDirectory } from './make-directory.ts';
import { checkMerged, fileOfNext, type MergedItem, nextPath, takePlace, writeNext } from './merged-file.ts';
import { writeReceipt } from './receipt-files.ts';
import { ReceivedItem } from './received-item.ts';
import { openUnlinked } from './unlinked-file.ts';
import { isHeldLock, lockDownload, workDirectory, workPath } from './work-directory.ts';

type Version = { readonly dataset: DatasetId; readonly version: number };

export interface DownloadStoreOptions {
  /** Each item a file of its own, FHIR as well. */
  readonly split?: boolean;
}

/** What a download leaves in its directory: items, the receipt of each release, and `items.ndjson`, which says where each
 *  item is (docs/formats.md). FHIR of one type is one file, every other item a file of its own. Nothing of an item stands
 *  in a file before it was verified. Whatever moment it is stopped at, the next `open` finds each item that is listed,
 *  and in files of several nothing else. It locks the
 *  directory until it is closed. */
export class DownloadStore {
  readonly #directory: string;
  readonly #of: Version;
  readonly #options: DownloadStoreOptions;
  readonly #list: DownloadList;
  readonly #batch: DownloadBatch;
  readonly #held = new Map<number, Pick<ListedItem, 'file' | 'bytes' | 'offset'>>();
  /** Files of one item that were changed: not held, but there. */
  readonly #changed = new Map<number, string>();
  /** Where files of several items of this version end. */
  readonly #ends = new Map<string, number>();
  #owners: FileOwners;
  readonly #unlock: () => Promise<void>;
  #settled: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  #release = 0;
  #open: ReceivedItem | undefined;
  /** Items that were verified and taken, and their bytes: nothing of one that was cut off. */
  received = 0;
  bytes = 0;
  receipts = 0;

  private constructor(directory: string, of: Version, options: DownloadStoreOptions, unlock: () => Promise<void>) {
    this.#unlock = unlock;
    this.#directory = directory;
    this.#of = { dataset: of.dataset, version: of.version };
    this.#options = options;
    this.#list = new DownloadList(directory);
    this.#batch = new DownloadBatch(directory, this.#list, this.#ends);
    this.#owners = new FileOwners(directory, [], []);
  }

  /** Makes the directory, and finds what earlier downloads left: an item counts if its bytes are still those listed. Files
   *  of several items of this version are set right: what is not listed is cut off, what was changed is taken out. */
  static async open(directory: string, of: Version, options: DownloadStoreOptions = {}): Promise<DownloadStore> {
    await makeDirectory(directory).catch((cause: NodeJS.ErrnoException) => {
      const message = `${directory} cannot be made: ${fileTrouble(cause)}. Choose another with --out.`;
      throw new CustosError('IO_FAILED', message, { cause });
    });
    const unlock = await lockDownload(directory);
    try {
      const store = new DownloadStore(directory, of, options, unlock);
      await store.#find();
      return store;
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /** Size of an item that is there; undefined of any other. */
  held(item: number): number | undefined {
    return this.#held.get(item)?.bytes;
  }

  /** The file of each item of this version that is there. */
  get files(): ReadonlyMap<number, string> {
    return new Map([...this.#held].map(([item, { file }]) => [item, file]));
  }

  /** How many items of FHIR are there in files of several, and how many each in a file of its own. */
  get forms(): { readonly merged: number; readonly alone: number } {
    const held = [...this.#held.values()];
    const merged = held.filter(({ offset }) => offset !== undefined).length;
    return { merged, alone: held.filter(({ offset, file }) => offset === undefined && isOfOneResource(file)).length };
  }

  /** As `files`, with those that were changed: whatever may be data of an item. */
  get all(): ReadonlyMap<number, string> {
    return new Map([...this.files, ...this.#changed]);
  }

  async take(event: DownloadEvent): Promise<void> {
    if (event.type === 'release') await this.#keepRelease(event);
    else if (event.type === 'item') await this.#begin(event.item);
    else if (event.type === 'data') await this.#write(event.bytes);
    else if (event.type === 'verified') await this.#finish();
  }

  /** Throws away what was not verified; all else is durable once resolved. Nothing is taken any more. */
  settle(): Promise<void> {
    this.#settled ??= this.#discard().finally(() => this.#batch.close());
    return this.#settled;
  }

  /** Settles, and lets others into the directory. */
  close(): Promise<void> {
    this.#closed ??= this.settle().finally(() => this.#unlock());
    return this.#closed;
  }

  /** Takes items out of the directory, once it is settled. */
  async remove(items: ReadonlySet<number>): Promise<void> {
    await this.settle();
    const listed = await this.#list.read();
    const isGone = (line: ListedItem) => this.#isOfThis(line) && items.has(line.item);
    const gone = listed.filter(isGone);
    const kept = listed.filter((line) => !isGone(line));
    for (const { item, file, offset } of gone) {
      this.#held.delete(item);
      this.#changed.delete(item);
      // Of the disk before the list: what no list names would be taken for the user's.
      if (offset === undefined) await rm(join(this.#directory, file), { force: true });
    }
    const merged = new Set(gone.flatMap(({ file, offset }) => (offset === undefined ? [] : [file])));
    await this.#rewrite(kept, merged);
  }

  async #find(): Promise<void> {
    const listed = await this.#list.read();
    await this.#recover(listed);
    this.#owners = new FileOwners(this.#directory, listed, await readdir(this.#directory));
    const own = listed.filter((line) => this.#isOfThis(line));
    for (const line of own) {
      if (line.offset !== undefined) continue;
      if ((await sha256Of(join(this.#directory, line.file))) === line.digest) this.#hold(line);
      else if (await isThere(join(this.#directory, line.file))) this.#changed.set(line.item, line.file);
    }
    const bad = new Set<ListedItem>();
    const unsound = new Set<string>();
    for (const [file, items] of Map.groupBy(own.filter(isMerged), (line) => line.file)) {
      const { good, isSound, end } = await checkMerged(join(this.#directory, file), items);
      for (const item of items) bad.add(item);
      for (const item of good) {
        bad.delete(item);
        this.#hold(item);
      }
      if (isSound) await this.#cut(file, end);
      else unsound.add(file);
    }
    const kept = listed.filter((line) => !bad.has(line));
    if (unsound.size > 0) await this.#rewrite(kept, unsound);
  }

  /** Ends what a crash interrupted. */
  async #recover(listed: readonly ListedItem[]): Promise<void> {
    for (const name of await readdir(workDirectory(this.#directory))) {
      if (isHeldLock(name)) continue;
      const file = fileOfNext(name);
      const items = listed.filter((line) => line.file === file).filter(isMerged);
      const isWhole = file && items.length > 0 && (await checkMerged(nextPath(this.#directory, file), items)).isSound;
      if (isWhole) await takePlace(this.#directory, file);
      else await rm(workPath(this.#directory, name), { recursive: true, force: true });
    }
  }

  /** What is behind the last listed byte, a crash left there. */
  async #cut(file: string, end: number): Promise<void> {
    const handle = await openUnlinked(join(this.#directory, file), 'change');
    try {
      if ((await handle.stat()).size > end) await handle.truncate(end);
    } finally {
      await handle.close();
    }
    this.#ends.set(file, end);
  }

  /** Makes the list say `kept`, and files of several items hold no others: of list and files together there are the old or
   *  the new ones, whatever happens. */
  async #rewrite(kept: readonly ListedItem[], files: ReadonlySet<string>): Promise<void> {
    const moved = new Map<string, MergedItem>();
    const written: string[] = [];
    for (const file of files) {
      const items = kept.filter((line) => line.file === file).filter(isMerged);
      this.#ends.delete(file);
      if (items.length === 0) {
        await rm(join(this.#directory, file), { force: true });
        continue;
      }
      const next = await writeNext(this.#directory, file, items);
      for (const item of next) moved.set(itemKey(item), item);
      written.push(file);
    }
    await this.#list.replace(kept.map((line) => moved.get(itemKey(line)) ?? line));
    for (const file of written) await takePlace(this.#directory, file);
    for (const { file, offset, bytes } of moved.values()) {
      this.#ends.set(file, Math.max(this.#ends.get(file) ?? 0, offset + bytes));
    }
  }

  async #keepRelease(release: Extract<DownloadEvent, { type: 'release' }>): Promise<void> {
    const { logId, seq } = release.entry;
    await writeReceipt(join(this.#directory, `release-${logId.slice(2, 10)}-${seq}.tlog-proof`), release, 0o644);
    this.#release = seq;
    this.receipts++;
  }

  async #begin(item: ContentItem): Promise<void> {
    await this.#discard();
    this.#open = new ReceivedItem(this.#directory, item);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#open?.write(bytes);
  }

  async #finish(): Promise<void> {
    const open = this.#open;
    if (!open) return;
    const { index, leaf } = open.item;
    const type = fhirType(leaf.mediaType, open.head);
    const isMerged = type !== undefined && this.#options.split !== true;
    const offset = isMerged ? { offset: 0 } : {};
    const facts = { ...this.#of, item: index, ...offset, bytes: leaf.size, digest: leaf.digest };
    const name = isMerged ? `${type}.ndjson` : itemName(index, leaf.mediaType, type);
    const file = await this.#owners.fileFor(name, facts);
    const line = { ...facts, file, release: this.#release };
    const { source } = open;
    this.#open = undefined;
    await this.#dropChanged(index, file);
    if (isMerged) await this.#batch.append(line, source);
    else await this.#batch.place(line, source);
    this.#hold(line);
    this.received++;
    this.bytes += line.bytes;
  }

  /** The list names one file for an item: of one that it names no more nobody would know whose data it holds. */
  async #dropChanged(item: number, file: string): Promise<void> {
    const changed = this.#changed.get(item);
    this.#changed.delete(item);
    if (changed !== undefined && changed !== file) await rm(join(this.#directory, changed), { force: true });
  }

  async #discard(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.discard();
  }

  #hold({ item, file, bytes, offset }: ListedItem): void {
    this.#held.set(item, { file, bytes, ...(offset === undefined ? {} : { offset }) });
  }

  #isOfThis({ dataset, version }: ListedItem): boolean {
    return dataset === this.#of.dataset && version === this.#of.version;
  }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function isMerged(line: ListedItem): line is MergedItem {
  return line.offset !== undefined;
}
