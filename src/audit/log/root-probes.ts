import { type Bytes, toHex } from '../../core/bytes.ts';
import { TILE_WIDTH, tileWidth } from '../../core/tiles.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, FindingCode, Where } from '../source/findings.ts';
import type { LogSource } from '../source/sources.ts';
import { type HashText, TreeHead } from './tree-head.ts';

/** A root that somebody signed, or wrote on chain, for a size. */
export interface Probe {
  readonly size: number;
  readonly root: Bytes;
  readonly code: FindingCode;
  readonly message: string;
  readonly facts?: Readonly<Record<string, string | number>>;
}

/** Leaves kept to locate a change in; beyond, the range alone is named. */
const MAX_KEPT = 65_536;

/** Compares the tree of the entries, as it grows, with every root known for it, and locates the first difference. */
export class RootProbes {
  readonly #probes: readonly Probe[];
  readonly #source: LogSource;
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  readonly #tree = new TreeHead();
  #good = new TreeHead();
  #since: HashText[] = [];
  #next = 0;
  /** Set once a root differed: later ones differ for the same reason, until one is right again. */
  #broken = false;

  constructor(probes: readonly Probe[], source: LogSource, book: FindingBook, coverage: Coverage) {
    this.#probes = probes.toSorted((a, b) => a.size - b.size);
    this.#source = source;
    this.#book = book;
    this.#coverage = coverage;
  }

  get size(): number {
    return this.#tree.size;
  }

  /** Probes of the empty tree too: call it once before the first leaf. */
  async settle(published: number, where: Where): Promise<void> {
    let probe = this.#probes[this.#next];
    if (probe === undefined || probe.size > this.#tree.size) return;
    const root = this.#tree.root();
    for (; probe !== undefined && probe.size <= this.#tree.size; probe = this.#probes[++this.#next]) {
      if (probe.code === 'HEAD_DIFFERS') this.#coverage.done('heads');
      if (probe.size < this.#tree.size) continue;
      if (root === hashText(probe.root)) this.#markGood();
      else await this.#report(probe, published, where);
    }
  }

  /** Whether a root is known for the size that the tree has now. */
  get due(): boolean {
    return this.#probes[this.#next]?.size === this.#tree.size;
  }

  append(leaf: HashText): void {
    this.#tree.append(leaf);
    if (this.#since.length < MAX_KEPT) this.#since.push(leaf);
  }

  /** Probes of sizes that the log never reached. */
  *beyond(): Generator<Probe> {
    for (let i = this.#next; i < this.#probes.length; i++) {
      const probe = this.#probes[i];
      if (probe !== undefined) yield probe;
    }
  }

  #markGood(): void {
    this.#good = this.#tree.clone();
    this.#since = [];
    this.#broken = false;
  }

  async #report(probe: Probe, published: number, where: Where): Promise<void> {
    if (this.#broken) return;
    this.#broken = true;
    const from = this.#good.size;
    const entry = await this.#locate(probe, published);
    const located = entry === undefined ? where : { ...where, entry };
    this.#book.add(probe.code, located, probe.message, { ...probe.facts, size: probe.size, from });
  }

  /** The entry that is not the one under the root: by the log's own leaf tiles, where those give the root. */
  async #locate(probe: Probe, published: number): Promise<number | undefined> {
    const from = this.#good.size;
    if (probe.size - from > this.#since.length || this.#source.leafTile === undefined) return undefined;
    if (probe.size === from + 1) return from;
    const tree = this.#good.clone();
    const leaves = await this.#leaves(from, probe.size, published);
    for (const leaf of leaves ?? []) tree.append(leaf);
    if (tree.size !== probe.size || tree.root() !== hashText(probe.root)) return undefined;
    const at = leaves?.findIndex((leaf, i) => leaf !== this.#since[i]) ?? -1;
    return at < 0 ? undefined : from + at;
  }

  async #leaves(from: number, to: number, published: number): Promise<HashText[] | undefined> {
    const leaves: HashText[] = [];
    for (let index = Math.floor(from / TILE_WIDTH); index * TILE_WIDTH < to; index++) {
      const tile = await this.#source.leafTile?.(index, tileWidth(0, index, published));
      if (tile?.kind !== 'bytes' || tile.bytes.length % 32 !== 0) return undefined;
      for (let i = 0; i < tile.bytes.length / 32; i++) {
        const seq = index * TILE_WIDTH + i;
        if (seq >= from && seq < to) leaves.push(hashText(tile.bytes.subarray(32 * i, 32 * i + 32)));
      }
    }
    return leaves;
  }
}

function hashText(bytes: Bytes): HashText {
  return toHex(bytes).slice(2);
}
