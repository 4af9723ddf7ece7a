import type { ContentItem } from '../../../client/index.ts';
import { fhirType, itemName } from '../../../core/item-name.ts';
import { ZipWriter } from '../../parts/zip.ts';
import { copied, type KeptItem, lines, type Target } from './target.ts';

/** Which item is in which file of an archive. */
export const LIST_IN_ZIP = 'items.ndjson';

/** One archive, written as it comes; one item at a time is held in memory. It has what was verified until it is closed. */
export class ZipTarget implements Target {
  readonly place = 'zip';
  readonly kept = new Map<number, KeptItem>();
  readonly #zip: ZipWriter;
  readonly #finish: () => Promise<void>;
  #parts: Uint8Array<ArrayBuffer>[] = [];

  readonly #readMe: string;

  /** `write` takes the archive piece by piece, `finish` ends it; `readMe` says what is where in it. */
  constructor(write: (bytes: Uint8Array<ArrayBuffer>) => Promise<void>, finish: () => Promise<void>, readMe: string) {
    this.#readMe = readMe;
    this.#zip = new ZipWriter(write, new Date());
    this.#finish = finish;
  }

  async write(_: ContentItem, bytes: Uint8Array): Promise<void> {
    this.#parts.push(copied(bytes));
  }

  async keep({ index, leaf }: ContentItem): Promise<void> {
    const content = new Uint8Array(await new Blob(this.#parts).arrayBuffer());
    this.#parts = [];
    const file = itemName(index, leaf.mediaType, fhirType(leaf.mediaType, content));
    await this.#zip.add(file, content);
    this.kept.set(index, { item: index, file, bytes: content.length });
  }

  async drop(): Promise<void> {
    this.#parts = [];
  }

  async receipt(name: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#zip.add(`receipts/${name}`, content);
  }

  async close(): Promise<void> {
    await this.#zip.add(LIST_IN_ZIP, lines(this.kept.values()));
    await this.#zip.add('README.txt', new TextEncoder().encode(this.#readMe));
    await this.#zip.end();
    await this.#finish();
  }
}
