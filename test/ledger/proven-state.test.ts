import { createMerkleProof, MerklePatriciaTrie } from '@ethereumjs/mpt';
import { encodeRlp } from 'ethers';
import { beforeAll, describe, expect, it } from 'vitest';
import { BLOOM_BYTES } from '../../src/core/bloom.ts';
import { type Bytes, fromHex, toHex } from '../../src/core/bytes.ts';
import type { Address, Digest } from '../../src/core/ids.ts';
import type { Keccak } from '../../src/core/trie-root.ts';
import type { Block } from '../../src/ledger/block.ts';
import type { Header } from '../../src/ledger/header.ts';
import { loadKeccak } from '../../src/ledger/keccak.ts';
import { ProvenEvents } from '../../src/ledger/proven-events.ts';
import { ProvenState } from '../../src/ledger/proven-state.ts';
import type { LedgerReader } from '../../src/ledger/reader.ts';
import type { Rpc } from '../../src/ledger/rpc.ts';

const CONTRACT = `0x${'c0'.repeat(20)}` as Address;
const OWNER = `0x${'0e'.repeat(20)}` as Address;
const NOBODY = `0x${'00'.repeat(19)}01` as Address;
const digest = (n: number) => `0x${n.toString(16).padStart(64, '0')}` as Digest;
const BLOCK: Header = {
  height: 7,
  hash: digest(7),
  parent: digest(6),
  time: 1_700_000_000_000,
  isHashed: true,
  stateRoot: digest(0),
  receiptsRoot: digest(1),
  bloom: new Uint8Array(BLOOM_BYTES).fill(255),
  transactions: [],
  family: 'kaia',
};

let keccak: Keccak;
beforeAll(async () => {
  keccak = await loadKeccak();
});

async function trieOf(entries: readonly (readonly [key: string, leaf: Bytes])[]): Promise<MerklePatriciaTrie> {
  const trie = new MerklePatriciaTrie({ useKeyHashing: true });
  for (const [key, leaf] of entries) await trie.put(fromHex(key), leaf);
  return trie;
}

/** A chain with accounts of Kaia’s types, encoded by ethers, as a node that answers `eth_getProof`. */
async function kaia(): Promise<{ state: ProvenState; header: Header }> {
  const slots = await trieOf([1, 2, 3, 4, 5].map((n) => [digest(n), fromHex(encodeRlp(`0x0${n}`))]));
  const common = ['0x', '0x', '0x', '0x01', []];
  const typed = (type: number, fields: Parameters<typeof encodeRlp>[0]) =>
    Uint8Array.from([type, ...fromHex(encodeRlp(fields))]);
  const contract = typed(2, [common, toHex(slots.root()), digest(99), '0x10']);
  const accounts = await trieOf([
    [CONTRACT, contract],
    [OWNER, typed(1, common)],
    ...[3, 4, 5, 6].map((n) => [`0x${'00'.repeat(19)}0${n}`, typed(1, common)] as const),
  ]);
  const request = async (_: string, [address, keys]: [string, string[]]) => ({
    accountProof: (await createMerkleProof(accounts, fromHex(address))).map(toHex),
    storageProof: await Promise.all(
      keys.map(async (key) => ({ key, proof: (await createMerkleProof(slots, fromHex(key))).map(toHex) })),
    ),
  });
  const header = { ...BLOCK, stateRoot: toHex(accounts.root()) as Digest };
  return { state: new ProvenState({ request } as unknown as Rpc, keccak), header };
}

describe('the state of Kaia', () => {
  it('is read through its own form of a contract', async () => {
    const { state, header } = await kaia();
    const proven = await state.words(header, CONTRACT, [digest(5), digest(77), digest(1)]);
    expect(proven?.words).toEqual([5n, 0n, 1n]);
    expect(proven?.root).toMatch(/^0x[0-9a-f]{64}$/);
  });

  it('has no words where no contract stands', async () => {
    const { state, header } = await kaia();
    for (const address of [OWNER, NOBODY]) {
      expect(await state.words(header, address, [digest(1)])).toEqual({ root: undefined, words: [0n] });
    }
  });
});

interface Said {
  readonly root: Digest | undefined;
  readonly family?: Header['family'];
}

/** A chain of blocks that all may have events, each of which says this of its receipts. */
function chain(blocks: readonly Said[]): { proofs: ProvenEvents; head: Block } {
  const headers = blocks.map(({ family = 'ethereum' }, height): Header => {
    return { ...BLOCK, height, hash: digest(100 + height), parent: digest(99 + height), family };
  });
  const reader: Partial<LedgerReader> = {
    keccak,
    addresses: [CONTRACT],
    logs: async () => [],
    headers: async (from, to) => headers.slice(from, to + 1),
    receipts: async ({ height }) => ({ root: blocks[height]?.root, logs: [] }),
  };
  return { proofs: new ProvenEvents(reader as LedgerReader), head: headers.at(-1) as Header };
}

const TRUE = { root: BLOCK.receiptsRoot };
const OTHER = { root: digest(404) };
const UNKNOWN = { root: undefined, family: 'kaia' } as const;

describe('an engine', () => {
  it('whose receipts give every root has its events proven by them', async () => {
    const { proofs, head } = chain([TRUE, TRUE]);
    await proofs.read(0, head, undefined);
    expect(proofs.restsOnState).toBe(false);
  });

  it('none of whose receipts gives a root rests on its state', async () => {
    const { proofs, head } = chain([OTHER, OTHER, OTHER, OTHER, OTHER]);
    await proofs.read(0, head, undefined);
    expect(proofs.restsOnState).toBe(true);
  });

  it.each([
    ['before', [OTHER, OTHER, OTHER, OTHER, OTHER, TRUE], 0],
    ['after', [TRUE, OTHER], 1],
    ['among others', [TRUE, TRUE, OTHER, TRUE], 2],
  ])('that gave a root lies where receipts %s give another', async (_, blocks, height) => {
    const { proofs, head } = chain(blocks);
    await expect(proofs.read(0, head, undefined)).rejects.toMatchObject({
      code: 'LEDGER_INCOMPLETE',
      details: { fault: 'receipts', height },
    });
  });

  it('that gave a root in an earlier run lies too', async () => {
    const { proofs, head } = chain([OTHER]);
    proofs.resume(false);
    await expect(proofs.read(0, head, undefined)).rejects.toMatchObject({ details: { fault: 'receipts' } });
    const { proofs: others } = chain([OTHER]);
    others.resume(true);
    await others.read(0, head, undefined);
    expect(others.restsOnState).toBe(true);
  });

  it('of Kaia rests on its state from the first failure whose code it does not say', async () => {
    const { proofs, head } = chain([{ ...TRUE, family: 'kaia' }, UNKNOWN, { ...TRUE, family: 'kaia' }]);
    await proofs.read(0, head, undefined);
    expect(proofs.restsOnState).toBe(true);
  });
});
