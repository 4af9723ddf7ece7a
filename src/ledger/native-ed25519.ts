import { createPublicKey, verify } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import { requireEd25519Key, type SignatureCheck } from '../core/ed25519.ts';

/** Verifies by OpenSSL, many times faster than portable code, whose first verification takes a tenth of a second. Keys are
 *  held to the same rule as there: INPUT_INVALID for one that is not canonical or of small order. */
export function nativeEd25519(publicKey: Bytes): SignatureCheck {
  requireEd25519Key(publicKey);
  const x = Buffer.from(publicKey).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return (message, signature) => verify(null, message, key, signature);
}
