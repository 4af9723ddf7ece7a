import { secp256k1 } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { isAccountSignature } from '../../src/core/account-signature.ts';
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
