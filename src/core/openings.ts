import type { Hex } from './bytes.ts';
import type { LeafJson, TermsJson } from './content.ts';
import type { DatasetId, Digest, GrantId, LogId, Pseudonym } from './ids.ts';

/** The NDJSON lines that open a release (docs/formats.md). Digests, salts and hashes are lowercase hex; every line is one
 *  JSON object with exactly one of the members that the union below names. */

/** Opens a grant. A signed one has a `deadline`, a recorded one a `form`. */
export interface GrantOpening {
  readonly grant: GrantId;
  readonly subject: Pseudonym;
  readonly terms: TermsJson;
  readonly deadline?: number;
  readonly form?: Digest;
}

/** Begins the openings of one entry. */
export interface OpeningHead {
  readonly opening: {
    readonly logId: LogId;
    readonly seq: number;
    readonly dataset: DatasetId;
    readonly version: number;
    readonly count: number;
    /** Items in the version's manifest. */
    readonly manifestSize: number;
    /** With which the version's modifiers are compared; its metadata digest on chain is theirs. Absent where there are
     *  none. */
    readonly parameters?: Readonly<Record<string, unknown>>;
    /** Persons whom the entry's permit names by their digest; absent where it names none. */
    readonly recipients?: readonly Digest[];
  };
}

/** Follows it: which items the release holds, opened or not. */
export interface OpeningListLine {
  readonly listed: {
    /** Positions of the rows that are listed, where these are not all. */
    readonly positions?: readonly number[];
    /** Numbers of their items in the manifest, in order of position. */
    readonly items: readonly number[];
    /** Leaf hashes of these items. */
    readonly leaves: readonly Hex[];
    /** Multiproof (`multiproofFrom`) of these leaves in the manifest, the items in ascending order. */
    readonly proof: readonly Hex[];
  };
}

export interface OpeningGrantLine {
  readonly grant: GrantOpening;
}

/** One row, in order of position. */
export interface OpeningRowLine {
  readonly row: {
    readonly position: number;
    /** Opens the leaf hash that is listed. */
    readonly leaf: LeafJson;
    /** HMAC-SHA-256 of the row key over `rowInput`. */
    readonly prf: Hex;
    /** Absent for shared items. */
    readonly ownerSalt?: Hex;
    readonly subject?: Pseudonym;
    /** Absent for shared items and where no grant was needed. */
    readonly grant?: GrantId;
  };
}

/** A row whose subject was erased: its item is listed, and what is left of it cannot be opened. */
export interface ErasedRowLine {
  readonly erased: { readonly position: number };
}

export type OpeningLine = OpeningHead | OpeningListLine | OpeningGrantLine | OpeningRowLine | ErasedRowLine;
