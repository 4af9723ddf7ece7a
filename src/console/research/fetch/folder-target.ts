import type { AccessRequest, ContentItem } from '../../../client/index.ts';
import { fhirType, itemName } from '../../../core/item-name.ts';
import { copied, type KeptItem, lines, type Target } from './target.ts';

/** Which download a folder holds, and what of it. */
const LIST = 'custos-download.ndjson';
/** The list is written anew at most so often: what is not in it yet is fetched again after a crash. */
const LISTED_MS = 3_000;

/** A folder that holds something else. */
export class OtherDownload extends Error {}

/** A folder of the person's, with each item as a file. What was kept there before is not fetched again. */
export class FolderTarget implements Target {
  readonly place = 'folder';
  readonly kept: Map<number, KeptItem>;
  readonly #folder: FileSystemDirectoryHandle;
  readonly #of: string;
  readonly #readMe: string;
  #file: FileSystemWritableFileStream | undefined;
  #name = '';
  #listedAt = Date.now();

  private constructor(folder: FileSystemDirectoryHandle, of: string, kept: Map<number, KeptItem>, readMe: string) {
    this.#folder = folder;
    this.#of = of;
    this.kept = kept;
    this.#readMe = readMe;
  }

  /** OtherDownload where the folder holds one of another dataset or version: items of two have the same names. */
  static async open(
    folder: FileSystemDirectoryHandle,
    request: AccessRequest,
    readMe: (list: string) => string,
  ): Promise<FolderTarget> {
    const { ledger, dataset, version } = request;
    const of = JSON.stringify({ custosDownload: 1, ledger, dataset, version });
    const [first, ...rest] = (await textOf(folder, LIST)).split('\n');
    if (first && first !== of) throw new OtherDownload();
    const kept = new Map<number, KeptItem>();
    for (const line of rest.filter(Boolean)) {
      const one = keptIn(line);
      if (one !== undefined && (await sizeOf(folder, one.file)) === one.bytes) kept.set(one.item, one);
    }
    return new FolderTarget(folder, of, kept, readMe(LIST));
  }

  async write(item: ContentItem, bytes: Uint8Array): Promise<void> {
    const file = this.#file ?? (await this.#begin(item, bytes));
    await file.write(copied(bytes));
  }

  async keep(item: ContentItem): Promise<void> {
    const file = this.#file ?? (await this.#begin(item, new Uint8Array()));
    this.#file = undefined;
    // The file stands by its name from here on alone.
    await file.close();
    this.kept.set(item.index, { item: item.index, file: this.#name, bytes: item.leaf.size });
    if (Date.now() - this.#listedAt > LISTED_MS) await this.#list();
  }

  async drop(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    await file.abort();
    // It is there by its name, empty, from the moment on which it began.
    await this.#folder.removeEntry(this.#name);
  }

  async receipt(name: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
    await put(await this.#folder.getDirectoryHandle('receipts', { create: true }), name, content);
  }

  readonly remove = async (items: readonly number[]): Promise<void> => {
    for (const item of items) {
      const { file } = this.kept.get(item) ?? {};
      if (file !== undefined) await this.#folder.removeEntry(file);
      this.kept.delete(item);
    }
    await this.#list();
  };

  async close(): Promise<void> {
    await this.drop();
    await this.#list();
    await put(this.#folder, 'README.txt', new TextEncoder().encode(this.#readMe));
  }

  async #begin({ index, leaf }: ContentItem, head: Uint8Array): Promise<FileSystemWritableFileStream> {
    this.#name = itemName(index, leaf.mediaType, fhirType(leaf.mediaType, head));
    const handle = await this.#folder.getFileHandle(this.#name, { create: true });
    this.#file = await handle.createWritable();
    return this.#file;
  }

  async #list(): Promise<void> {
    this.#listedAt = Date.now();
    const head = new TextEncoder().encode(`${this.#of}\n`);
    await put(this.#folder, LIST, await whole([head, lines(this.kept.values())]));
  }
}

async function whole(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Blob([...parts]).arrayBuffer());
}

async function put(folder: FileSystemDirectoryHandle, name: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
  const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
  await file.write(content);
  await file.close();
}

async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<File | undefined> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}

async function textOf(folder: FileSystemDirectoryHandle, name: string): Promise<string> {
  return (await (await fileIn(folder, name))?.text()) ?? '';
}

async function sizeOf(folder: FileSystemDirectoryHandle, name: string): Promise<number | undefined> {
  return (await fileIn(folder, name))?.size;
}

/** Undefined for a line that was cut off, and for names that this page does not write. */
function keptIn(line: string): KeptItem | undefined {
  try {
    const { item, file, bytes } = JSON.parse(line) as Partial<KeptItem>;
    if (typeof item !== 'number' || typeof bytes !== 'number' || typeof file !== 'string') return undefined;
    return /^[A-Za-z]+-\d+(?:\.[a-z]+)?$/.test(file) ? { item, file, bytes } : undefined;
  } catch {
    return undefined;
  }
}
