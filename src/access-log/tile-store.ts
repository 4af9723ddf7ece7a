import { type Bytes, equalBytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { consistencyFrom, inclusionFrom, type NodeReader, rootFrom } from '../core/merkle.ts';
import { type HashTile, TILE_WIDTH, tileNodes, tilePath, tilesOf, tileWidth } from '../core/tiles.ts';
import { CacheFile } from './cache-file.ts';
import type { LogFiles } from './log-files.ts';
import { nativeNodeHash, nodesAt, type TreeNode } from './tree-window.ts';

const HASH = 32;
const TILE_HEIGHT = 8;
/** 256^6 leaves: beyond what a sequence number can count. */
const LEVELS = 6;

/** The hash tiles of the tree, one file a level: a cache of what the journal's entries hash to. */
export class TileStore {
  readonly #levels: readonly CacheFile[];

  private constructor(levels: readonly CacheFile[]) {
    this.#levels = levels;
  }

  /** Keeps the tiles of the first `size` leaves. Undefined where the files do not reach that far. */
  static async open(files: LogFiles, size: number): Promise<TileStore | undefined> {
    const levels: CacheFile[] = [];
    for (let level = 0; level < LEVELS; level++) {
      const file = await files.open(`tiles-${level}`);
      const cache = await CacheFile.open(file, HASH * nodesAt(TILE_HEIGHT * level, size));
      if (cache === undefined) {
        await Promise.all([file.close(), ...levels.map((open) => open.close())]);
        return undefined;
      }
      levels.push(cache);
    }
    return new TileStore(levels);
  }

  get unflushed(): number {
    return this.#levels[0]?.unflushed ?? 0;
  }

  /** Takes the nodes that an appended leaf made; those that stand in no tile are left out. */
  append(nodes: readonly TreeNode[]): void {
    for (const { level, hash } of nodes) if (level % TILE_HEIGHT === 0) this.#level(level / TILE_HEIGHT).append(hash);
  }

  async flush(sync: boolean): Promise<void> {
    await Promise.all(this.#levels.map((level) => level.flush(sync)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#levels.map((level) => level.close()));
  }

  /** The tile as it stands in a tree of `size` leaves. A full one is checked against the hash above it, so that a bit
   *  that rotted in the cache is LOG_CORRUPT here and no false alarm at an auditor's. */
  async tile(level: number, index: number, width: number, size: number): Promise<Bytes> {
    if (level >= LEVELS || width > tileWidth(level, index, size)) {
      throw new CustosError('LOG_RANGE_INVALID', 'The log has no such tile yet.');
    }
    const bytes = await this.#level(level).read(HASH * TILE_WIDTH * index, HASH * width);
    if (width === TILE_WIDTH && level + 1 < LEVELS) {
      const above = await this.#level(level + 1).read(HASH * index, HASH);
      if (!equalBytes(tileRoot(bytes), above)) throw damaged(tilePath({ level, index, width }));
    }
    return bytes;
  }

  leaf(index: number): Promise<Bytes> {
    return this.#level(0).read(HASH * index, HASH);
  }

  async root(size: number): Promise<Bytes> {
    return this.#over(size, (node) => rootFrom(node, size));
  }

  async inclusion(index: number, size: number): Promise<Bytes[]> {
    return this.#over(size, (node) => inclusionFrom(node, index, size));
  }

  async consistency(from: number, to: number): Promise<Bytes[]> {
    return this.#over(to, (node) => consistencyFrom(node, from, to));
  }

  /** For each level with complete nodes, the last of them: what a `TreeWindow` of this size starts from. */
  async edge(size: number): Promise<Bytes[]> {
    return this.#over(size, (node) => {
      const edge: Bytes[] = [];
      for (let level = 0; nodesAt(level, size) > 0; level++) edge.push(node(level, nodesAt(level, size) - 1));
      return edge;
    });
  }

  async #over<T>(size: number, read: (node: NodeReader) => T): Promise<T> {
    const tiles = tilesOf(size, read);
    const bytes = new Map<string, Bytes>();
    await Promise.all(
      tiles.map(async (tile: HashTile) => {
        const start = HASH * TILE_WIDTH * tile.index;
        bytes.set(tilePath(tile), await this.#level(tile.level).read(start, HASH * tile.width));
      }),
    );
    return read(tileNodes(size, (tile) => bytes.get(tilePath(tile)) ?? new Uint8Array()));
  }

  #level(level: number): CacheFile {
    const file = this.#levels[level];
    if (file === undefined) throw new CustosError('LOG_RANGE_INVALID', `There are no tiles of level ${level}.`);
    return file;
  }
}

function tileRoot(bytes: Bytes): Bytes {
  let row = Array.from({ length: TILE_WIDTH }, (_, i) => bytes.subarray(i * HASH, (i + 1) * HASH));
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, i) =>
      nativeNodeHash(row[2 * i] ?? bytes, row[2 * i + 1] ?? bytes),
    );
  }
  return row[0] ?? bytes;
}

export function damaged(what: string): CustosError {
  return new CustosError(
    'LOG_CORRUPT',
    `${what} is damaged in the cache. Delete the directory "cache" beside the journal and start again: it is rebuilt.`,
  );
}
