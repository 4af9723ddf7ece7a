import { keccak_256 } from '@noble/hashes/sha3.js';
import { isPrivate, pointFromScalar, signRecoverable } from 'tiny-secp256k1';
import { messageDigest } from '../core/account-signature.ts';
import { type Bytes, type Hex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';

/** Signs for one account. The private key stays inside. */
export interface AccountKey {
  readonly address: Address;
  /** 65 bytes r ‖ s ‖ v, v being 27 or 28; s is low, the nonce that of RFC 6979. `digest` has 32 bytes. */
  sign(digest: Bytes): Hex;
  /** EIP-191 `personal_sign`, as Sign-In with Ethereum wants it. */
  signMessage(text: string): Hex;
}

/** KEY_WRONG if the 32 bytes are no secp256k1 private key. Keeps a copy. */
export function accountKey(privateKey: Bytes): AccountKey {
  const secret = Uint8Array.from(privateKey);
  const point = secret.length === 32 && isPrivate(secret) ? pointFromScalar(secret, false) : null;
  if (!point) throw new CustosError('KEY_WRONG', 'The key is no secp256k1 private key: 32 bytes, below the order.');
  const address = toHex(keccak_256(point.subarray(1)).subarray(12)) as Address;
  const sign = (digest: Bytes): Hex => {
    const { signature, recoveryId } = signRecoverable(digest, secret);
    return toHex(Uint8Array.of(...signature, 27 + recoveryId));
  };
  return Object.freeze({ address, sign, signMessage: (text: string) => sign(messageDigest(text)) });
}

/** 32 random bytes that are a private key. */
export function randomPrivateKey(): Bytes {
  for (;;) {
    const candidate = crypto.getRandomValues(new Uint8Array(32));
    if (isPrivate(candidate)) return candidate;
  }
}

/** For scripts and examples that need a key of their own. */
export function randomAccountKey(): AccountKey {
  return accountKey(randomPrivateKey());
}
