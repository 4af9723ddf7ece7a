import type { Bytes } from '../core/bytes.ts';
import type { Entry } from '../core/entry.ts';
import type { BlockRef } from './ports.ts';
import type { Revocation } from './revocations.ts';

/** What an entry says besides what the log itself puts in. */
export type EntryFacts = Omit<Entry, 'v' | 'ledger' | 'logId' | 'seq' | 'time' | 'block' | 'evidence'>;

export interface Material {
  readonly entry: EntryFacts;
  /** Canonical evidence in clear; the log digests and seals it. */
  readonly evidence: Bytes;
  /** What else is kept with the entry, in clear (which items a release let out); sealed as well. */
  readonly attachment?: Bytes;
}

export interface Draft {
  /** The block of the decision. Without one the newest final block is named. */
  readonly block?: BlockRef;
  /** Needed where the entry releases items. */
  readonly decision?: {
    /** `revocationMark()` as it was before the decision was begun. */
    readonly after: number;
    /** True where the release holds something that the revocation takes back. */
    concerns(revocation: Revocation): boolean;
  };
  /** Called once, while the entry is sequenced, and never for a release that is not appended. Synchronous. */
  build(seq: number, time: number): Material;
}

export interface Appended {
  readonly kind: 'appended';
  readonly seq: number;
  readonly time: number;
  /** The exact bytes. */
  readonly entry: Bytes;
  /** tlog-proof@v1 over a head that was signed after the entry was on stable storage. */
  readonly receipt: Bytes;
}

export type AppendResult =
  | Appended
  /** Sequenced since the decision was begun, and concerning it: decide anew. */
  | { readonly kind: 'revoked-since'; readonly revocations: readonly Revocation[] }
  /** An entry that names a later block stands before: decide anew at the newest block. */
  | { readonly kind: 'stale'; readonly block: BlockRef };
