import { equalBytes, fromHex, type Hex } from '../core/bytes.ts';
import type { LeafJson } from '../core/content.ts';
import { type ContentRecord, contentDecoder } from '../core/content-decoder.ts';
import {
  type ContentEnd,
  decodeRows,
  type ItemHead,
  type ReleaseHead,
  type ReleaseRows,
  unreadable,
} from '../core/content-frame.ts';
import { decodeEntry, type Entry } from '../core/entry.ts';
import { CustosError } from '../core/errors.ts';
import { type ItemLeaf, itemLeafHash, releaseRow } from '../core/item.ts';
import { leafHash, MerkleTree } from '../core/merkle.ts';
import { verifyMultiproof } from '../core/multiproof.ts';
import { type NewSha256, type Sha256, wasmSha256 } from './sha256.ts';

/** What the content is checked against, from the ledger. */
export interface Trust {
  /** Root of the version's manifest on chain. */
  readonly manifestRoot: Uint8Array;
  /** Items of the manifest, where a release said so before. The root does not commit to their number, and by another one
   *  an item can be proved to have another place: all releases of a version are held to one. */
  readonly manifestSize?: number;
  /** Verifies a receipt against the keys that the chain names for the gateway's log; gives the entry's bytes. */
  readonly openReceipt: (receipt: string) => Uint8Array;
}

/** An item that the manifest on chain and the release that was logged hold. */
export interface ContentItem extends ItemHead {
  /** Position in the release, from 0. */
  readonly position: number;
  /** Number of the item in its version's manifest, from 0. */
  readonly index: number;
}

/** What the reader hands over, in the order of the stream. The bytes of an item come before it is verified, and never more
 *  than the chain commits to: keep them aside until `verified`, which comes with the last of them, says that they are
 *  those. `data` is good until the next event. */
export type ContentEvent =
  | { readonly type: 'release'; readonly receipt: string; readonly entry: Entry; readonly manifestSize: number }
  | { readonly type: 'item'; readonly item: ContentItem }
  | { readonly type: 'data'; readonly bytes: Uint8Array }
  | { readonly type: 'verified'; readonly item: ContentItem }
  | { readonly type: 'end'; readonly end: ContentEnd };

/** Reads a content stream and checks all of it: the receipt of each release, its rows against the root that was logged and
 *  their leaves against the manifest on chain, then each item's leaf, size and digest. Throws PROOF_INVALID or
 *  ITEM_CORRUPT where something does not hold, GATEWAY_UNREACHABLE where the stream was cut off. */
export async function* readContent(
  chunks: AsyncIterable<Uint8Array>,
  trust: Trust,
  sha256?: NewSha256,
): AsyncGenerator<ContentEvent, void, undefined> {
  const decoder = contentDecoder();
  const check = new ContentCheck(trust, sha256 ?? (await wasmSha256()));
  for await (const chunk of chunks) {
    for (const record of decoder.push(chunk)) {
      for (const event of check.take(record)) yield event;
      if (record.kind === 'end') return;
    }
  }
  throw new CustosError('GATEWAY_UNREACHABLE', 'The stream was cut off before its end. Ask again for what is missing.');
}

interface OpenRelease {
  readonly head: ReleaseHead;
  readonly entry: Entry;
  rows?: ReleaseRows;
  /** Items of it that have begun. */
  begun: number;
}

interface OpenItem {
  readonly item: ContentItem;
  readonly hash: Sha256;
  left: number;
}

/** Which records may follow which, and whether they are what chain and log commit to. */
class ContentCheck {
  readonly #trust: Trust;
  readonly #sha256: NewSha256;
  #release: OpenRelease | undefined;
  #open: OpenItem | undefined;
  #manifestSize: number | undefined;
  #releases = 0;
  #items = 0;

  constructor(trust: Trust, sha256: NewSha256) {
    this.#trust = trust;
    this.#manifestSize = trust.manifestSize;
    this.#sha256 = sha256;
  }

