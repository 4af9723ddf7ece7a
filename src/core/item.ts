import { type Bytes, concat, fromHex, uintBytes, utf8 } from './bytes.ts';
import { CustosError } from './errors.ts';
import { domainHash } from './hash.ts';
import type { Digest, GrantId, LogId, Pseudonym } from './ids.ts';
import { leafHash } from './merkle.ts';

/** What the manifest commits to for one item. */
export interface ItemLeaf {
  /** 32 random bytes: hides the rest of the leaf from whoever sees only its hash. */
  readonly salt: Bytes;
  /** SHA-256 of the plaintext, as every tool computes it. */
  readonly digest: Bytes;
  /** Plaintext bytes. */
  readonly size: number;
  readonly mediaType: string;
  /** Bitmap of sensitivity categories. */
  readonly categories: number;
  /** `ownerCommitment` or `SHARED_OWNER`. */
  readonly owner: Bytes;
  /** `sourceCommitment` of the item this one came from, or 32 zero bytes. */
  readonly source: Bytes;
}

/** Owner of the items of nobody. */
export const SHARED_OWNER: Bytes = domainHash('owner', utf8('shared'));
export const NO_SOURCE: Bytes = new Uint8Array(32);

/** Opens to auditors only: the salt stays with the holder. */
export function ownerCommitment(ownerSalt: Bytes, pseudonym: Pseudonym): Bytes {
  return domainHash('owner', width(ownerSalt, 32, 'owner salt'), fromHex(pseudonym, 32));
}

/** `parent` is the leaf hash of the item that this one was made from. */
export function sourceCommitment(sourceSalt: Bytes, parent: Bytes): Bytes {
  return domainHash('source', width(sourceSalt, 32, 'source salt'), width(parent, 32, 'parent leaf'));
}

export function mediaTypeDigest(mediaType: string): Bytes {
  return domainHash('media-type', utf8(mediaType));
}

/** salt 32 ‖ digest 32 ‖ size u64 ‖ media type digest 32 ‖ categories u32 ‖ owner 32 ‖ source 32 = 172 bytes. `typeDigest`,
 *  where it is known already, is the `mediaTypeDigest` of the leaf. */
export function itemLeafData(leaf: ItemLeaf, typeDigest = mediaTypeDigest(leaf.mediaType)): Bytes {
  return concat(
    width(leaf.salt, 32, 'salt'),
    width(leaf.digest, 32, 'digest'),
    uintBytes(leaf.size, 8),
    typeDigest,
    uintBytes(leaf.categories, 4),
    width(leaf.owner, 32, 'owner'),
    width(leaf.source, 32, 'source'),
  );
}

/** RFC 6962 leaf hash: what stands in the manifest tree and in release rows. */
export function itemLeafHash(leaf: ItemLeaf): Bytes {
  return leafHash(itemLeafData(leaf));
}

/** What the row key is applied to: logId 32 ‖ seq u64 ‖ position in the release u32. */
export function rowInput(logId: LogId, seq: number, position: number): Bytes {
  return concat(fromHex(logId, 32), uintBytes(seq, 8), uintBytes(position, 4));
}

/** `prf` = HMAC-SHA-256(row key, `rowInput`). Shared items, and items released without a grant, pass zeros. */
export function rowBinding(prf: Bytes, pseudonym: Pseudonym | Digest, grant: GrantId | Digest): Bytes {
  return domainHash('row', width(prf, 32, 'prf'), fromHex(pseudonym, 32), fromHex(grant, 32));
}

/** One row of a release: item leaf hash 32 ‖ binding 32; the release root is the RFC 6962 tree over rows. */
export function releaseRow(itemLeaf: Bytes, binding: Bytes): Bytes {
  return concat(width(itemLeaf, 32, 'item leaf'), width(binding, 32, 'binding'));
}

function width(bytes: Bytes, length: number, what: string): Bytes {
  if (bytes.length === length) return bytes;
  throw new CustosError('ENCODING_INVALID', `The ${what} has ${bytes.length} bytes instead of ${length}.`);
}
