import type { Entry } from '../../client/index.ts';
import type { ItemRanges } from './fetch/item-ranges.ts';
import type { NamedFiles } from './fetch/named-files.ts';
import type { Place } from './fetch/target.ts';

/** A receipt as it comes: what a release or a refusal is proved by. */
export interface ReceiptToKeep {
  readonly entry: Entry;
  /** tlog-proof@v1. */
  readonly receipt: string;
  /** What the dataset is called. */
  readonly dataset: string;
  /** Exact bytes of what the entry names by their digest; absent where they are not known. */
  readonly evidence?: Uint8Array<ArrayBuffer> | undefined;
  /** Of a release, items that came and were not said to be taken out again; absent where the browser did not come to note them. */
  readonly held?: ItemRanges;
  /** Of a release, where it was saved to, and by which names; absent where an earlier page did not note it. */
  readonly saved?: { readonly place: Place; readonly files: NamedFiles };
}
