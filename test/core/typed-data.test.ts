import { TypedDataEncoder, verifyTypedData, Wallet } from 'ethers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Hex, toHex } from '../../src/core/bytes.ts';
import type { Address, Digest, Pseudonym } from '../../src/core/ids.ts';
import { parseSigner, passkeySigner, signerId } from '../../src/core/signer.ts';
import {
  grantId,
  hashTerms,
  memberGrantee,
  readGrantee,
  recordedGrantId,
  termsFromJson,
  termsToJson,
} from '../../src/core/terms.ts';
import {
  encodeType,
  hashStruct,
  TYPED_DATA,
  type TypedDataName,
  type TypedMessage,
  typedDigest,
  typedDomain,
  walletPayload,
  walletTypes,
} from '../../src/core/typed-data.ts';
import { loadKeccak } from '../../src/ledger/keccak.ts';
import { hexOf, MESSAGES, TERMS } from './samples.ts';

const CONTRACT = hexOf('dd', 20) as Address;
const domain = typedDomain(3_141_592_653_589, CONTRACT);
const ethersDomain = { name: 'Custos', version: '1', chainId: 3_141_592_653_589, verifyingContract: CONTRACT };
const NAMES = Object.keys(TYPED_DATA) as TypedDataName[];
const subject = hexOf('30', 32) as Pseudonym;

/** The literal strings of the contracts (contracts/interfaces). */
const TERMS_TYPE =
  'Terms(bytes32 salt,bytes32 notice,bytes32 grantee,bytes32 scope,uint64 purposes,uint32 excluded,uint48 from,uint48 until,uint8 options)';
const TYPES: Record<TypedDataName, string> = {
  Terms: TERMS_TYPE,
  Grant: `Grant(bytes32 subject,uint48 deadline,Terms terms)${TERMS_TYPE}`,
  RecordedGrant: `RecordedGrant(bytes32 subject,Terms terms,bytes32 form)${TERMS_TYPE}`,
  Revoke: 'Revoke(bytes32 subject,bytes32 grant)',
  BindSigner: 'BindSigner(bytes32 subject,bytes signer,uint8 kind,uint48 until,bytes32 identification,uint48 deadline)',
  AddSigner: 'AddSigner(bytes32 subject,bytes signer,uint8 kind,uint48 from,uint48 until,uint32 nonce,uint48 deadline)',
  RemoveSigner: 'RemoveSigner(bytes32 subject,bytes32 signer)',
  EndSigner: 'EndSigner(bytes32 subject,bytes32 signer,bytes32 form,uint48 deadline)',
  KeepSigner: 'KeepSigner(bytes32 subject,bytes32 signer,uint48 leavesAt)',
  KeepRecorded: 'KeepRecorded(bytes32 subject,bytes32 grant,uint48 deadline)',
  CancelSigner: 'CancelSigner(bytes32 subject,bytes32 signer)',
  OptOut: 'OptOut(bytes32 subject,uint8 level,uint16 turn)',
  OptIn: 'OptIn(bytes32 subject,uint8 from,uint8 level,uint16 turn,uint48 deadline)',
  Pause: 'Pause(bytes32 subject,uint40 until,uint16 turn)',
  Resume: 'Resume(bytes32 subject,uint40 until,uint16 turn,uint48 deadline)',
  RevokeAll: 'RevokeAll(bytes32 subject,uint32 epoch)',
  Erase: 'Erase(bytes32 subject,uint32 nonce,uint48 deadline)',
  CancelErasure: 'CancelErasure(bytes32 subject,uint48 executableAt)',
};

function anyValue(type: string): fc.Arbitrary<unknown> {
  if (type === 'Terms') return messageOf('Terms');
  if (type === 'bytes') return fc.uint8Array({ maxLength: 120 }).map(toHex);
  if (type === 'bytes32') return fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);
  const bits = Number(type.slice(4));
  return bits === 64 ? fc.bigInt(0n, 2n ** 64n - 1n) : fc.integer({ min: 0, max: 2 ** bits - 1 });
}

