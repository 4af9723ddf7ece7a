import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, fromBase64Url, joined, toBase64Url, toHex } from '../core/bytes.ts';
import { ed25519Check, type SignatureCheck } from '../core/ed25519.ts';

/** What the verifier uses of `node:crypto`, for browsers: its hashes and signatures must not wait for promises. */

/** SHA-256, in hex or base64url. */
export function hash(_: 'sha256', bytes: Bytes, encoding: 'hex' | 'base64url'): string {
  const digest = sha256(bytes);
  return encoding === 'hex' ? toHex(digest).slice(2) : toBase64Url(digest);
}

interface JsonWebKeyText {
  readonly crv: string;
  readonly x: string;
  readonly y?: string;
}

/** Throws where the key is no point of its curve. */
export function createPublicKey({ key: { crv, x, y } }: { readonly key: JsonWebKeyText }): SignatureCheck {
  if (crv === 'Ed25519') return ed25519Check(fromBase64Url(x));
  const point = joined([Uint8Array.of(4), fromBase64Url(x), fromBase64Url(y ?? '')]);
  p256.Point.fromBytes(point);
  // Of both forms of a signature, as OpenSSL takes them.
  return (message, signature) => p256.verify(signature, message, point, { lowS: false, format: 'der' });
}

/** Of ES256 by a callback, of Ed25519 by what it gives. */
export function verify(
  _: 'sha256' | null,
  message: Bytes,
  key: SignatureCheck,
  signature: Bytes,
  answer?: (error: null, holds: boolean) => void,
): boolean {
  const holds = key(message, signature);
  answer?.(null, holds);
  return holds;
}

/** For what is written to the ledger; nothing here writes. */
export function randomInt(): never {
  throw new Error('A page writes nothing to the ledger.');
}
