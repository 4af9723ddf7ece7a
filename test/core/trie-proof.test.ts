import { createMerkleProof, MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { encodeRlp, toBeHex } from 'ethers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCrypto } from '../../src/chain/crypto.ts';
import { storageRootOf, storageWord } from '../../src/core/account-leaf.ts';
import { type Bytes, fromHex, toHex } from '../../src/core/bytes.ts';
import { TrieProof } from '../../src/core/trie-proof.ts';
import { EMPTY_TRIE, type Keccak } from '../../src/core/trie-root.ts';

let keccak: Keccak;
beforeAll(async () => {
  keccak = (await loadCrypto()).keccak256;
});

const keys = fc.uniqueArray(fc.uint8Array({ minLength: 4, maxLength: 4 }), {
  minLength: 1,
  maxLength: 300,
  size: 'max',
  selector: toHex,
});

function provenValue(hash: Keccak, root: Bytes, key: Bytes, nodes: readonly Bytes[]): Bytes | undefined {
  return new TrieProof(hash, nodes).value(root, key);
}

async function trieOf(entries: readonly (readonly [Bytes, Bytes])[]): Promise<MerklePatriciaTrie> {
  const trie = new MerklePatriciaTrie({ useKeyHashing: true });
  for (const [key, value] of entries) await trie.put(key, value);
  return trie;
}

const storedAt = (key: Bytes) => RLP.encode(keccak(key));

describe('a proof of a trie', () => {
  it('gives the value of each key, and none for each other key', async () => {
    await fc.assert(
      fc.asyncProperty(keys, async (all) => {
        const [inside, outside] = [all.filter((_, i) => i % 3 !== 0), all.filter((_, i) => i % 3 === 0)];
        const trie = await trieOf(inside.map((key) => [key, storedAt(key)]));
        for (const key of inside) {
          const proof = await createMerkleProof(trie, key);
          expect(provenValue(keccak, trie.root(), key, proof)).toEqual(storedAt(key));
        }
        for (const key of outside) {
          const proof = await createMerkleProof(trie, key);
          expect(provenValue(keccak, trie.root(), key, proof)).toBeUndefined();
        }
      }),
      { numRuns: 15 },
    );
  });

  it('proves nothing once a bit of it is another, or a node is missing', async () => {
    const all = Array.from({ length: 200 }, (_, i) => Uint8Array.of(i, 1));
    const trie = await trieOf(all.map((key) => [key, storedAt(key)]));
    const key = all[7] as Bytes;
    const proof = await createMerkleProof(trie, key);
    await fc.assert(
      fc.asyncProperty(fc.nat(proof.length - 1), fc.nat(10_000), fc.boolean(), async (at, bit, drops) => {
        const node = Uint8Array.from(proof[at] as Bytes);
        const byte = (bit >> 3) % node.length;
        node[byte] = (node[byte] ?? 0) ^ (1 << (bit & 7));
        const spoilt = drops ? proof.toSpliced(at, 1) : proof.with(at, node);
        expect(() => provenValue(keccak, trie.root(), key, spoilt)).toThrow(/does not hold/);
      }),
      { numRuns: 400 },
    );
  });

  it('of another key does not prove that a key has no value', async () => {
    const all = Array.from({ length: 200 }, (_, i) => Uint8Array.of(i, 2));
    const trie = await trieOf(all.map((key) => [key, storedAt(key)]));
    const other = await createMerkleProof(trie, all[3] as Bytes);
    expect(() => provenValue(keccak, trie.root(), all[4] as Bytes, other)).toThrow(/a node is missing/);
  });

  it('may have its nodes in any order, twice and with others', async () => {
    const all = Array.from({ length: 50 }, (_, i) => Uint8Array.of(i, 3));
    const trie = await trieOf(all.map((key) => [key, storedAt(key)]));
    const key = all[9] as Bytes;
    const proof = await createMerkleProof(trie, key);
    const others = await createMerkleProof(trie, all[10] as Bytes);
    const nodes = [...others, ...proof.toReversed(), ...proof];
    expect(provenValue(keccak, trie.root(), key, nodes)).toEqual(storedAt(key));
  });

  it('is not needed for an empty trie, and an empty one proves nothing of another', () => {
    const key = Uint8Array.of(1);
    expect(toHex(keccak(RLP.encode(new Uint8Array())))).toBe(EMPTY_TRIE);
    expect(provenValue(keccak, fromHex(EMPTY_TRIE), key, [])).toBeUndefined();
    expect(() => provenValue(keccak, keccak(key), key, [])).toThrow(/a node is missing/);
  });

  it('ends, whatever the nodes are', () => {
    const key = Uint8Array.of(1);
    const deep = (node: unknown): unknown => [...Array(16).fill(node), ''];
    let branches: unknown = '';
    for (let i = 0; i < 5; i++) branches = deep(branches);
    const shapes: unknown[] = [
      [],
      ['', ''],
      ['0x00', ['0x00', '0x']],
      ['0x', '0x'],
      ['0x40', '0x01'],
      branches,
      '0x01',
    ];
    for (const shape of shapes) {
      const node = RLP.encode(shape as Parameters<typeof RLP.encode>[0]);
      let outcome: unknown;
      try {
        outcome = provenValue(keccak, keccak(node), key, [node]);
      } catch (error) {
        outcome = (error as { code?: string }).code;
      }
      expect([undefined, 'PROOF_INVALID']).toContain(outcome);
    }
  });

  // From the archive tests of another implementation in another language (Sonic's Carmen).
  it('is read as others make it, an extension included', () => {
    const root = fromHex('0x301daa3d0a4d0d4882362c81ad3f4405f66035bb0b20b9636b8e00a4391bb386');
    const nodes = [
      '0xe68400000000a0390f441dc6cb92efab6f4a52c52385a2e6abff71c9e2562666397f3b213be2ad',
      '0xf8518080808080a0209176cd61b113c321b3fc9e26a1e03171f91cbfaafc16c8d418c123cb9b48f18080a079ca21e62fa9956942efd981fcc9ca9c014c3dde1e56913d4c6cbbfc05514a648080808080808080',
      '0xf8669d384bdb5a495b968790fa101785283da4e4c75c3fa508e0479b0d6d74f3b846f8440180a056e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421a0c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
    ].map((node) => fromHex(node));
    const leaf = provenValue(keccak, root, fromHex('0xf8072d0000000000000000000000000000000000'), nodes);
    expect(toHex(storageRootOf(leaf as Bytes) as Bytes)).toBe(EMPTY_TRIE);
    expect(provenValue(keccak, root, fromHex('0xf8072d0000000000000000000000000000000001'), nodes)).toBeUndefined();
  });
});

describe('an account’s leaf', () => {
  const root = `0x${'5a'.repeat(32)}`;
  const code = `0x${'c0'.repeat(32)}`;
  // ethers’ encoder is not the one that reads.
  const rlp = (fields: Parameters<typeof encodeRlp>[0]) => fromHex(encodeRlp(fields));
  const common = ['0x01', '0x0de0b6b3a7640000', '0x', '0x02', '0x'];
  const kaia = (type: number, fields: Parameters<typeof encodeRlp>[0]) =>
    Uint8Array.from([type, ...fromHex(encodeRlp(fields))]);

  it('gives its storage root in Ethereum’s form and in Kaia’s', () => {
    expect(toHex(storageRootOf(rlp(['0x05', '0x', root, code])) as Bytes)).toBe(root);
    expect(toHex(storageRootOf(kaia(2, [common, root, code, '0x10'])) as Bytes)).toBe(root);
  });

  // kaia blockchain/types/account/account_test.go: TestAccountSerializer.
  it('of Kaia is read as Kaia’s own tests have it', () => {
    const contract =
      '0x02f84dc92a84123456788001c0a000112233445566778899aabbccddeeff00112233445566778899aabbccddeeffa0aaaaaaaabbbbbbbbccccccccddddddddaaaaaaaabbbbbbbbccccccccdddddddd10';
    const storage = '0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
    expect(toHex(storageRootOf(fromHex(contract)) as Bytes)).toBe(storage);
    for (const owner of ['0x01c580808001c0', '0x01c92a84123456788001c0']) {
      expect(storageRootOf(fromHex(owner))).toBeUndefined();
    }
    // As it lies on disk for pruning, which no root commits to.
    const extended =
      '0x02f854c92a84123456788001c0a700112233445566778899aabbccddeeff00112233445566778899aabbccddeeffccccddddeeee01a0aaaaaaaabbbbbbbbccccccccddddddddaaaaaaaabbbbbbbbccccccccdddddddd10';
    expect(() => storageRootOf(fromHex(extended))).toThrow(/no known form/);
  });

  it.each([
    ['an unknown type', () => kaia(3, [common, root, code, '0x10'])],
    ['a legacy type', () => kaia(0, [common, root, code, '0x10'])],
    ['a field too few', () => rlp(['0x05', root, code])],
    ['a field too many', () => rlp(['0x05', '0x', root, code, '0x01'])],
    ['a short root', () => rlp(['0x05', '0x', root.slice(0, 64), code])],
    ['a list as root', () => kaia(2, [common, [root], code, '0x10'])],
    ['bytes at its end', () => Uint8Array.from([...rlp(['0x05', '0x', root, code]), 0])],
    ['no bytes', () => new Uint8Array()],
  ])('with %s is refused', (_, leaf) => {
    expect(() => storageRootOf(leaf())).toThrow(/no known form/);
  });
});

describe('a slot’s leaf', () => {
  it('gives the word', () => {
    const word = fc.bigInt({ min: 1n, max: 2n ** 256n - 1n });
    fc.assert(fc.property(word, (value) => storageWord(fromHex(encodeRlp(toBeHex(value)))) === value));
  });

  it.each(['0x80', '0x00', '0x820001', `0xa1${'11'.repeat(33)}`, '0xc101', '0x8100', '0x'])('%s is none', (leaf) => {
    expect(() => storageWord(fromHex(leaf))).toThrow(/no known form/);
  });
});
