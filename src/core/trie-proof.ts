import { RLP } from '@ethereumjs/rlp';
import { type Bytes, toHex } from './bytes.ts';
import { CustosError } from './errors.ts';
import { EMPTY_TRIE, type Keccak } from './trie-root.ts';

/** Of a node, or of what stands in its parent as it is because it is shorter than a hash. */
type Nested = Bytes | Nested[];

const HASH = 32;
const BRANCH = 17;
/** Hex-prefix encoding: leaf or extension, and an odd number of nibbles. */
const LEAF_FLAG = 2;
const ODD_FLAG = 1;

/** Nodes of tries, each of which counts only by its hash. They may come in any order, of several tries and keys, and be
 *  more than a path needs: engines differ in all of it. */
export class TrieProof {
  readonly #keccak: Keccak;
  readonly #nodes: ReadonlyMap<string, Bytes>;
  /** What was decoded already: paths share their first nodes. */
  readonly #decoded = new Map<string, readonly Nested[]>();

  constructor(keccak: Keccak, nodes: Iterable<Bytes>) {
    this.#keccak = keccak;
    this.#nodes = new Map(Iterator.from(nodes).map((node) => [toHex(keccak(node)), node]));
  }

  /** The value that the trie with this root has for a key, or undefined: that it has none is proved as well. Keys are
   *  hashed first, as state and storage tries do.
   *
   *  Throws PROOF_INVALID where the nodes do not lead from the root to the value or to the place where it would be. */
  value(root: Bytes, key: Bytes): Bytes | undefined {
    if (toHex(root) === EMPTY_TRIE) return undefined;
    const path = nibblesOf(this.#keccak(key));
    let node: Nested | undefined = root;
    for (let depth = 0; ; ) {
      const items = this.#itemsOf(node);
      if (items.length === BRANCH) {
        // A hashed key has one length: none ends in a branch.
        const next = path[depth++];
        if (next === undefined) throw invalid('its path is longer than a key');
        node = items[next];
      } else {
        const { nibbles, isLeaf } = pathOf(items);
        if (nibbles.some((nibble, i) => path[depth + i] !== nibble)) return undefined;
        depth += nibbles.length;
        if (isLeaf) return depth === path.length ? bytesOf(items[1]) : undefined;
        node = items[1];
      }
      if (node instanceof Uint8Array && node.length === 0) return undefined;
    }
  }

  #itemsOf(node: Nested | undefined): readonly Nested[] {
    if (Array.isArray(node)) return shaped(node);
    if (node?.length !== HASH) throw invalid('a node refers to nothing');
    const hash = toHex(node);
    const known = this.#decoded.get(hash);
    if (known) return known;
    const encoded = this.#nodes.get(hash);
    if (encoded === undefined) throw invalid('a node is missing');
    const items = shaped(decoded(encoded));
    this.#decoded.set(hash, items);
    return items;
  }
}

function shaped(items: Nested): readonly Nested[] {
  if (Array.isArray(items) && (items.length === BRANCH || items.length === 2)) return items;
  throw invalid('a node is none');
}

function pathOf([encoded]: readonly Nested[]): { nibbles: readonly number[]; isLeaf: boolean } {
  const [flag = -1, ...rest] = nibblesOf(bytesOf(encoded));
  if (flag < 0 || flag > (LEAF_FLAG | ODD_FLAG)) throw invalid('a path is none');
  const isLeaf = (flag & LEAF_FLAG) !== 0;
  const nibbles = (flag & ODD_FLAG) !== 0 ? rest : rest.slice(1);
  // An extension of nothing leads nowhere, so that no loop is without an end.
  if (!isLeaf && nibbles.length === 0) throw invalid('a path is empty');
  return { nibbles, isLeaf };
}

function decoded(bytes: Bytes): Nested {
  try {
    return RLP.decode(bytes) as Nested;
  } catch (cause) {
    throw invalid('a node cannot be read', cause);
  }
}

function bytesOf(value: Nested | undefined): Bytes {
  if (value instanceof Uint8Array) return value;
  throw invalid('a list stands where a value should');
}

function nibblesOf(bytes: Bytes): number[] {
  return Array.from(bytes).flatMap((byte) => [byte >> 4, byte & 15]);
}

function invalid(what: string, cause?: unknown): CustosError {
  return new CustosError('PROOF_INVALID', `The proof of the ledger’s state does not hold: ${what}.`, { cause });
}
