import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, equalBytes } from './bytes.ts';
import { CustosError } from './errors.ts';

/** Says whether `signature` (64 bytes) is one of `message`; never throws. */
export type SignatureCheck = (message: Bytes, signature: Bytes) => boolean;

const { Point } = ed25519;
/** Window of the multiples kept of a public key: 5 times faster from the second verification on. */
const WINDOW = 6;

/** RFC 8032 §5.1.7 without the cofactor, comparing the encoding of R: the strictest reading, so that what is
 *  accepted here is accepted by every other implementation. A receipt must convict wherever it is shown.
 *  Refuses with INPUT_INVALID a key that is not canonical or of small order (one that signs everything). */
export function ed25519Check(publicKey: Bytes): SignatureCheck {
  const key = Uint8Array.from(publicKey);
  const negated = decodeKey(key).negate().precompute(WINDOW);
  return (message, signature) => {
    if (signature.length !== 64) return false;
    const scalar = littleEndian(signature.subarray(32));
    if (scalar >= Point.Fn.ORDER) return false;
    const commitment = signature.subarray(0, 32);
    const challenge = littleEndian(sha512(concat(commitment, key, message))) % Point.Fn.ORDER;
    const expected = Point.BASE.multiplyUnsafe(scalar).add(negated.multiplyUnsafe(challenge));
    return equalBytes(expected.toBytes(), commitment);
  };
}

/** Refuses with INPUT_INVALID what `ed25519Check` refuses for a key, where another library verifies. */
export function requireEd25519Key(publicKey: Bytes): void {
  decodeKey(Uint8Array.from(publicKey));
}

function decodeKey(key: Bytes): InstanceType<typeof Point> {
  try {
    const point = Point.fromBytes(key, false);
    if (!point.isSmallOrder()) return point;
  } catch (cause) {
    throw new CustosError('INPUT_INVALID', 'The key is no Ed25519 public key (32 bytes, RFC 8032).', { cause });
  }
  throw new CustosError('INPUT_INVALID', 'The Ed25519 public key is of small order: anybody could sign for it.');
}

function littleEndian(bytes: Bytes): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  return value;
}
