import { createMerkleProof, MerklePatriciaTrie } from '@ethereumjs/mpt';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binaryKey } from '../../src/chain/binary-key.ts';
import { loadCrypto } from '../../src/chain/crypto.ts';
import { lookUp } from '../../src/chain/state-trie.ts';
import { type TrieChange, type TrieNodes, updateTrie } from '../../src/chain/trie-update.ts';
import { type Bytes, toHex } from '../../src/core/bytes.ts';

const { keccak256 } = await loadCrypto();

/** Short keys of few values, so that many share a beginning, and short values, so that nodes stand inside others. */
const key = fc
  .array(fc.constantFrom(0x00, 0x01, 0x10, 0x11, 0xff), { minLength: 3, maxLength: 3 })
  .map((bytes) => Uint8Array.from(bytes));
const value = fc.option(fc.uint8Array({ minLength: 1, maxLength: 60 }), { nil: undefined });
const changes = fc.array(fc.tuple(key, value), { maxLength: 60 });

function store(): TrieNodes & { readonly size: () => number } {
  const kept = new Map<string, Bytes>();
  const find = (hash: Bytes): Bytes => {
    const node = kept.get(binaryKey(hash));
    if (!node) throw new Error(`the node ${toHex(hash)} is missing`);
    return node;
  };
  return { keccak256, find, put: (hash, node) => kept.set(binaryKey(hash), node), size: () => kept.size };
}

async function apply(trie: MerklePatriciaTrie, of: readonly TrieChange[]): Promise<void> {
  for (const [at, bytes] of of) await (bytes ? trie.put(at, bytes) : trie.del(at));
}

it('gives the roots, values and proofs that a trie of EthereumJS gives, block after block', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(changes, { maxLength: 6 }), fc.array(key, { maxLength: 20 }), async (blocks, asked) => {
      const nodes = store();
      const trie = new MerklePatriciaTrie();
      let root = trie.root();
      for (const block of blocks) {
        await apply(trie, block);
        root = updateTrie(nodes, root, block);
        expect(toHex(root)).toBe(toHex(trie.root()));
        for (const at of [...asked, ...block.map(([one]) => one)]) {
          expect(lookUp(nodes.find, root, at)).toEqual((await trie.get(at)) ?? undefined);
        }
      }
    }),
    { numRuns: 200 },
  );
});

it('tells of the nodes that prove a value or that there is none', async () => {
  const nodes = store();
  const trie = new MerklePatriciaTrie();
  const of = Array.from(
    { length: 500 },
    (_, i): TrieChange => [keccak256(Uint8Array.of(i >> 8, i)), Uint8Array.of(1, i)],
  );
  await apply(trie, of);
  const root = updateTrie(nodes, trie.EMPTY_TRIE_ROOT, of);
  for (const at of [...of.slice(0, 50).map(([one]) => one), keccak256(Uint8Array.of(9)), keccak256(Uint8Array.of(8))]) {
    const proof: Bytes[] = [];
    lookUp(nodes.find, root, at, (node) => proof.push(node));
    expect(proof.map(toHex)).toEqual((await createMerkleProof(trie, at)).map(toHex));
  }
});

it('puts the nodes of the new state alone, and of the old one nothing', () => {
  const nodes = store();
  const of = Array.from(
    { length: 1000 },
    (_, i): TrieChange => [keccak256(Uint8Array.of(i >> 8, i)), Uint8Array.of(1, i)],
  );
  const whole = updateTrie(nodes, keccak256(Uint8Array.of(0x80)), of);
  const other = store();
  const again = updateTrie(other, keccak256(Uint8Array.of(0x80)), of.toReversed());
  expect([toHex(again), other.size()]).toEqual([toHex(whole), nodes.size()]);
  const before = nodes.size();
  updateTrie(nodes, whole, [[keccak256(Uint8Array.of(7)), Uint8Array.of(1)]]);
  expect(nodes.size() - before).toBeLessThan(6);
});

it('throws where a node on the way is missing', () => {
  const nodes = store();
  const of = Array.from({ length: 100 }, (_, i): TrieChange => [keccak256(Uint8Array.of(i)), Uint8Array.of(1, i)]);
  const root = updateTrie(nodes, keccak256(Uint8Array.of(0x80)), of);
  const rootOnly = { ...nodes, find: (hash: Bytes) => (toHex(hash) === toHex(root) ? nodes.find(hash) : missing()) };
  const at = keccak256(Uint8Array.of(5));
  expect(() => lookUp(rootOnly.find, root, at)).toThrow('missing');
  expect(() => updateTrie(rootOnly, root, [[at, Uint8Array.of(9)]])).toThrow('missing');
});

function missing(): never {
  throw new Error('missing');
}
