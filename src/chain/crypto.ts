import { createKeccak } from 'hash-wasm';
import { pointFromScalar, recover, signRecoverable } from 'tiny-secp256k1';
import type { Bytes } from '../core/bytes.ts';
import { concat } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';

/** What the node hashes and signs with. WebAssembly: keccak is 7 times, recovery 6 times as fast as in plain
 *  JavaScript, and the two bound what a block can hold (docs/decisions/core-signatures.md). */
export interface ChainCrypto {
  keccak256(message: Bytes): Bytes;
  /** The 20 byte address whose key made the signature; undefined where there is none. `recovery` is 0 or 1. */
  recoverAddress(digest: Bytes, compact: Bytes, recovery: number): Bytes | undefined;
  /** The 64 byte public key without its prefix. */
  recoverPublicKey(digest: Bytes, compact: Bytes, recovery: number): Bytes | undefined;
  /** 65 bytes: r, s (low), recovery. Deterministic (RFC 6979). */
  sign(digest: Bytes, privateKey: Bytes): Bytes;
  addressOf(privateKey: Bytes): Bytes;
}

export async function loadCrypto(): Promise<ChainCrypto> {
  const hasher = await createKeccak(256);
  const keccak256 = (message: Bytes): Bytes => {
    hasher.init();
    hasher.update(message);
    return hasher.digest('binary');
  };
  const recoverPublicKey = (digest: Bytes, compact: Bytes, recovery: number): Bytes | undefined => {
    if (recovery !== 0 && recovery !== 1) return undefined;
    try {
      return recover(digest, compact, recovery, false)?.subarray(1);
    } catch {
      return undefined; // r or s out of range
    }
  };
  return {
    keccak256,
    recoverPublicKey,
    recoverAddress(digest, compact, recovery) {
      const key = recoverPublicKey(digest, compact, recovery);
      return key && keccak256(key).subarray(12);
    },
    sign(digest, privateKey) {
      const { signature, recoveryId } = signRecoverable(digest, privateKey);
      return concat(signature, Uint8Array.of(recoveryId));
    },
    addressOf(privateKey) {
      const point = pointFromScalar(privateKey, false);
      if (!point) throw new CustosError('KEY_WRONG', 'The validator key is not a secp256k1 private key.');
      return keccak256(point.subarray(1)).subarray(12);
    },
  };
}
