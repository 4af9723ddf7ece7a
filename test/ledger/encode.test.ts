import { hexlify, randomBytes, Transaction, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import { fromHex, type Hex } from '../../src/core/bytes.ts';
import type { Address, DatasetId, Digest, LogId } from '../../src/core/ids.ts';
import { accountKey, randomPrivateKey } from '../../src/ledger/account-key.ts';
import { describeCall, enrollCalls, ledgerCalls } from '../../src/ledger/calls.ts';
import { type Contracts, INTERFACES } from '../../src/ledger/contracts.ts';
import { encodeCheckpoint, encodeRecord } from '../../src/ledger/encode.ts';
import { createdAddress, signFields } from '../../src/ledger/encode-transaction.ts';
import { loadKeccak } from '../../src/ledger/keccak.ts';
import { randomDigest, randomPseudonym } from './engine.ts';

const LOG = randomDigest() as string as LogId;

function entries(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    leaf: randomDigest(),
    dataset: randomDigest() as string as DatasetId,
    requester: address(),
    facts: i % 2 ? (1n << 256n) - 1n : BigInt(i),
  }));
}

function address(): Address {
  return hexlify(randomBytes(20)) as Address;
}

function contracts(): Contracts {
  const consents = address();
  return {
    membership: address(),
    datasets: address(),
    subjects: consents,
    consents,
    permits: address(),
    accessLog: address(),
    passkeyVerifier: address(),
  };
}

describe('the encoder of log writes', () => {
  it.each([0, 1, 2, 1_000])('writes %i entries as ethers does', (count) => {
    const list = entries(count);
    const root = randomDigest();
    const expected = INTERFACES.accessLog.encodeFunctionData('record', [LOG, 2 ** 48 - 1, root, list]);
    expect(encodeRecord(LOG, 2 ** 48 - 1, root, list)).toBe(expected);
  });

  it('writes a checkpoint as ethers does', () => {
    const root = randomDigest();
    expect(encodeCheckpoint(LOG, 77, root)).toBe(
      INTERFACES.accessLog.encodeFunctionData('checkpoint', [LOG, 77, root]),
    );
  });

  it('refuses what does not fit', () => {
    const [entry] = entries(1);
    if (!entry) throw new Error('no entry');
    const invalid = expect.objectContaining({ code: 'ENCODING_INVALID' });
    const root = randomDigest();
    for (const broken of [
      { ...entry, leaf: '0x12' as Digest },
      { ...entry, requester: entry.leaf as string as Address },
      { ...entry, facts: -1n },
      { ...entry, facts: 1n << 256n },
    ]) {
      expect(() => encodeRecord(LOG, 1, root, [broken])).toThrow(invalid);
    }
    for (const size of [-1, 0.5, 2 ** 48]) expect(() => encodeCheckpoint(LOG, size, root)).toThrow(invalid);
  });
});

describe('the signer of transactions', () => {
  it('writes what ethers writes', async () => {
    const keccak = await loadKeccak();
    for (let i = 0; i < 70; i++) {
      const secret = randomPrivateKey();
      const fields = {
        chainId: i % 3 ? 2 ** 52 - 1 : 1,
        nonce: i === 0 ? 0 : 2 ** (i % 40),
        maxPriorityFee: i % 2 ? 0n : BigInt(i % 5),
        maxFee: i % 2 ? 0n : 10n ** 18n,
        gas: 21_000 + i,
        to: i % 7 ? address() : undefined,
        data: hexlify(randomBytes([0, 1, 55, 56, 255, 256, i === 6 ? 70_000 : 2][i % 7] ?? 0)) as Hex,
      };
      const signed = signFields(fields, accountKey(secret), keccak);
      const expected = Transaction.from({
        type: 2,
        chainId: fields.chainId,
        nonce: fields.nonce,
        maxPriorityFeePerGas: fields.maxPriorityFee,
        maxFeePerGas: fields.maxFee,
        gasLimit: fields.gas,
        to: fields.to ?? null,
        data: fields.data,
      });
      expected.signature = new Wallet(hexlify(secret)).signingKey.sign(expected.unsignedHash);
      expect(signed.raw).toBe(expected.serialized);
      expect(signed.hash).toBe(expected.hash);
    }
  });

  it('knows the address of what a nonce creates', async () => {
    const keccak = await loadKeccak();
    // Geth's vectors of crypto.CreateAddress.
    const from = '0x970e8128ab834e8eac17ab8e3812f010678cf791' as Address;
    expect(createdAddress(from, 0, keccak)).toBe('0x333c3310824b7c685133f2bedb2ca4b8b4df633d');
    expect(createdAddress(from, 1, keccak)).toBe('0x8bda78331c916a08481428e4b07c96d3e916d165');
    expect(createdAddress(from, 2, keccak)).toBe('0xc9ddedf451bc62ce88bf9292afb13df35b670699');
  });

  it('signs messages as wallets do', async () => {
    const secret = randomPrivateKey();
    const text = 'clinic.example wants you to sign in';
    expect(accountKey(secret).signMessage(text)).toBe(await new Wallet(hexlify(secret)).signMessage(text));
    expect(accountKey(secret).address).toBe(new Wallet(hexlify(secret)).address.toLowerCase());
  });
});

describe('calls', () => {
  it('are read back as what they do', () => {
    const all = contracts();
    const call = ledgerCalls(all).permits.revoke(7, randomDigest());
    expect(describeCall(all, call)).toMatchObject({ contract: 'permits', name: 'revoke', args: { permit: 7 } });
    expect(describeCall(all, { ...call, to: address() })).toBeUndefined();
    expect(describeCall(all, { ...call, data: call.data.slice(0, -2) as Hex })).toBeUndefined();
    const view = INTERFACES.permits.encodeFunctionData('permitOf', [7]) as Hex;
    expect(describeCall(all, { to: all.permits, data: view })).toBeUndefined();
  });

  it('refuse arguments that do not fit', () => {
    const { permits } = ledgerCalls(contracts());
    expect(() => permits.revoke(2 ** 40, randomDigest())).toThrow(
      expect.objectContaining({ code: 'ENCODING_INVALID' }),
    );
  });

  it('enrol every pseudonym once, in an order of their own', () => {
    const all = contracts();
    const pseudonyms = Array.from({ length: 250 }, randomPseudonym);
    const batches = enrollCalls(all, pseudonyms).map((call) => describeCall(all, call)?.args.subjects as string[]);
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(batches.flat().toSorted()).toEqual(pseudonyms.toSorted());
    expect(batches.flat()).not.toEqual(pseudonyms);
  });

  it('take a key as it is', () => {
    expect(accountKey(fromHex(`0x${'00'.repeat(31)}01`)).address).toBe('0x7e5f4552091a69125d5dfcb7b8c2659029395bdf');
    for (const wrong of [new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)]) {
      expect(() => accountKey(wrong)).toThrow(expect.objectContaining({ code: 'KEY_WRONG' }));
    }
  });
});
