import { type Bytes, equalBytes, fromHex, toHex } from '../../core/bytes.ts';
import type { Entry } from '../../core/entry.ts';
import { type Address, type DatasetId, ZERO_DIGEST } from '../../core/ids.ts';
import { SHARED_OWNER } from '../../core/item.ts';
import { verifyMultiproof } from '../../core/multiproof.ts';
import type { Version } from '../past/datasets.ts';
import type { At } from '../past/history.ts';
import type { Subjects } from '../past/subjects.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, FindingCode, Where } from '../source/findings.ts';
import type { Listed, OpenedRow, Openings } from './opening-reader.ts';
import { RowHashes } from './row-hashes.ts';
import type { Seen } from './seen-items.ts';
import { TreeHead } from './tree-head.ts';

const NOBODY = toHex(SHARED_OWNER);

/** A release whose rows are opened. */
export interface OpenedRelease {
  readonly entry: Entry & { readonly dataset: DatasetId };
  readonly where: Where;
  readonly holder: Address;
  readonly at: At;
  readonly version: Version;
  /** Numbers of the items that were asked for; undefined where that was all. */
  readonly asked: ReadonlySet<number> | undefined;
}

/** Checks what a release let out: its rows against the entry, its items against the manifest on chain. */
export class ReleaseRows {
  readonly #subjects: Subjects;
  readonly #seen: Seen;
  readonly #book: FindingBook;
  readonly #coverage: Coverage;
  readonly #hashes = new RowHashes();

  constructor(subjects: Subjects, seen: Seen, book: FindingBook, coverage: Coverage) {
    this.#subjects = subjects;
    this.#seen = seen;
    this.#book = book;
    this.#coverage = coverage;
  }

  /** False where the openings are of something else, so that nothing more can be said of them. */
  check(openings: Openings, on: OpenedRelease): boolean {
    const { entry } = on;
    const { head, listed } = openings;
    if (head.seq !== entry.seq || head.logId !== entry.logId || head.dataset !== entry.dataset) {
      return this.#report(on, 'OPENINGS_MALFORMED', 'The openings are of another entry.');
    }
    if (head.version !== entry.version || !this.#seen.isManifestSize(entry.dataset, head.version, head.manifestSize)) {
      const message = 'The openings are of another version, or give its manifest another size.';
      return this.#report(on, 'OPENINGS_MALFORMED', message);
    }
    if (head.count !== entry.rows?.count) {
      return this.#report(on, 'ROWS_DIFFER', 'The openings have another count of rows.');
    }
    if (listed.items.length !== head.count) {
      return this.#report(on, 'OPENINGS_MALFORMED', 'The openings list not all rows, or more.');
    }
    const leaves = listed.leaves.map(fromDigest);
    this.#checkRows(openings, leaves, on);
    this.#checkItems(openings, leaves, on);
    return true;
  }

  /** The rows must give the root that the entry names. Beside an erased row nothing can be computed. */
  #checkRows({ rows }: Openings, leaves: readonly Bytes[], on: OpenedRelease): void {
    const missing = rows.indexOf(undefined);
    const erased = rows.reduce((count, row) => (row === 'erased' ? count + 1 : count), 0);
    if (missing >= 0) {
      this.#report(on, 'ROW_NOT_OPENED', 'A row was neither opened nor erased.', { position: missing });
    } else if (erased > 0) this.#noteErased(erased, rows.length, on);
    else {
      const tree = new TreeHead();
      for (const [i, row] of rows.entries()) {
        const leaf = leaves[i];
        if (row === 'erased' || row === undefined || leaf === undefined) continue;
        tree.append(this.#hashes.row(leaf, row.prf, row.subject, row.grant));
      }
      this.#coverage.done('rows', rows.length);
      if (toHex(tree.root()) === on.entry.rows?.root) return;
      this.#report(on, 'ROWS_DIFFER', 'The rows do not give the root that the entry names.');
    }
  }

  #noteErased(erased: number, of: number, on: OpenedRelease): void {
    const why = 'their subjects were erased, and with them the keys that open the rows';
    this.#coverage.miss('erasedRows', why, on.where, erased);
    const beside = 'they stand beside rows of erased subjects, without which the root cannot be computed';
    this.#coverage.miss('unrootedRows', beside, on.where, of - erased);
    if (this.#anyErasedSince(on)) return;
    this.#report(on, 'ROW_NOT_OPENED', 'Rows are called erased, but no subject of the holder was erased since.');
  }

