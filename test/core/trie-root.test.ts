import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadCrypto } from '../../src/chain/crypto.ts';
import { toHex } from '../../src/core/bytes.ts';
import { indexedTrieRoot } from '../../src/core/trie-root.ts';

it('gives the root that putting the values one by one gives', async () => {
  const { keccak256 } = await loadCrypto();
  const value = fc.uint8Array({ minLength: 1, maxLength: 80 });
  await fc.assert(
    fc.asyncProperty(fc.array(value, { maxLength: 400, size: 'max' }), async (values) => {
      const trie = new MerklePatriciaTrie();
      for (const [index, bytes] of values.entries()) await trie.put(RLP.encode(index), bytes);
      expect(toHex(indexedTrieRoot(keccak256, values))).toBe(toHex(trie.root()));
    }),
    { numRuns: 40 },
  );
});
