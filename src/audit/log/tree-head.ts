import { hash } from 'node:crypto';
import type { Bytes } from '../../core/bytes.ts';
import { EMPTY_ROOT } from '../../core/merkle.ts';

/** The right edge of an RFC 6962 tree: enough to go on appending and to give the root, in constant memory. */
export class TreeHead {
  /** Roots of the complete subtrees, largest first; the binary digits of the size say which there are. */
  readonly #edge: Bytes[] = [];
  readonly #pair = new Uint8Array(65);
  #size = 0;

  constructor() {
    this.#pair[0] = 1;
  }

  get size(): number {
    return this.#size;
  }

  /** A tree that goes on by itself from here. */
  clone(): TreeHead {
    const copy = new TreeHead();
    copy.#edge.push(...this.#edge);
    copy.#size = this.#size;
    return copy;
  }

  append(leaf: Bytes): void {
    let node = leaf;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) {
      const left = this.#edge.pop();
      if (left !== undefined) node = this.#parent(left, node);
    }
    this.#edge.push(node);
    this.#size++;
  }

  root(): Bytes {
    let root: Bytes | undefined;
    for (let i = this.#edge.length - 1; i >= 0; i--) {
      const left = this.#edge[i];
      if (left !== undefined) root = root === undefined ? left : this.#parent(left, root);
    }
    return root ?? EMPTY_ROOT;
  }

  #parent(left: Bytes, right: Bytes): Bytes {
    this.#pair.set(left, 1);
    this.#pair.set(right, 33);
    return hash('sha256', this.#pair, 'buffer');
  }
}
