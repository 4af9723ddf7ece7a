import { randomInt } from 'node:crypto';
import { type Bytes, toHex, utf8, utf8Decode } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Pseudonym } from '../core/ids.ts';
import { FlatTree } from './flat-tree.ts';

/** One version's items as the decision needs them: columns by item index, no object per item or subject. */
export interface VersionView {
  readonly items: number;
  readonly subjects: number;
  /** Subject's ordinal of each item, -1 for a shared one. */
  readonly subjectOf: Int32Array;
  readonly categories: Uint32Array;
  /** Plaintext bytes. */
  readonly sizes: Float64Array;
  /** Index into `kinds`. */
  readonly kindOf: Uint16Array;
  /** Resource types, modalities. */
  readonly kinds: readonly string[];
  readonly mediaTypeOf: Uint16Array;
  readonly mediaTypes: readonly string[];
  /** Where the item lies in its volume. */
  readonly slots: Uint32Array;
  /** 32 bytes a subject, in order of ordinals. */
  readonly subjectIds: Bytes;
  pseudonym(ordinal: number): Pseudonym;
  readonly tree: FlatTree;
}

/** Columns of the items in order of writing. */
export interface DraftColumns {
  readonly slots: Uint32Array;
  readonly subjectOf: Int32Array;
  readonly categories: Uint32Array;
  readonly sizes: Float64Array;
  readonly kindOf: Uint16Array;
  readonly mediaTypeOf: Uint16Array;
  readonly kinds: readonly string[];
  readonly mediaTypes: readonly string[];
  readonly subjectIds: Bytes;
  readonly leafHashes: Bytes;
}

interface Head {
  readonly v: 1;
  readonly items: number;
  readonly subjects: number;
  readonly kinds: readonly string[];
  readonly mediaTypes: readonly string[];
}

const ITEM_BYTES = 4 + 4 + 4 + 8 + 2 + 2;

/** Puts the items into an order drawn at random, so that neighbours in the manifest say nothing of each other. */
export async function shuffled(columns: DraftColumns): Promise<VersionView> {
  const count = columns.slots.length;
  const order = randomOrder(count);
  const leaves = Buffer.allocUnsafe(32 * count);
  for (const [to, from] of order.entries()) leaves.set(columns.leafHashes.subarray(32 * from, 32 * from + 32), 32 * to);
  const { kinds, mediaTypes, subjectIds } = columns;
  return {
    items: count,
    subjects: subjectIds.length / 32,
    subjectOf: reorder(columns.subjectOf, order),
    categories: reorder(columns.categories, order),
    sizes: reorder(columns.sizes, order),
    kindOf: reorder(columns.kindOf, order),
    mediaTypeOf: reorder(columns.mediaTypeOf, order),
    slots: reorder(columns.slots, order),
    kinds,
    mediaTypes,
    subjectIds,
    pseudonym: pseudonymIn(subjectIds),
    tree: await FlatTree.build(leaves),
  };
}

/** Head length u32 ‖ head JSON ‖ subjects ‖ per item slot u32, subject i32, categories u32, size f64, kind u16, media
 *  type u16 ‖ complete subtrees of the manifest tree by level. */
export function encodeManifest(view: VersionView): Bytes {
  const { items, subjects, kinds, mediaTypes } = view;
  const head = utf8(JSON.stringify({ v: 1, items, subjects, kinds, mediaTypes } satisfies Head));
  const rowsAt = 4 + head.length + view.subjectIds.length;
  const treeAt = rowsAt + items * ITEM_BYTES;
  const out = Buffer.alloc(treeAt + view.tree.bytes.length);
  out.writeUInt32BE(head.length, 0);
  out.set(head, 4);
  out.set(view.subjectIds, 4 + head.length);
  for (let i = 0, at = rowsAt; i < items; i++, at += ITEM_BYTES) {
    out.writeUInt32BE(view.slots[i] ?? 0, at);
    out.writeInt32BE(view.subjectOf[i] ?? 0, at + 4);
    out.writeUInt32BE(view.categories[i] ?? 0, at + 8);
    out.writeDoubleBE(view.sizes[i] ?? 0, at + 12);
    out.writeUInt16BE(view.kindOf[i] ?? 0, at + 20);
    out.writeUInt16BE(view.mediaTypeOf[i] ?? 0, at + 22);
  }
  out.set(view.tree.bytes, treeAt);
  return out;
}

/** `bytes` are authentic: whoever stored them has checked that. */
export function decodeManifest(bytes: Bytes): VersionView {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const headLength = buffer.readUInt32BE(0);
  const head = JSON.parse(utf8Decode(buffer.subarray(4, 4 + headLength))) as Head;
  if (head.v !== 1) throw new CustosError('STORE_CORRUPT', 'A manifest is of a format unknown here.');
  const { items, subjects, kinds, mediaTypes } = head;
  const rowsAt = 4 + headLength + 32 * subjects;
  const subjectIds = buffer.subarray(4 + headLength, rowsAt);
  const view: VersionView = {
    items,
    subjects,
    subjectOf: new Int32Array(items),
    categories: new Uint32Array(items),
    sizes: new Float64Array(items),
    kindOf: new Uint16Array(items),
    mediaTypeOf: new Uint16Array(items),
    slots: new Uint32Array(items),
    kinds,
    mediaTypes,
    subjectIds,
    pseudonym: pseudonymIn(subjectIds),
    tree: FlatTree.from(items, buffer.subarray(rowsAt + items * ITEM_BYTES)),
  };
  for (let i = 0, at = rowsAt; i < items; i++, at += ITEM_BYTES) {
    view.slots[i] = buffer.readUInt32BE(at);
    view.subjectOf[i] = buffer.readInt32BE(at + 4);
    view.categories[i] = buffer.readUInt32BE(at + 8);
    view.sizes[i] = buffer.readDoubleBE(at + 12);
    view.kindOf[i] = buffer.readUInt16BE(at + 20);
    view.mediaTypeOf[i] = buffer.readUInt16BE(at + 22);
  }
  return view;
}

export function sharedCount(view: VersionView): number {
  let count = 0;
  for (const subject of view.subjectOf) if (subject === -1) count++;
  return count;
}

/** Each is put into words once: every item that is read needs its subject's. */
function pseudonymIn(subjectIds: Bytes): (ordinal: number) => Pseudonym {
  const known: (Pseudonym | undefined)[] = new Array(subjectIds.length / 32);
  return (ordinal) => {
    const before = known[ordinal];
    if (before !== undefined) return before;
    const id = subjectIds.subarray(32 * ordinal, 32 * ordinal + 32);
    if (ordinal < 0 || id.length !== 32)
      throw new CustosError('INPUT_INVALID', `The version has no subject ${ordinal}.`);
    const pseudonym = toHex(id) as Pseudonym;
    known[ordinal] = pseudonym;
    return pseudonym;
  };
}

/** Fisher and Yates, with numbers that nobody can foresee. */
function randomOrder(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    const moved = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = moved;
  }
  return order;
}

function reorder<T extends Int32Array | Uint32Array | Uint16Array | Float64Array>(values: T, order: Uint32Array): T {
  const out = values.slice() as T;
  for (let i = 0; i < order.length; i++) out[i] = values[order[i] ?? 0] ?? 0;
  return out;
}
