import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { encodeRlp, keccak256 } from 'ethers';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import type { Keccak } from '../../src/core/trie-root.ts';
import { readReceipts } from '../../src/ledger/block-receipts.ts';
import { readHeader } from '../../src/ledger/header.ts';
import { loadKeccak } from '../../src/ledger/keccak.ts';

type Json = Record<string, string>;

const bytes = (byte: number, width: number) => `0x${byte.toString(16).padStart(2, '0').repeat(width)}`;
const SEAL = bytes(0xee, 65);
const VALIDATORS = [bytes(0xa1, 20), bytes(0xa2, 20)];

const ETHEREUM = {
  parentHash: bytes(1, 32),
  sha3Uncles: bytes(2, 32),
  miner: bytes(3, 20),
  stateRoot: bytes(4, 32),
  transactionsRoot: bytes(5, 32),
  receiptsRoot: bytes(6, 32),
  logsBloom: bytes(7, 256),
  difficulty: '0x1',
  number: '0x10',
  gasLimit: '0x1c9c380',
  gasUsed: '0x0',
  timestamp: '0x6553f100',
  extraData: '0x',
  mixHash: bytes(8, 32),
  nonce: bytes(9, 8),
};
const KAIA = {
  parentHash: bytes(1, 32),
  reward: bytes(3, 20),
  stateRoot: bytes(4, 32),
  transactionsRoot: bytes(5, 32),
  receiptsRoot: bytes(6, 32),
  logsBloom: bytes(7, 256),
  blockscore: '0x1',
  number: '0x10',
  gasUsed: '0x0',
  timestamp: '0x6553f100',
  timestampFoS: '0x4',
  extraData: '0x',
  governanceData: '0x',
  voteData: '0x01',
};
const qbft = (round: string, seals: string[]) => encodeRlp([bytes(0, 32), VALIDATORS, [], round, seals]);
const istanbul = (vanity: string, seals: string[]) => vanity + encodeRlp([VALIDATORS, SEAL, seals]).slice(2);

/** What a block hashes to by the ethers’ encoding, quantities as RLP has them. */
function hashOf(header: Json): string {
  const quantities = ['difficulty', 'blockscore', 'number', 'gasLimit', 'gasUsed', 'timestamp', 'timestampFoS'];
  const later = ['baseFeePerGas', 'blobGasUsed', 'excessBlobGas', 'blockGasCost'];
  const minimal = (value: string) => {
    const digits = value.slice(2).replace(/^0+/, '');
    return digits === '' ? '0x' : `0x${digits.length % 2 ? '0' : ''}${digits}`;
  };
  return keccak256(
    encodeRlp(
      Object.entries(header).map(([name, value]) =>
        [...quantities, ...later].includes(name) ? minimal(value) : value,
      ),
    ),
  );
}

let keccak: Keccak;
beforeAll(async () => {
  keccak = await loadKeccak();
});

const FORMS: Record<string, { agreed: Json; shown: Json }> = {
  'Ethereum’s before London': { agreed: ETHEREUM, shown: ETHEREUM },
  'Ethereum’s with what Prague has': prague(),
  'subnet-evm’s': plain({ ...ETHEREUM, baseFeePerGas: '0x1', blockGasCost: '0x0' }),
  'Besu’s QBFT': {
    agreed: { ...ETHEREUM, extraData: qbft('0x', []) },
    shown: { ...ETHEREUM, extraData: qbft('0x03', [SEAL, SEAL]) },
  },
  'IBFT 2.0’s': {
    agreed: { ...ETHEREUM, extraData: encodeRlp([bytes(0, 32), VALIDATORS, []]) },
    shown: { ...ETHEREUM, extraData: qbft('0x00000002', [SEAL, SEAL]) },
  },
  'the first Istanbul’s': {
    agreed: { ...ETHEREUM, extraData: istanbul(bytes(0xaa, 32), []) },
    shown: { ...ETHEREUM, extraData: istanbul(bytes(0xaa, 32), [SEAL, SEAL]) },
  },
  'Kaia’s': {
    agreed: { ...KAIA, extraData: istanbul(`${bytes(0xaa, 31)}00`, []), baseFeePerGas: '0x0' },
    shown: { ...KAIA, extraData: istanbul(`${bytes(0xaa, 31)}02`, [SEAL, SEAL]), baseFeePerGas: '0x0' },
  },
};

function plain(header: Json): { agreed: Json; shown: Json } {
  return { agreed: header, shown: header };
}

function prague() {
  return plain({
    ...ETHEREUM,
    baseFeePerGas: '0x7',
    withdrawalsRoot: bytes(10, 32),
    blobGasUsed: '0x0',
    excessBlobGas: '0x20000',
    parentBeaconBlockRoot: bytes(11, 32),
    requestsHash: bytes(12, 32),
  });
}

describe.each(Object.entries(FORMS))('a header of the form %s', (_, { agreed, shown }) => {
  const block = () => ({ ...shown, hash: hashOf(agreed), transactions: [] });

  it('hashes to the block’s hash, whatever validators add after they agreed', () => {
    expect(readHeader(block(), keccak)).toMatchObject({ isHashed: true, height: 16, receiptsRoot: bytes(6, 32) });
  });

  it('does not once a field is another, cut short or left out', () => {
    for (const [name, value] of Object.entries(shown)) {
      const other = name === 'extraData' ? `${value}00` : `${value.slice(0, -1)}${value.endsWith('1') ? '2' : '1'}`;
      const read = (change: object) => readHeader({ ...block(), ...change }, keccak)?.isHashed;
      expect([name, read({ [name]: other })]).toEqual([name, false]);
    }
    const { logsBloom } = shown;
    expect(readHeader({ ...block(), logsBloom: logsBloom?.slice(0, -2) }, keccak)?.isHashed).toBe(false);
    expect(readHeader({ ...block(), logsBloom: undefined }, keccak)?.isHashed).toBe(false);
  });
});

describe('receipts of Kaia', () => {
  it('have no type, the gas of each, and the inner code of a failure', async () => {
    const logs = [{ address: bytes(1, 20), topics: [bytes(2, 32)], data: '0x1234' }];
    const receipt = (gas: string, status: string, said: object[]) => ({
      transactionHash: bytes(3, 32),
      type: '0x2',
      status,
      gasUsed: gas,
      cumulativeGasUsed: '0xffff',
      logsBloom: bytes(7, 256),
      logs: said,
    });
    const trie = new MerklePatriciaTrie();
    const bloom = Buffer.alloc(256, 7);
    const encodedLogs = [[Buffer.alloc(20, 1), [Buffer.alloc(32, 2)], Buffer.from('1234', 'hex')]];
    await trie.put(RLP.encode(0), RLP.encode([1, 0x5208, bloom, encodedLogs]));
    await trie.put(RLP.encode(1), RLP.encode([9, 0x6000, bloom, []]));
    const header = readHeader({ ...KAIA, hash: bytes(1, 32), transactions: [] }, keccak);
    if (!header) throw new Error('no header');
    const values = [receipt('0x5208', '0x1', logs), receipt('0x6000', '0x0', [])];
    expect(readReceipts(values, header, keccak, [undefined, '0x9']).root).toBe(toHex(trie.root()));
    // Without the code nothing can be said of the root, and no other root is made up.
    expect(readReceipts(values, header, keccak)).toMatchObject({ root: undefined, logs: [{ data: '0x1234' }] });
    expect(readReceipts(values.slice(0, 1), header, keccak).root).toMatch(/^0x/);
  });
});
