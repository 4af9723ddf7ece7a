import { hash } from 'node:crypto';
import type { Bytes, Hex } from '../../core/bytes.ts';
import type { LeafJson } from '../../core/content.ts';
import { domainPrefix } from '../../core/hash.ts';
import { type GrantId, type Pseudonym, ZERO_DIGEST } from '../../core/ids.ts';
import { mediaTypeDigest } from '../../core/item.ts';
import { type HashText, nodeHasher } from './tree-head.ts';

/** The hashes of core/item.ts, from hex and by OpenSSL: an audit makes several for each of a million rows. A test holds
 *  the two together. Texts MUST be of their form (lowercase hex with 0x, of 32 bytes). */

const HASH = 32;
const OWNER = domainPrefix('owner');
const ROW = domainPrefix('row');
/** The domain byte of a leaf (RFC 6962), then the 172 bytes of an item's. */
const LEAF_BYTES = 1 + 172;
/** More kinds of items than a hospital has. */
const MAX_MEDIA_TYPES = 1_000;

/** Hashes rows. It writes into buffers of its own, so that nothing is allocated but the hashes. */
export class RowHashes {
  readonly #leaf = Buffer.alloc(LEAF_BYTES);
  readonly #owner = Buffer.concat([OWNER, Buffer.alloc(2 * HASH)]);
  readonly #binding = Buffer.concat([ROW, Buffer.alloc(3 * HASH)]);
  readonly #row = Buffer.alloc(1 + 2 * HASH);
  readonly #mediaTypes = new Map<string, Bytes>();

  /** `itemLeafHash` of core. */
  itemLeaf({ salt, digest, size, mediaType, categories, owner, source }: LeafJson): HashText {
    const leaf = this.#leaf;
    leaf.write(salt.slice(2), 1, 'hex');
    leaf.write(digest.slice(2), 33, 'hex');
    leaf.writeUInt32BE(Math.floor(size / 2 ** 32), 65);
    leaf.writeUInt32BE(size % 2 ** 32, 69);
    leaf.set(this.#mediaType(mediaType), 73);
    leaf.writeUInt32BE(categories, 105);
    leaf.write(owner.slice(2), 109, 'hex');
    leaf.write(source.slice(2), 141, 'hex');
    return hash('sha256', leaf, 'hex');
  }

  /** `ownerCommitment` of core. */
  owner(salt: Hex, subject: Pseudonym): HashText {
    this.#owner.write(salt.slice(2), OWNER.length, 'hex');
    this.#owner.write(subject.slice(2), OWNER.length + HASH, 'hex');
    return hash('sha256', this.#owner, 'hex');
  }

  /** The RFC 6962 leaf hash of `releaseRow` of core, over `rowBinding` of what opens it. */
  row(leafHash: HashText, prf: Hex, subject: string = ZERO_DIGEST, grant: GrantId | string = ZERO_DIGEST): HashText {
    this.#binding.write(prf.slice(2), ROW.length, 'hex');
    this.#binding.write(subject.slice(2), ROW.length + HASH, 'hex');
    this.#binding.write(grant.slice(2), ROW.length + 2 * HASH, 'hex');
    this.#row.write(leafHash, 1, 'hex');
    this.#row.write(hash('sha256', this.#binding, 'hex'), 1 + HASH, 'hex');
    return hash('sha256', this.#row, 'hex');
  }

  /** `nodeHash` of core. */
  readonly node = nodeHasher();

  #mediaType(mediaType: string): Bytes {
    const known = this.#mediaTypes.get(mediaType);
    if (known !== undefined) return known;
    if (this.#mediaTypes.size >= MAX_MEDIA_TYPES) this.#mediaTypes.clear();
    const made = mediaTypeDigest(mediaType);
    this.#mediaTypes.set(mediaType, made);
    return made;
  }
}
