import type { Hex } from './bytes.ts';
import type { Digest } from './ids.ts';

/** What travels of items and grants in JSON (docs/formats.md): digests, salts and hashes are lowercase hex. */

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