  #anyErasedSince({ holder, at }: OpenedRelease): boolean {
    for (const { holder: of, erased } of this.#subjects.all()) {
      if (of === holder && erased !== undefined && erased.height > at.height) return true;
    }
    return false;
  }

  /** Items are held to the manifest by their leaf hashes, those of erased subjects too; what is opened must be of its
   *  leaf. */
  #checkItems({ head, listed, rows }: Openings, leaves: readonly Bytes[], on: OpenedRelease): void {
    const { entry, version, asked } = on;
    const isListed = this.#areInManifest(listed, leaves, head.manifestSize, fromHex(version.manifestRoot, 32));
    const unlisted = 'The items do not all stand in the manifest on chain as they are listed.';
    if (!isListed) this.#report(on, 'ITEM_UNLISTED', unlisted);
    const series = this.#seen.series(entry);
    this.#coverage.done('items', listed.items.length);
    for (const [position, item] of listed.items.entries()) {
      const facts = () => ({ position, item });
      if (series.has(item)) this.#report(on, 'ITEM_TWICE', 'An item was released twice.', facts());
      series.add(item);
      if (asked !== undefined && !asked.has(item)) {
        this.#report(on, 'ITEM_NOT_REQUESTED', 'An item was released that nobody asked for.', facts());
      }
      const row = rows[position];
      if (row === undefined || row === 'erased') continue;
      const isOpened = equalBytes(this.#hashes.itemLeaf(row.leaf), leaves[position] ?? new Uint8Array());
      const isOwners = this.#checkOwner(row, item, on);
      if (!isOpened) {
        this.#report(on, 'ITEM_UNLISTED', 'What opens an item is not of the leaf that is listed.', facts());
      }
      if (row.leaf.source !== (ZERO_DIGEST as string)) {
        this.#coverage.miss('sources', 'no opening shows what an item was made from', on.where);
      }
      const isShared = isListed && isOpened && isOwners && row.subject === undefined;
      // Only what the manifest itself calls shared is counted: a false word of the gateway must not use up the number.
      if (isShared && this.#seen.shared(entry.dataset, head.version, item) > version.sharedCount) {
        this.#report(on, 'SHARED_EXCEEDED', 'More items are called shared than the version has.', facts());
      }
    }
  }

  /** An item that stands twice is proven once; that it does is another finding. */
  #areInManifest({ items, proof }: Listed, leaves: readonly Bytes[], size: number, root: Bytes): boolean {
    const numberAt = (place: number) => items[place] ?? 0;
    const leafAt = (place: number) => leaves[place] ?? new Uint8Array();
    const places = [...items.keys()].sort((a, b) => numberAt(a) - numberAt(b));
    const distinct = places.filter((place, i) => {
      const before = places[i - 1];
      const isSame = before !== undefined && numberAt(before) === numberAt(place);
      return !(isSame && equalBytes(leafAt(before), leafAt(place)));
    });
    const [found, numbers] = [distinct.map(leafAt), distinct.map(numberAt)];
    return verifyMultiproof(found, numbers, size, proof.map(fromDigest), root, this.#hashes.node);
  }

  /** True where the item is of the subject, or of nobody, as its opening says. */
  #checkOwner({ subject, ownerSalt, leaf, position }: OpenedRow, item: number, on: OpenedRelease): boolean {
    const owner = subject === undefined ? NOBODY : ownerSalt && this.#hashes.owner(ownerSalt, subject);
    if (owner === leaf.owner) return true;
    const message = subject === undefined ? 'An item of somebody is called shared.' : 'An item is of somebody else.';
    return this.#report(on, 'OWNER_DIFFERS', message, { position, item });
  }

  /** Always false. */
  #report(on: OpenedRelease, code: FindingCode, message: string, facts?: Record<string, string | number>): false {
    this.#book.add(code, on.where, message, facts);
    return false;
  }
}

/** Of a text that is of its form. */
function fromDigest(text: string): Bytes {
  return Buffer.from(text.slice(2), 'hex');
}
