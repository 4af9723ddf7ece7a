import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowHashes } from '../../src/audit/log/row-hashes.ts';
import { type Bytes, toHex } from '../../src/core/bytes.ts';
import type { Digest, GrantId, Pseudonym } from '../../src/core/ids.ts';
import { itemLeafHash, ownerCommitment, releaseRow, rowBinding } from '../../src/core/item.ts';
import { leafHash, nodeHash } from '../../src/core/merkle.ts';
import { leafJson } from './trail.ts';

const bytes: fc.Arbitrary<Bytes> = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((some) => Uint8Array.from(some));
const leaf = fc.record({
  salt: bytes,
  digest: bytes,
  size: fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER)),
  mediaType: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 255 }),
  categories: fc.integer({ min: 0, max: 0xffff_ffff }),
  owner: bytes,
  source: bytes,
});

const text = (hash: Bytes) => toHex(hash).slice(2);

describe('the auditor’s hashes of rows', () => {
  it('are those that the formats name', () => {
    const hashes = new RowHashes();
    fc.assert(
      fc.property(leaf, bytes, bytes, bytes, (item, one, two, three) => {
        const [subject, grant] = [toHex(two) as Pseudonym, toHex(three) as GrantId];
        expect(`0x${hashes.itemLeaf(leafJson(item))}`).toBe(toHex(itemLeafHash(item)));
        expect(`0x${hashes.owner(toHex(one), subject)}`).toBe(toHex(ownerCommitment(one, subject)));
        const row = releaseRow(one, rowBinding(two, subject, grant));
        expect(`0x${hashes.row(text(one), toHex(two), subject, grant)}`).toBe(toHex(leafHash(row)));
        const zeros = `0x${'00'.repeat(32)}` as Digest;
        const nobodys = releaseRow(one, rowBinding(two, zeros, zeros));
        expect(`0x${hashes.row(text(one), toHex(two))}`).toBe(toHex(leafHash(nobodys)));
        expect(`0x${hashes.node(text(one), text(two))}`).toBe(toHex(nodeHash(one, two)));
      }),
    );
  });
});