function messageOf<Name extends TypedDataName>(name: Name): fc.Arbitrary<TypedMessage<Name>> {
  const fields: readonly (readonly [string, string])[] = TYPED_DATA[name];
  return fc.record(Object.fromEntries(fields.map(([field, type]) => [field, anyValue(type)]))) as never;
}

describe('typed data', () => {
  it.each(NAMES)('%s has the type that the contract hashes', (name) => {
    expect(encodeType(name)).toBe(TYPES[name]);
    expect(TypedDataEncoder.from(walletTypes(name)).encodeType(name)).toBe(TYPES[name]);
  });

  it.each(NAMES)('%s has the digest that ethers computes', (name) => {
    expect(toHex(domain.separator)).toBe(TypedDataEncoder.hashDomain(ethersDomain));
    fc.assert(
      fc.property(messageOf(name), (message) => {
        const types = walletTypes(name);
        expect(toHex(hashStruct(name, message))).toBe(TypedDataEncoder.hashStruct(name, types, message));
        expect(toHex(typedDigest(domain, name, message))).toBe(TypedDataEncoder.hash(ethersDomain, types, message));
      }),
      { numRuns: 20 },
    );
  });

  it('moves with the chain and the contract', () => {
    const digests = [domain, typedDomain(1, CONTRACT), typedDomain(domain.chainId, hexOf('de', 20) as Address)].map(
      (other) => toHex(typedDigest(other, 'RevokeAll', { subject, epoch: 0 })),
    );
    expect(new Set(digests).size).toBe(3);
  });

  it.each(NAMES)('%s makes a payload that a wallet signs alike', async (name) => {
    const wallet = new Wallet(hexOf('07', 32));
    const payload = JSON.parse(JSON.stringify(walletPayload(domain, name, MESSAGES[name] as never)));
    const { EIP712Domain, ...types } = payload.types;
    expect(EIP712Domain.map((field: { name: string }) => field.name)).toEqual([
      'name',
      'version',
      'chainId',
      'verifyingContract',
    ]);
    expect(payload.primaryType).toBe(name);
    const signature = await wallet.signTypedData(payload.domain, types, payload.message);
    expect(verifyTypedData(ethersDomain, walletTypes(name), MESSAGES[name], signature)).toBe(wallet.address);
  });

  it.each([
    ['a number beyond its width', { purposes: 2n ** 64n }],
    ['a negative bigint', { purposes: -1n }],
    ['a number for 64 bits', { purposes: 2 }],
    ['a uint8 of 256', { options: 256 }],
    ['a uint48 of 2^48', { until: 2 ** 48 }],
    ['a fraction', { from: 0.5 }],
    ['a negative number', { from: -1 }],
    ['a bigint for 32 bits', { excluded: 1n }],
    ['short bytes', { salt: hexOf('aa', 31) }],
    ['long bytes', { salt: hexOf('aa', 33) }],
    ['bytes in upper case', { salt: hexOf('AA', 32) }],
    ['a missing field', { notice: undefined }],
  ])('refuses %s', (_, change) => {
    expect(() => hashStruct('Terms', { ...TERMS, ...change } as never)).toThrow(
      expect.objectContaining({ code: 'ENCODING_INVALID' }),
    );
  });

  it('refuses a type that it does not know', () => {
    expect(() => hashStruct('Everything' as never, {} as never)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    );
    expect(() => encodeType('constructor')).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

describe('terms', () => {
  const deadline = 1_764_000_600;
  const form = hexOf('90', 32) as Digest;

  it('give a grant its id, in clear or by their hash', () => {
    const id = toHex(typedDigest(domain, 'Grant', { subject, deadline, terms: TERMS }));
    expect(grantId(domain, { subject, deadline, terms: TERMS })).toBe(id);
    expect(grantId(domain, { subject, deadline, terms: hashTerms(TERMS) })).toBe(id);
    const recorded = toHex(typedDigest(domain, 'RecordedGrant', { subject, terms: TERMS, form }));
    expect(recordedGrantId(domain, { subject, terms: TERMS, form })).toBe(recorded);
    expect(recordedGrantId(domain, { subject, terms: hashTerms(TERMS), form })).toBe(recorded);
    expect(id).not.toBe(recorded);
  });

  it('give it the same by a faster keccak-256, which then makes every hash', async () => {
    const fast = await loadKeccak();
    let hashes = 0;
    const keccak = (bytes: Uint8Array) => {
      hashes++;
      return fast(bytes);
    };
    const [signed, recorded] = [
      { subject, deadline, terms: TERMS },
      { subject, terms: TERMS, form },
    ];
    expect(grantId(domain, signed, keccak)).toBe(grantId(domain, signed));
    expect(recordedGrantId(domain, recorded, keccak)).toBe(recordedGrantId(domain, recorded));
    expect(hashes).toBe(6);
  });

  it('refuse a deadline that does not fit', () => {
    expect(() => grantId(domain, { subject, deadline: 2 ** 48, terms: TERMS })).toThrow(
      expect.objectContaining({ code: 'ENCODING_INVALID' }),
    );
  });

  it('read back from JSON', () => {
    const json = JSON.parse(JSON.stringify(termsToJson(TERMS)));
    expect(termsFromJson(json)).toEqual(TERMS);
    expect(hashTerms(termsFromJson(json))).toBe(hashTerms(TERMS));
  });

  it.each([
    ['two permissions', { purposes: '3' }],
    ['no permission', { purposes: '65536' }],
    ['purposes beyond 64 bits', { purposes: '18446744073709551617' }],
    ['purposes as a number', { purposes: 2 }],
    ['purposes with a zero before', { purposes: '02' }],
    ['an end before the beginning', { from: 2, until: 1 }],
    ['an option without a meaning', { options: 4 }],
    ['an unknown member', { more: 1 }],
    ['a short salt', { salt: '0x00' }],
  ])('refuse %s', (_, change) => {
    const json = { ...JSON.parse(JSON.stringify(termsToJson(TERMS))), ...change };
    expect(() => termsFromJson(json)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  it('tell a member from a group and from any requester', () => {
    const member = hexOf('cc', 20) as Address;
    expect(readGrantee(memberGrantee(member))).toEqual({ kind: 'member', member });
    expect(readGrantee(hexOf('00', 32))).toEqual({ kind: 'any' });
    expect(readGrantee(hexOf('cc', 32))).toEqual({ kind: 'group', group: hexOf('cc', 32) });
  });
});

describe('signers', () => {
  const word = (byte: number) => new Uint8Array(32).fill(byte);

  it('are accounts or passkeys', () => {
    const account = hexOf('ab', 20) as Address;
    expect(parseSigner(account)).toEqual({ type: 'account', account });
    const passkey = passkeySigner(account, word(1), word(2), word(3));
    expect(passkey).toHaveLength(2 + 2 * 116);
    expect(parseSigner(passkey)).toEqual({
      type: 'passkey',
      verifier: account,
      qx: word(1),
      qy: word(2),
      rpIdHash: word(3),
    });
  });

  it('are named by the keccak256 of their bytes', () => {
    expect(signerId('0x')).toBe('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
  });

  it.each(['0x', hexOf('ab', 19), hexOf('ab', 21), hexOf('ab', 115), hexOf('ab', 117)] as Hex[])(
    'refuse %s',
    (signer) => {
      expect(() => parseSigner(signer)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );

  it('refuse coordinates of another width', () => {
    expect(() => passkeySigner(hexOf('ab', 20) as Address, word(1).subarray(1), word(2), word(3))).toThrow(
      expect.objectContaining({ code: 'ENCODING_INVALID' }),
    );
  });
});
