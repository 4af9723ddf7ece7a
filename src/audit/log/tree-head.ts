import { hash } from 'node:crypto';
import { toHex } from '../../core/bytes.ts';
import { EMPTY_ROOT } from '../../core/merkle.ts';

/** A SHA-256 in lowercase hex without 0x: an audit makes several for each of a million rows, and Node takes three times as
 *  long to give one in bytes. */
export type HashText = string;

const HASH = 32;
const EMPTY: HashText = toHex(EMPTY_ROOT).slice(2);

/** `nodeHash` of core, over hashes in hex. It writes into a buffer of its own, so that nothing is allocated but the hash. */
export function nodeHasher(): (left: HashText, right: HashText) => HashText {
  const pair = Buffer.alloc(1 + 2 * HASH, 1);
  return (left, right) => {
    pair.write(left, 1, 'hex');
    pair.write(right, 1 + HASH, 'hex');
    return hash('sha256', pair, 'hex');
  };
}

/** The right edge of an RFC 6962 tree: enough to go on appending and to give the root, in constant memory. */
export class TreeHead {
  /** Roots of the complete subtrees, largest first; the binary digits of the size say which there are. */
  readonly #edge: HashText[] = [];
  readonly #parent = nodeHasher();
  #size = 0;

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

  append(leaf: HashText): void {
    let node = leaf;
    for (let size = this.#size; size % 2 === 1; size = (size - 1) / 2) {
      const left = this.#edge.pop();
      if (left !== undefined) node = this.#parent(left, node);
    }
    this.#edge.push(node);
    this.#size++;
  }

  root(): HashText {
    let root: HashText | undefined;
    for (let i = this.#edge.length - 1; i >= 0; i--) {
      const left = this.#edge[i];
      if (left !== undefined) root = root === undefined ? left : this.#parent(left, root);
    }
    return root ?? EMPTY;
  }
}
