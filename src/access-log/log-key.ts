import { createPrivateKey, createPublicKey, KeyObject, sign, verify } from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import type { SignatureCheck } from '../core/ed25519.ts';
import { CustosError } from '../core/errors.ts';
import { ED25519_NOTE, ed25519Signer, formatVerifierKey, type NoteSigner } from '../core/verifier-key.ts';

/** The Ed25519 private key of a log: a key object, its PKCS #8 bytes, or the seed of 32 bytes (RFC 8032). */
export type LogSecret = KeyObject | Bytes;

const SEED_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** What `openLog` puts on chain: it must stand there before the first head that the key signs. */
export function logVerifierKey(origin: string, secret: LogSecret): string {
  return formatVerifierKey(origin, ED25519_NOTE, publicBytes(toPrivateKey(secret)));
}

export function logSigner(origin: string, secret: LogSecret): NoteSigner {
  const key = toPrivateKey(secret);
  return ed25519Signer(origin, publicBytes(key), (message) => sign(null, message, key));
}

/** OpenSSL's verification, for notes that this log has stored itself. */
export function nativeCheck(publicKey: Bytes): SignatureCheck {
  const key = createPublicKey({ key: Buffer.concat([PUBLIC_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return (message, signature) => signature.length === 64 && verify(null, message, key, signature);
}

function toPrivateKey(secret: LogSecret): KeyObject {
  try {
    const key = secret instanceof KeyObject ? secret : parsePrivateKey(secret);
    if (key.type === 'private' && key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The cause may quote the key.
  }
  throw new CustosError(
    'KEY_WRONG',
    'The key of a log must be an Ed25519 private key: PKCS #8, or a seed of 32 bytes.',
  );
}

function parsePrivateKey(bytes: Bytes): KeyObject {
  const der = bytes.length === 32 ? Buffer.concat([SEED_PREFIX, bytes]) : Buffer.from(bytes);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function publicBytes(key: KeyObject): Bytes {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(PUBLIC_PREFIX.length));
}
