import { type Bytes, concat, readUint, uintBytes } from './bytes.ts';
import { MAX_ENTRY_BYTES } from './entry.ts';
import { CustosError } from './errors.ts';
import { type NodeReader, nodeHash } from './merkle.ts';

/** C2SP tlog-tiles: a log's tree as files of up to 256 hashes. */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const HASH = 32;
const PATH = /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** A tile of hashes, or a bundle of entries. `width` is 256 for a full one. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** A tile that holds hashes: what proofs are made of. */
export interface HashTile extends Tile {
  readonly level: number;
}

/** `tile/<L>/<N>[.p/<W>]`, relative to the log's prefix. */
export function tilePath({ level, index, width }: Tile): string {
  if (!isTile({ level, index, width })) throw new CustosError('INPUT_INVALID', 'There is no such tile.');
  const groups =
    index
      .toString()
      .padStart(Math.ceil(index.toString().length / 3) * 3, '0')
      .match(/.{3}/g) ?? [];
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The tile that a path names, or undefined where it names none: one tile has one path. */
export function parseTilePath(path: string): Tile | undefined {
  if (path.length > 64) return undefined;
  const [, levelText, indexText, widthText] = PATH.exec(path) ?? [];
  if (levelText === undefined || indexText === undefined) return undefined;
  const tile: Tile = {
    level: levelText === 'entries' ? levelText : Number(levelText),
    index: Number(indexText.replaceAll(/[x/]/g, '')),
    width: widthText === undefined ? TILE_WIDTH : Number(widthText),
  };
  return isTile(tile) && tilePath(tile) === path ? tile : undefined;
}

/** Hashes, or entries, that the tile holds in a log of `size` leaves: 0 where there is no such tile yet. */
export function tileWidth(level: number | 'entries', index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** (level === 'entries' ? 0 : level));
  return Math.min(TILE_WIDTH, Math.max(0, hashes - index * TILE_WIDTH));
}

/** Every hash tile of a log of `size` leaves, level by level. With `from`, the size of a tree already known, those
 *  alone that are new or have grown. @public */
export function* hashTiles(size: number, from = 0): Generator<HashTile> {
  for (let level = 0; TILE_WIDTH ** level <= size; level++) {
    const unit = TILE_WIDTH ** level;
    if (Math.floor(from / unit) === Math.floor(size / unit)) continue;
    for (let index = Math.floor(Math.floor(from / unit) / TILE_WIDTH); tileWidth(level, index, size) > 0; index++) {
      yield { level, index, width: tileWidth(level, index, size) };
    }
  }
}

/** Every entry bundle of a log of `size` leaves, as `hashTiles`. */
export function* entryBundles(size: number, from = 0): Generator<Tile> {
  if (from >= size) return;
  for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < size; index++) {
    yield { level: 'entries', index, width: tileWidth('entries', index, size) };
  }
}

/** Hash tiles that `read` (such as a call of `inclusionFrom`) takes nodes from, in a tree of `size` leaves: what
 *  must be fetched before `tileNodes` can serve it. */
export function tilesOf(size: number, read: (node: NodeReader) => unknown): HashTile[] {
  const needed = new Map<string, HashTile>();
  read((level, index) => {
    const { tile } = locate(level, index, size);
    needed.set(tilePath(tile), tile);
    return new Uint8Array(HASH);
  });
  return [...needed.values()];
}

/** Reads nodes of a tree of `size` leaves from its tiles; levels between those of the tiles are hashed again.
 *  `fetched` gives a tile's bytes. It may give more than the width asked for (a full tile for a partial one);
 *  a shorter one throws LOG_CORRUPT. Nothing is verified until a root computed from the nodes is compared. */
export function tileNodes(size: number, fetched: (tile: HashTile) => Bytes): NodeReader {
  return (level, index) => {
    const { tile, first, count } = locate(level, index, size);
    const bytes = fetched(tile);
    if (bytes.length < tile.width * HASH || bytes.length > TILE_WIDTH * HASH || bytes.length % HASH !== 0) {
      throw new CustosError('LOG_CORRUPT', `${tilePath(tile)} does not hold ${tile.width} hashes.`);
    }
    return hashUp(bytes, first, count);
  };
}

/** Entries, each behind its length in two bytes. INPUT_TOO_LARGE refuses an entry beyond 65,535 bytes. @public */
export function encodeBundle(entries: readonly Bytes[]): Bytes {
  if (entries.some((entry) => entry.length > MAX_ENTRY_BYTES)) {
    throw new CustosError('INPUT_TOO_LARGE', `An entry has more than ${MAX_ENTRY_BYTES} bytes.`);
  }
  return concat(...entries.flatMap((entry) => [uintBytes(entry.length, 2), entry]));
}

/** Views, not copies, of the `width` entries in a bundle; LOG_CORRUPT where it holds fewer or more. @public */
export function decodeBundle(bytes: Bytes, width: number): Bytes[] {
  const entries: Bytes[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 2 > bytes.length || entries.length === width) throw corruptBundle(width);
    const end = at + 2 + readUint(bytes, at, 2);
    if (end > bytes.length) throw corruptBundle(width);
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) throw corruptBundle(width);
  return entries;
}

function locate(level: number, index: number, size: number): { tile: HashTile; first: number; count: number } {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const start = index * count;
  const tileIndex = Math.floor(start / TILE_WIDTH);
  const first = start % TILE_WIDTH;
  const width = tileWidth(tileLevel, tileIndex, size);
  if (level < 0 || index < 0 || first + count > width) {
    throw new CustosError('LOG_RANGE_INVALID', `A tree of ${size} has no node ${index} at level ${level}.`);
  }
  return { tile: { level: tileLevel, index: tileIndex, width }, first, count };
}

function hashUp(bytes: Bytes, first: number, count: number): Bytes {
  if (count === 1) return bytes.slice(first * HASH, (first + 1) * HASH);
  const half = count / 2;
  return nodeHash(hashUp(bytes, first, half), hashUp(bytes, first + half, half));
}

function isTile({ level, index, width }: Tile): boolean {
  return (
    (level === 'entries' || (Number.isInteger(level) && level >= 0 && level <= 63)) &&
    Number.isSafeInteger(index) &&
    index >= 0 &&
    Number.isInteger(width) &&
    width >= 1 &&
    width <= TILE_WIDTH
  );
}

function corruptBundle(width: number): CustosError {
  return new CustosError('LOG_CORRUPT', `The entry bundle does not hold ${width} entries.`);
}
