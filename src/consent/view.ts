import type { DatasetId, Pseudonym } from '../core/ids.ts';
import type { PurposeParameters } from '../core/purpose-table.ts';

/** What a decision must know of a version's items, from the holder's store. It MUST NOT change: a version is
 *  immutable, and what is derived from its arrays is kept as long as they are. */
export interface DatasetView {
  readonly dataset: DatasetId;
  readonly version: number;
  /** For each item its position in `subjects`, or −1 for a shared item. */
  readonly subjectOf: Int32Array;
  /** For each item its sensitivity categories. */
  readonly categories: Uint32Array;
  readonly subjects: readonly Pseudonym[];
  /** From the version's metadata. */
  readonly parameters: PurposeParameters;
}
