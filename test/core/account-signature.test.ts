import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hashMessage, recoverAddress, Signature, verifyMessage, Wallet } from 'ethers';
import { describe, expect, it } from 'vitest';
import {
  accountSignature,
  isAccountSignature,
  isMessageOf,
  messageDigest,
  recoverAccount,
} from '../../src/core/account-signature.ts';
import { type Hex, toHex } from '../../src/core/bytes.ts';
import type { Address } from '../../src/core/ids.ts';
import { randomAccountKey } from '../../src/ledger/account-key.ts';

const half = secp256k1.Point.Fn.ORDER / 2n;

function withS(s: bigint, v = '1b'): string {
  return `0x${'11'.repeat(32)}${s.toString(16).padStart(64, '0')}${v}`;
}

describe('a signature of a key', () => {
  it('is taken as wallets make it', () => {
    for (let i = 0; i < 32; i++) expect(isAccountSignature(randomAccountKey().signMessage(`${i}`))).toBe(true);
  });

  it('is taken up to half of the order, and no further', () => {
    expect(isAccountSignature(withS(half))).toBe(true);
    expect(isAccountSignature(withS(half + 1n))).toBe(false);
    expect(isAccountSignature(withS(2n ** 255n - 1n))).toBe(false);
  });

  it.each([
    ['a v of 0', withS(1n, '00')],
    ['no v', withS(1n, '')],
    ['capitals', withS(1n, '1B')],
    ['a byte more', `${withS(1n)}00`],
  ])('is refused with %s', (_, signature) => {
    expect(isAccountSignature(signature)).toBe(false);
  });
});

const TEXTS = ['', 'sign in', 'Zürich, 東京, 🧬', 'a'.repeat(1_000)];

describe('what a wallet signs of a text', () => {
  it.each(TEXTS)('is what ethers signs of “%.20s”', (text) => {
    expect(toHex(messageDigest(text))).toBe(hashMessage(text));
  });

  it.each(TEXTS)('names the account that ethers names for “%.20s”, and no other', async (text) => {
    const wallet = Wallet.createRandom();
    const signature = await wallet.signMessage(text);
    expect(recoverAccount(messageDigest(text), signature)).toBe(verifyMessage(text, signature).toLowerCase());
    expect(isMessageOf(wallet.address.toLowerCase() as Address, text, signature)).toBe(true);
    expect(isMessageOf(wallet.address.toLowerCase() as Address, `${text}.`, signature)).toBe(false);
  });

  it('is read in each form that wallets give, and brought into the one of the contracts', () => {
    for (let i = 0; i < 16; i++) {
      const { serialized, compactSerialized, r, s, yParity } = Signature.from(randomAccountKey().signMessage(`${i}`));
      const written = [serialized, compactSerialized, `${r}${s.slice(2)}0${yParity}`, serialized.toUpperCase()];
      for (const one of written) expect(accountSignature(one.replace('0X', '0x'))).toBe(serialized);
    }
  });
});

describe('the signature of nobody', () => {
  const digest = messageDigest('sign in');

  it.each([
    ['an r of zero', `0x${'00'.repeat(32)}${'11'.repeat(32)}1b`],
    ['an s of zero', `0x${'11'.repeat(32)}${'00'.repeat(32)}1b`],
    ['an r above the order', `0x${'ff'.repeat(32)}${'11'.repeat(32)}1b`],
    ['nothing', '0x'],
  ])('has %s', (_, signature) => {
    expect(recoverAccount(digest, signature)).toBeUndefined();
  });

  it('is one whose r is of no point, which ethers refuses too', () => {
    const signatures = Array.from(
      { length: 32 },
      (_, i): Hex => `0x${'00'.repeat(31)}${(i + 1).toString(16).padStart(2, '0')}${'11'.repeat(32)}1b`,
    );
    const ours = signatures.map((signature) => recoverAccount(digest, signature));
    const theirs = signatures.map((signature) => {
      try {
        return recoverAddress(digest, signature).toLowerCase();
      } catch {
        return undefined;
      }
    });
    expect(ours).toEqual(theirs);
    expect(ours).toContain(undefined);
  });
});
