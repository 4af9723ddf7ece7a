import { hash } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { inclusionFrom, type NodeReader, rootFrom } from '../core/merkle.ts';

const HASH_BYTES = 32;
/** A few milliseconds' work. */
const NODES_A_TURN = 2048;

/** An RFC 6962 tree that is built whole, its complete subtrees in one piece of memory level by level: 64 bytes a
 *  leaf, where objects would take several times as much. */
export class FlatTree {
  readonly size: number;
  readonly bytes: Bytes;
  readonly #starts: readonly number[];

  private constructor(size: number, bytes: Bytes) {
    this.size = size;
    this.bytes = bytes;
    this.#starts = levelStarts(size);
  }

  /** `leafHashes` = n times 32 bytes. Others take their turns meanwhile. */
  static async build(leafHashes: Bytes): Promise<FlatTree> {
    const size = leafHashes.length / HASH_BYTES;
    const bytes = Buffer.alloc(FlatTree.byteLength(size));
    bytes.set(leafHashes);
    const tree = new FlatTree(size, bytes);
    for (let level = 1; size >> level > 0; level++) await tree.#fill(level);
    return tree;
  }

  /** Takes what `bytes` held; whoever stored them has authenticated them. */
  static from(size: number, bytes: Bytes): FlatTree {
    if (bytes.length !== FlatTree.byteLength(size)) throw new CustosError('STORE_CORRUPT', 'A manifest is cut short.');
    return new FlatTree(size, bytes);
  }

  static byteLength(size: number): number {
    let nodes = 0;
    for (let width = size; width > 0; width = Math.floor(width / 2)) nodes += width;
    return nodes * HASH_BYTES;
  }

  readonly node: NodeReader = (level, index) => {
    const start = this.#starts[level];
    if (start === undefined || index < 0 || index >= Math.floor(this.size / 2 ** level)) {
      throw new CustosError('INPUT_INVALID', 'The tree has no such node.');
    }
    return this.bytes.subarray(start + index * HASH_BYTES, start + (index + 1) * HASH_BYTES);
  };

  leaf(index: number): Bytes {
    return this.node(0, index);
  }

  root(): Bytes {
    return rootFrom(this.node, this.size);
  }

  inclusion(index: number): Bytes[] {
    return inclusionFrom(this.node, index, this.size);
  }

  async #fill(level: number): Promise<void> {
    const from = this.#starts[level - 1] ?? 0;
    const to = this.#starts[level] ?? 0;
    const nodes = Math.floor(this.size / 2 ** level);
    const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);
    for (let i = 0; i < nodes; i++) {
      const at = from + 2 * i * HASH_BYTES;
      pair.set(this.bytes.subarray(at, at + 2 * HASH_BYTES), 1);
      this.bytes.set(hash('sha256', pair, 'buffer'), to + i * HASH_BYTES);
      if (i % NODES_A_TURN === NODES_A_TURN - 1) await new Promise(setImmediate);
    }
  }
}

function levelStarts(size: number): number[] {
  const starts: number[] = [];
  let at = 0;
  for (let width = size; width > 0; width = Math.floor(width / 2)) {
    starts.push(at);
    at += width * HASH_BYTES;
  }
  return starts;
}
