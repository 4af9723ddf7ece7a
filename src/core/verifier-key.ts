import { type Bytes, concat, fromBase64, readUint, toBase64, uintBytes, utf8 } from './bytes.ts';
import { ed25519Check, type SignatureCheck } from './ed25519.ts';
import { CustosError } from './errors.ts';
import { sha256 } from './hash.ts';

/** Signature type bytes that C2SP assigns; Custos signs and reads these two. */
export const ED25519_NOTE = 0x01;
export const ED25519_COSIGNATURE = 0x04;

/** Public half of a note's key. `name` and `keyId` together say which key made a signature. */
export interface VerifierKey {
  readonly name: string;
  readonly keyId: number;
  readonly type: number;
  readonly publicKey: Bytes;
}

/** Verifies the signatures of one key on notes. `verify` never throws. */
export interface NoteVerifier {
  readonly name: string;
  readonly keyId: number;
  verify(text: Bytes, signature: Bytes): boolean;
}

/** Signs notes. `sign` gives the bytes that follow the key id in the signature line. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: number;
  sign(text: Bytes): Bytes;
}

const MAX_NAME = 512;
const VKEY = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u;

/** signed-note: not empty, no Unicode space, no plus; besides, no control character (a note holds none). */
export function isKeyName(name: string): boolean {
  if (name.length === 0 || name.length > MAX_NAME || !name.isWellFormed()) return false;
  return !/[\p{White_Space}+]/u.test(name) && !hasControl(name);
}

/** ASCII control characters: no line of a note may hold one. */
export function hasControl(line: string): boolean {
  for (let i = 0; i < line.length; i++) if (line.charCodeAt(i) < 0x20) return true;
  return false;
}

/** First four bytes of SHA-256(name ‖ "\n" ‖ type ‖ public key), as a number. */
export function noteKeyId(name: string, type: number, publicKey: Bytes): number {
  if (!isKeyName(name))
    throw new CustosError('INPUT_INVALID', 'A key name must not be empty or hold spaces or a plus.');
  return readUint(sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey)), 0, 4);
}

/** `<name>+<key id in hex>+<base64 of type and key>`. */
export function formatVerifierKey(name: string, type: number, publicKey: Bytes): string {
  return `${name}+${keyIdHex(noteKeyId(name, type, publicKey))}+${toBase64(concat(Uint8Array.of(type), publicKey))}`;
}

/** Refuses, with INPUT_INVALID or ENCODING_INVALID, a key id that is not the recommended hash of the rest. */
export function parseVerifierKey(vkey: string): VerifierKey {
  const [, name, id, material] = VKEY.exec(vkey) ?? [];
  if (name === undefined || id === undefined || material === undefined) {
    throw new CustosError('INPUT_INVALID', 'A verifier key is written <name>+<8 hex digits>+<base64>.');
  }
  const bytes = fromBase64(material);
  const [type = 0] = bytes;
  const publicKey = bytes.slice(1);
  const keyId = noteKeyId(name, type, publicKey);
  if (keyIdHex(keyId) !== id) throw new CustosError('INPUT_INVALID', 'The verifier key does not match its key id.');
  return { name, keyId, type, publicKey };
}

/** Verifier of plain Ed25519 notes (type 0x01). `check` replaces the portable implementation by a faster one;
 *  it gets the public key's bytes once. */
export function ed25519Verifier(
  vkey: string,
  check: (publicKey: Bytes) => SignatureCheck = ed25519Check,
): NoteVerifier {
  const { name, keyId, publicKey } = parseTyped(vkey, ED25519_NOTE);
  return { name, keyId, verify: check(publicKey) };
}

/** `sign` makes a plain Ed25519 signature (64 bytes) with the secret half of `publicKey`. */
export function ed25519Signer(name: string, publicKey: Bytes, sign: (message: Bytes) => Bytes): NoteSigner {
  return { name, keyId: noteKeyId(name, ED25519_NOTE, publicKey), sign };
}

/** Parses a verifier key that must be Ed25519 and of the given signature type. */
export function parseTyped(vkey: string, type: number): VerifierKey {
  const key = parseVerifierKey(vkey);
  if (key.type !== type || key.publicKey.length !== 32) {
    throw new CustosError('INPUT_INVALID', `The verifier key is no Ed25519 key of signature type ${type}.`);
  }
  return key;
}

/** Key id 4 ‖ signature, in base64: the last word of a signature line. */
export function signatureText(keyId: number, signature: Bytes): string {
  return toBase64(concat(uintBytes(keyId, 4), signature));
}

function keyIdHex(keyId: number): string {
  return keyId.toString(16).padStart(8, '0');
}
