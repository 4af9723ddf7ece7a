import { hash } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { EMPTY_ROOT } from '../core/merkle.ts';

/** A complete subtree of `2 ** level` leaves, `index` from the left. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Bytes;
}

/** The tree at one size, with all that its right edge needs: roots of subtrees that are not complete. */
export interface TreeHead {
  readonly size: number;
  readonly root: Bytes;
  /** By level: the hash over the leaves behind the last complete node of that level, if there are any. */
  readonly ragged: readonly (Bytes | undefined)[];
}

interface Row {
  /** Index of the first hash that is kept. */
  first: number;
  hashes: Bytes[];
}

/** The right edge of an RFC 6962 tree: enough to append, and to prove the leaves appended since `forget`. A group
 *  commit proves each of its leaves to one head; the hashes that the paths share are made once. */
export class TreeWindow {
  readonly #rows: Row[];
  #size: number;

  /** `edge` holds, for each level with complete nodes in a tree of `size`, the last of them. */
  constructor(size = 0, edge: readonly Bytes[] = []) {
    this.#size = size;
    this.#rows = edge.map((last, level) => ({ first: nodesAt(level, size) - 1, hashes: [last] }));
  }

  get size(): number {
    return this.#size;
  }

  /** Gives the complete nodes that the leaf made, from the leaf upwards. */
  append(leaf: Bytes): TreeNode[] {
    const made: TreeNode[] = [];
    let carry = leaf;
    for (let level = 0; ; level++) {
      const row = this.#rows[level] ?? this.#addRow();
      const index = row.first + row.hashes.length;
      row.hashes.push(carry);
      made.push({ level, index, hash: carry });
      const left = row.hashes.at(-2);
      if (index % 2 === 0 || left === undefined) break;
      carry = nativeNodeHash(left, carry);
    }
    this.#size++;
    return made;
  }

  head(): TreeHead {
    const size = this.#size;
    const ragged: (Bytes | undefined)[] = [undefined];
    let level = 0;
    for (; nodesAt(level, size) > 1 || (nodesAt(level, size) === 1 && ragged[level] !== undefined); level++) {
      const nodes = nodesAt(level, size);
      const right = ragged[level];
      const left = nodes % 2 === 1 ? this.#node(level, nodes - 1) : undefined;
      ragged.push(left !== undefined && right !== undefined ? nativeNodeHash(left, right) : (left ?? right));
    }
    const root = size === 0 ? EMPTY_ROOT : nodesAt(level, size) === 1 ? this.#node(level, 0) : ragged[level];
    return { size, root: root ?? EMPTY_ROOT, ragged };
  }

  /** Inclusion path of a leaf that is still in the window, to a head made since it was appended. */
  path(leaf: number, { size, ragged }: TreeHead): Bytes[] {
    const path: Bytes[] = [];
    for (let level = 0; (size - 1) / 2 ** level >= 1; level++) {
      const node = Math.floor(leaf / 2 ** level);
      const sibling = node % 2 === 0 ? node + 1 : node - 1;
      const nodes = nodesAt(level, size);
      const hash = sibling < nodes ? this.#node(level, sibling) : sibling === nodes ? ragged[level] : undefined;
      if (hash !== undefined) path.push(hash);
    }
    return path;
  }

  /** Drops what only leaves before `leaf` need. */
  forget(leaf: number): void {
    this.#rows.forEach((row, level) => {
      const pair = 2 * Math.floor(leaf / 2 ** (level + 1));
      const keep = Math.min(pair, row.first + row.hashes.length - 1);
      if (keep <= row.first) return;
      row.hashes = row.hashes.slice(keep - row.first);
      row.first = keep;
    });
  }

  #node(level: number, index: number): Bytes {
    const row = this.#rows[level];
    const hash = row?.hashes[index - row.first];
    if (hash === undefined) throw new RangeError(`The window has no node ${index} at level ${level}.`);
    return hash;
  }

  #addRow(): Row {
    const row = { first: 0, hashes: [] };
    this.#rows.push(row);
    return row;
  }
}

/** Complete nodes of a level in a tree of `size` leaves. */
export function nodesAt(level: number, size: number): number {
  return Math.floor(size / 2 ** level);
}

const PREFIXED = Buffer.alloc(65, 1);

/** As core's `nodeHash`, by OpenSSL. */
export function nativeNodeHash(left: Bytes, right: Bytes): Bytes {
  PREFIXED.set(left, 1);
  PREFIXED.set(right, 33);
  return hash('sha256', PREFIXED, 'buffer');
}

/** As core's `leafHash`, by OpenSSL. */
export function nativeLeafHash(entry: Bytes): Bytes {
  const prefixed = Buffer.allocUnsafe(1 + entry.length);
  prefixed[0] = 0;
  prefixed.set(entry, 1);
  return hash('sha256', prefixed, 'buffer');
}
