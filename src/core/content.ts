import type { Hex } from './bytes.ts';
import type { DatasetId, Digest, GrantId, LogId, Pseudonym } from './ids.ts';

/** The NDJSON lines in which content and openings travel (docs/formats.md). Digests, salts and hashes are
 *  lowercase hex; every line is one JSON object with exactly one of the members that the unions below name. */

/** An item leaf in JSON: `ItemLeaf` with bytes in hex. */
export interface LeafJson {
  readonly salt: Hex;
  readonly digest: Hex;
  readonly size: number;
  readonly mediaType: string;
  readonly categories: number;
  readonly owner: Hex;
  readonly source: Hex;
}

/** Begins a release: the receipt is durable before this line is sent. */
export interface ReleaseLine {
  readonly release: {
    /** tlog-proof@v1 of the entry, which names the release root and count. */
    readonly receipt: string;
    readonly seq: number;
    readonly count: number;
  };
}

/** Begins an item; `data` lines with its bytes follow. */
export interface ItemLine {
  readonly item: {
    /** Position in the release, from 0. */
    readonly position: number;
    /** Number of the item in its version's manifest, from 0. */
    readonly index: number;
    /** Suggested file name, unique within the version; no path. */
    readonly name: string;
    readonly leaf: LeafJson;
    /** Inclusion proof in the manifest of the version. */
    readonly manifestPath: readonly Hex[];
    readonly manifestSize: number;
    /** Second half of the release row: hides whose the item is. */
    readonly binding: Hex;
    /** Inclusion proof in the release root. */
    readonly rowPath: readonly Hex[];
  };
}

/** At most one segment of the item, base64. */
export interface DataLine {
  readonly data: string;
}

/** Ends the stream; a stream without it was cut off. */
export interface EndLine {
  readonly end: {
    readonly releases: number;
    readonly items: number;
    /** Number of items withheld, by reason. */
    readonly withheld: Readonly<Record<string, number>>;
  };
}

export type ContentLine = ReleaseLine | ItemLine | DataLine | EndLine;

/** The clear terms of a grant as JSON; times in seconds as signed. */
export interface TermsJson {
  readonly salt: Digest;
  readonly notice: Digest;
  readonly grantee: Digest;
  readonly scope: Digest;
  /** Decimal, since it has 64 bits. */
  readonly purposes: string;
  readonly excluded: number;
  readonly from: number;
  readonly until: number;
  readonly options: number;
}

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
  };
}

export interface OpeningGrantLine {
  readonly grant: GrantOpening;
}

/** One row, in order of position. */
export interface OpeningRowLine {
  readonly row: {
    readonly position: number;
    readonly index: number;
    readonly leaf: LeafJson;
    readonly manifestPath: readonly Hex[];
    /** HMAC-SHA-256 of the row key over `rowInput`. */
    readonly prf: Hex;
    /** Absent for shared items. */
    readonly ownerSalt?: Hex;
    readonly subject?: Pseudonym;
    /** Absent for shared items and where no grant was needed. */
    readonly grant?: GrantId;
  };
}

/** A row whose subject was erased: what is left of it cannot be opened. */
export interface ErasedRowLine {
  readonly erased: { readonly position: number };
}

export type OpeningLine = OpeningHead | OpeningGrantLine | OpeningRowLine | ErasedRowLine;
