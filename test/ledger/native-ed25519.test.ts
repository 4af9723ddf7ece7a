import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, type Hex, utf8 } from '../../src/core/bytes.ts';
import { ed25519Check } from '../../src/core/ed25519.ts';
import { nativeEd25519 } from '../../src/ledger/native-ed25519.ts';

/** Encodings of the points of small order and of the same beyond the field (RFC 8032, 5.1.3), whose owner is everybody. */
const WEAK: readonly Hex[] = [
  `0x01${'00'.repeat(31)}`,
  `0x${'00'.repeat(32)}`,
  `0x${'00'.repeat(31)}80`,
  `0xec${'ff'.repeat(30)}7f`,
  `0xee${'ff'.repeat(30)}7f`,
  '0xc7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
];

describe.each([
  ['portable', ed25519Check],
  ['native', nativeEd25519],
])('the %s check of Ed25519 signatures', (_, check) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url'));
  const message = utf8('a checkpoint');
  const signature = new Uint8Array(sign(null, message, privateKey));

  it('takes what the key signed, and no other message, key or byte of it', () => {
    expect(check(key)(message, signature)).toBe(true);
    expect(check(key)(utf8('another'), signature)).toBe(false);
    for (const at of [0, 31, 32, 63]) {
      const changed = signature.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(check(key)(message, changed)).toBe(false);
    }
    expect(check(key)(message, signature.slice(1))).toBe(false);
  });

  it.each(WEAK)('refuses the key %s, for which anybody could sign', (weak) => {
    expect(() => check(fromHex(weak, 32))).toThrow(/public key/);
  });
});
