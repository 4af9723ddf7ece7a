import { type FileHandle, rm } from 'node:fs/promises';
import type { ContentItem } from '../client/content-reader.ts';
import { HEAD_BYTES } from '../core/item-name.ts';
import type { ItemSource } from './download-batch.ts';
import { openAnew } from './unlinked-file.ts';
import { partPath } from './work-directory.ts';

/** What of an item is kept in memory before it is verified; a larger one waits in a file. */
const HELD_BYTES = 4 * 2 ** 20;

/** An item that comes in, and is not verified yet. */
export class ReceivedItem {
  readonly item: ContentItem;
  readonly #path: string;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  /** What did not fit into memory. */
  #file: FileHandle | undefined;

  constructor(directory: string, item: ContentItem) {
    this.item = item;
    this.#path = partPath(directory, item.index);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#bytes += bytes.length;
    if (this.#file) await this.#file.writeFile(bytes);
    else this.#parts.push(bytes);
    if (!this.#file && this.#bytes > HELD_BYTES) await this.#spill();
  }

  /** Its first bytes. */
  get head(): Buffer {
    const [first] = this.#parts;
    if (first !== undefined && first.length >= HEAD_BYTES)
      return Buffer.from(first.buffer, first.byteOffset, HEAD_BYTES);
    return Buffer.concat(
      this.#parts,
      Math.min(
        HEAD_BYTES,
        this.#parts.reduce((sum, { length }) => sum + length, 0),
      ),
    );
  }

  /** Where its bytes are. */
  get source(): ItemSource {
    return this.#file ? { file: this.#file, path: this.#path } : this.#parts;
  }

  /** Throws away what came of it. */
  async discard(): Promise<void> {
    if (!this.#file) return;
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  async #spill(): Promise<void> {
    this.#file = await openAnew(this.#path);
    const whole = Buffer.concat(this.#parts);
    await this.#file.writeFile(whole);
    this.#parts = [Buffer.from(whole.subarray(0, HEAD_BYTES))];
  }
}