  take(record: ContentRecord): readonly ContentEvent[] {
    if (this.#open && record.kind !== 'data') throw corrupt(this.#open.item);
    switch (record.kind) {
      case 'release':
        return [this.#begin(record.release)];
      case 'rows':
        this.#takeRows(record.payload);
        return [];
      case 'item':
        return this.#takeItem(record.item);
      case 'data':
        return this.#takeData(record.bytes);
      case 'end':
        return [this.#end(record.end)];
    }
  }

  #begin(head: ReleaseHead): ContentEvent {
    this.#requireWhole();
    const entry = decodeEntry(this.#trust.openReceipt(head.receipt));
    if (entry.rows === undefined || entry.seq !== head.seq || entry.rows.count !== head.count) {
      throw unreadable('its receipt is for another release');
    }
    const { receipt, manifestSize } = head;
    this.#manifestSize ??= manifestSize;
    if (manifestSize !== this.#manifestSize) {
      throw unreadable(`a release is of ${manifestSize} items in all, and one before it of ${this.#manifestSize}`);
    }
    this.#release = { head, entry, begun: 0 };
    this.#releases++;
    return { type: 'release', receipt, entry, manifestSize };
  }

  #takeRows(payload: Uint8Array): void {
    const release = this.#release;
    if (!release || release.rows) throw unreadable('rows do not stand behind the release that they are of');
    const { head, entry } = release;
    const rows = decodeRows(payload, head.count);
    const tree = new MerkleTree(rows.leaves.map((leaf, i) => leafHash(releaseRow(leaf, rows.bindings[i] ?? leaf))));
    if (!equalBytes(tree.root(), bytes32(entry.rows?.root ?? '0x'))) {
      throw unreadable('its rows are not those of the release that was logged');
    }
    if (!verifyMultiproof(rows.leaves, rows.indexes, head.manifestSize, rows.proof, this.#trust.manifestRoot)) {
      throw unreadable('a release holds items that are not in the manifest on chain');
    }
    release.rows = rows;
  }

  #takeItem(head: ItemHead): ContentEvent[] {
    const release = this.#release;
    const position = release?.begun ?? 0;
    const [index, leaf] = [release?.rows?.indexes[position], release?.rows?.leaves[position]];
    if (!release || index === undefined || leaf === undefined)
      throw unreadable('it holds an item outside of a release');
    if (!equalBytes(itemLeafHash(leafOf(head.leaf)), leaf)) {
      throw unreadable(`item ${index} is not the one in the release that was logged`);
    }
    release.begun++;
    this.#items++;
    const item = { ...head, position, index };
    this.#open = { item, hash: this.#sha256(), left: head.leaf.size };
    return [{ type: 'item', item }, ...this.#verified(this.#open)];
  }

  #takeData(bytes: Uint8Array): ContentEvent[] {
    const open = this.#open;
    if (!open) throw unreadable('it holds data outside of an item');
    // Else what never ends would fill the disk before it is found out.
    if (bytes.length > open.left) throw corrupt(open.item);
    open.hash.update(bytes);
    open.left -= bytes.length;
    return [{ type: 'data', bytes }, ...this.#verified(open)];
  }

  /** Says so as soon as the item is complete. */
  #verified({ item, hash, left }: OpenItem): ContentEvent[] {
    if (left > 0) return [];
    this.#open = undefined;
    if (!equalBytes(hash.digest(), bytes32(item.leaf.digest))) throw corrupt(item);
    return [{ type: 'verified', item }];
  }

  #end(end: ContentEnd): ContentEvent {
    this.#requireWhole();
    if (end.releases !== this.#releases || end.items !== this.#items) {
      throw unreadable('its end counts other releases or items than came');
    }
    return { type: 'end', end };
  }

  #requireWhole(): void {
    if (this.#release && this.#release.begun < this.#release.head.count) {
      throw unreadable('a release ends before its last item');
    }
  }
}

function corrupt({ index }: ContentItem): CustosError {
  return new CustosError('ITEM_CORRUPT', `The bytes of item ${index} are not those that the chain commits to.`);
}

/** The item leaf of a content record. */
export function leafOf(json: LeafJson): ItemLeaf {
  return {
    salt: bytes32(json.salt),
    digest: bytes32(json.digest),
    size: json.size,
    mediaType: json.mediaType,
    categories: json.categories,
    owner: bytes32(json.owner),
    source: bytes32(json.source),
  };
}

function bytes32(hex: Hex): Uint8Array {
  return fromHex(hex, 32);
}
