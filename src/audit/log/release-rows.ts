import { type Hex, toHex } from '../../core/bytes.ts';
import type { Entry } from '../../core/entry.ts';
import { type Address, type DatasetId, ZERO_DIGEST } from '../../core/ids.ts';
import { SHARED_OWNER } from '../../core/item.ts';
import { multiproofRoot } from '../../core/multiproof.ts';
import type { Version } from '../past/datasets.ts';
import type { At } from '../past/history.ts';
import type { Subjects } from '../past/subjects.ts';
import type { Coverage } from '../source/coverage.ts';
import type { FindingBook, FindingCode, Where } from '../source/findings.ts';
import { rowTurns } from '../source/row-turns.ts';
import type { Listed, OpenedRow, Openings } from './opening-reader.ts';
import { RowHashes } from './row-hashes.ts';
import type { Seen } from './seen-items.ts';
import { type HashText, TreeHead } from './tree-head.ts';

const NOBODY = hashText(toHex(SHARED_OWNER));

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

  /** False where the openings are of something else, so that nothing more can be said of them. Gives way to others. */
  async check(openings: Openings, on: OpenedRelease): Promise<boolean> {
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
    const leaves = listed.leaves.map(hashText);
    await this.#checkRows(openings, leaves, on);
    await this.#checkItems(openings, leaves, on);
    return true;
  }

  /** The rows must give the root that the entry names. Beside an erased row nothing can be computed. */
  async #checkRows({ rows }: Openings, leaves: readonly HashText[], on: OpenedRelease): Promise<void> {
    const missing = rows.indexOf(undefined);
    const erased = rows.reduce((count, row) => (row === 'erased' ? count + 1 : count), 0);
    if (missing >= 0) {
      this.#report(on, 'ROW_NOT_OPENED', 'A row was neither opened nor erased.', { position: missing });
    } else if (erased > 0) this.#noteErased(erased, rows.length, on);
    else {
      const tree = new TreeHead();
      for await (const [from, until] of rowTurns(rows.length)) {
        for (let i = from; i < until; i++) {
          const [row, leaf] = [rows[i], leaves[i]];
          if (row === 'erased' || row === undefined || leaf === undefined) continue;
          tree.append(this.#hashes.row(leaf, row.prf, row.subject, row.grant));
        }
      }
      this.#coverage.done('rows', rows.length);
      if (`0x${tree.root()}` === on.entry.rows?.root) return;
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
  async #checkItems(openings: Openings, leaves: readonly HashText[], on: OpenedRelease): Promise<void> {
    const { head, listed } = openings;
    const { entry, version } = on;
    const isListed = this.#areInManifest(listed, leaves, head.manifestSize, hashText(version.manifestRoot));
    const unlisted = 'The items do not all stand in the manifest on chain as they are listed.';
    if (!isListed) this.#report(on, 'ITEM_UNLISTED', unlisted);
    const series = this.#seen.series(entry);
    this.#coverage.done('items', listed.items.length);
    for await (const [from, until] of rowTurns(listed.items.length)) {
      for (let position = from; position < until; position++) {
        this.#checkItem(position, openings, leaves, { series, isListed }, on);
      }
    }
  }

  #checkItem(
    position: number,
    { head, listed, rows }: Openings,
    leaves: readonly HashText[],
    { series, isListed }: { readonly series: Set<number>; readonly isListed: boolean },
    on: OpenedRelease,
  ): void {
    const { entry, version, asked } = on;
    const item = listed.items[position] ?? -1;
    const facts = () => ({ position, item });
    if (series.has(item)) this.#report(on, 'ITEM_TWICE', 'An item was released twice.', facts());
    series.add(item);
    if (asked !== undefined && !asked.has(item)) {
      this.#report(on, 'ITEM_NOT_REQUESTED', 'An item was released that nobody asked for.', facts());
    }
    const row = rows[position];
    if (row === undefined || row === 'erased') return;
    const isOpened = this.#hashes.itemLeaf(row.leaf) === leaves[position];
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

  /** An item that stands twice is proven once; that it does is another finding. */
  #areInManifest({ items, proof }: Listed, leaves: readonly HashText[], size: number, root: HashText): boolean {
    const numberAt = (place: number) => items[place] ?? 0;
    const leafAt = (place: number) => leaves[place] ?? '';
    const places = [...items.keys()].sort((a, b) => numberAt(a) - numberAt(b));
    const distinct = places.filter((place, i) => {
      const before = places[i - 1];
      const isSame = before !== undefined && numberAt(before) === numberAt(place);
      return !(isSame && leafAt(before) === leafAt(place));
    });
    const [found, numbers] = [distinct.map(leafAt), distinct.map(numberAt)];
    return multiproofRoot(found, numbers, size, proof.map(hashText), this.#hashes.node) === root;
  }

  /** True where the item is of the subject, or of nobody, as its opening says. */
  #checkOwner({ subject, ownerSalt, leaf, position }: OpenedRow, item: number, on: OpenedRelease): boolean {
    const owner = subject === undefined ? NOBODY : ownerSalt && this.#hashes.owner(ownerSalt, subject);
    if (owner === hashText(leaf.owner)) return true;
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
function hashText(text: Hex): HashText {
  return text.slice(2);
}
