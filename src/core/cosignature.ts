import { type Bytes, concat, uintBytes, utf8 } from './bytes.ts';
import { ed25519Check, type SignatureCheck } from './ed25519.ts';
import { CustosError } from './errors.ts';
import { ED25519_COSIGNATURE, type NoteSigner, type NoteVerifier, noteKeyId, parseTyped } from './verifier-key.ts';

/** C2SP cosignature/v1 with Ed25519: the bytes after the key id are time u64 ‖ signature 64. */
const LENGTH = 8 + 64;

/** What a witness signs: two lines, then the checkpoint's whole text. `time` is in seconds since 1970. */
export function cosignedMessage(time: number, checkpointText: Bytes): Bytes {
  if (!Number.isSafeInteger(time) || time < 0) {
    throw new CustosError('INPUT_INVALID', 'A cosignature needs a time in whole seconds since 1970.');
  }
  return concat(utf8(`cosignature/v1\ntime ${time}\n`), checkpointText);
}

/** Verifier of a witness's cosignatures (type 0x04). Times that are no safe integer do not verify. */
export function cosignatureVerifier(
  vkey: string,
  check: (publicKey: Bytes) => SignatureCheck = ed25519Check,
): NoteVerifier {
  const { name, keyId, publicKey } = parseTyped(vkey, ED25519_COSIGNATURE);
  const verify = check(publicKey);
  return {
    name,
    keyId,
    verify: (text, signature) => {
      const time = cosignatureTime(signature);
      return time !== undefined && verify(cosignedMessage(time, text), signature.subarray(8));
    },
  };
}

/** Seconds since 1970 at which the witness signed; undefined where the signature is not of this type.
 *  It counts only once the signature is verified. */
export function cosignatureTime(signature: Bytes): number | undefined {
  if (signature.length !== LENGTH) return undefined;
  const time = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  return time <= Number.MAX_SAFE_INTEGER ? Number(time) : undefined;
}

/** `sign` makes a plain Ed25519 signature (64 bytes); `clock` gives whole seconds since 1970. @public */
export function cosigner(
  name: string,
  publicKey: Bytes,
  sign: (message: Bytes) => Bytes,
  clock: () => number,
): NoteSigner {
  return {
    name,
    keyId: noteKeyId(name, ED25519_COSIGNATURE, publicKey),
    sign: (text) => {
      const time = clock();
      const message = cosignedMessage(time, text);
      return concat(uintBytes(time, 8), sign(message));
    },
  };
}
