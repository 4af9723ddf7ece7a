import type { LogFiles } from './log-files.ts';
import type { RecordIndex } from './record-index.ts';
import { encodeSnapshot, type Snapshot } from './snapshot.ts';
import type { TileStore } from './tile-store.ts';

const EVERY_ENTRIES = 16_384;
const EVERY_BYTES = 32 * 1024 * 1024;

/** Writes a snapshot now and then, so that a start reads but a little of the journal. The caches that it speaks for are
 *  durable before it is. */
export class Snapshots {
  readonly #cache: LogFiles;
  readonly #tiles: TileStore;
  readonly #index: RecordIndex;
  #last = 0;
  #bytes = 0;
  #under: Promise<void> | undefined;
  #dropped = false;

  constructor(cache: LogFiles, tiles: TileStore, index: RecordIndex) {
    this.#cache = cache;
    this.#tiles = tiles;
    this.#index = index;
  }

  /** Entries, and bytes of the journal, became durable. True where a snapshot is due. */
  due(size: number, bytes: number): boolean {
    this.#bytes += bytes;
    return (
      !this.#dropped && this.#under === undefined && (size - this.#last >= EVERY_ENTRIES || this.#bytes >= EVERY_BYTES)
    );
  }

  async write(snapshot: Snapshot): Promise<void> {
    await this.#under;
    if (this.#dropped) return;
    this.#last = snapshot.position.seq;
    this.#bytes = 0;
    this.#under = this.#write(snapshot).finally(() => {
      this.#under = undefined;
    });
    return this.#under;
  }

  /** The next start reads the whole journal. */
  async drop(): Promise<void> {
    this.#dropped = true;
    await this.#under?.catch(() => undefined);
    await this.#cache.remove('snapshot');
  }

  async #write(snapshot: Snapshot): Promise<void> {
    await Promise.all([this.#tiles.flush(true), this.#index.flush(true)]);
    await this.#cache.replace('snapshot', encodeSnapshot(snapshot));
  }
}
