import type { Hex } from './bytes.ts';
import type { Digest } from './ids.ts';

/** The NDJSON lines in which content travels (docs/formats.md). Digests, salts and hashes are lowercase hex; every line
 *  is one JSON object with exactly one of the members that the union below names. */

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
