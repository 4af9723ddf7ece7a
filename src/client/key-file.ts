import { secp256k1 } from '@noble/curves/secp256k1.js';
import { pbkdf2Async } from '@noble/hashes/pbkdf2.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { messageDigest } from '../core/account-signature.ts';
import { type Bytes, concat, equalBytes, fromHex, type Hex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import { type TypedDataName, type TypedDomain, type TypedMessage, typedDigest } from '../core/typed-data.ts';
import type { Account } from './gateway-client.ts';

const KEY_BYTES = 32;
/** A keystore from elsewhere must not ask for more: scrypt takes 128 · n · r bytes. */
const MAX_SCRYPT_BYTES = 512 * 1024 * 1024;
const MAX_SCRYPT_WORK = 2 ** 23;
const MAX_ITERATIONS = 10_000_000;

/** Web3 Secret Storage, version 3, as far as it is looked at. */
interface Sealed {
  readonly cipher: 'aes-128-ctr';
  readonly iv: Bytes;
  readonly ciphertext: Bytes;
  readonly mac: Bytes;
  readonly derive: (passphrase: Bytes) => Promise<Bytes>;
}

/** Whether a key file asks for a passphrase. */
export function isEncryptedKey(text: string): boolean {
  return text.trimStart().startsWith('{');
}

/** The account of a key file that a page was given: a V3 keystore, which needs its passphrase, or 32 bytes of hex. The key stays in the
 *  page's memory, and goes with it. KEY_MISSING without a passphrase that is needed; KEY_WRONG where the passphrase is wrong or the file
 *  is no key. Deriving takes seconds. */
export async function openKeyFile(text: string, passphrase?: string): Promise<Account> {
  if (!isEncryptedKey(text)) return accountOfKey(hexKey(text));
  if (passphrase === undefined) throw new CustosError('KEY_MISSING', 'The key file is encrypted: type its passphrase.');
  const sealed = readSealed(text);
  const derived = await sealed.derive(new TextEncoder().encode(passphrase.normalize('NFKC')));
  const mac = keccak_256(concat(derived.subarray(16, 32), sealed.ciphertext));
  if (!equalBytes(mac, sealed.mac)) throw noKey('The passphrase is wrong, or the key file is damaged.');
  const key = await crypto.subtle.importKey('raw', copy(derived.subarray(0, 16)), 'AES-CTR', false, ['decrypt']);
  const form = { name: 'AES-CTR', counter: copy(sealed.iv), length: 128 };
  return accountOfKey(new Uint8Array(await crypto.subtle.decrypt(form, key, copy(sealed.ciphertext))));
}

function hexKey(text: string): Bytes {
  const hex = text.trim().toLowerCase().replace(/^0x/, '');
  if (/^[0-9a-f]{64}$/.test(hex)) return fromHex(`0x${hex}`, KEY_BYTES);
  throw noKey('The file holds neither a keystore nor a private key in hex.');
}

function accountOfKey(key: Bytes): Account {
  if (!secp256k1.utils.isValidSecretKey(key)) throw noKey('The file’s key is no private key of secp256k1.');
  const address = toHex(keccak_256(secp256k1.getPublicKey(key, false).subarray(1)).subarray(12)) as Address;
  const sign = (digest: Bytes): Hex => {
    const signature = secp256k1.sign(digest, key, { prehash: false, format: 'recovered' });
    return toHex(concat(signature.subarray(1), Uint8Array.of(27 + (signature[0] ?? 0))));
  };
  return {
    address,
    signMessage: async (text) => sign(messageDigest(text)),
    signTypedData: async <Name extends TypedDataName>(domain: TypedDomain, name: Name, message: TypedMessage<Name>) =>
      sign(typedDigest(domain, name, message)),
  };
}

function readSealed(text: string): Sealed {
  const { version, crypto: one, Crypto: other } = parsed(text);
  const sealed = object(one ?? other);
  const { cipher, ciphertext, mac, kdf } = sealed;
  if (version !== 3 || cipher !== 'aes-128-ctr') throw noKey('The key file is no keystore of version 3.');
  const { iv } = object(sealed['cipherparams']);
  const derive = kdf === 'pbkdf2' ? byPbkdf2(object(sealed['kdfparams'])) : byScrypt(kdf, object(sealed['kdfparams']));
  return { cipher, iv: bytes(iv, 16), ciphertext: bytes(ciphertext, KEY_BYTES), mac: bytes(mac, 32), derive };
}

function byScrypt(kdf: unknown, { dklen, n, r, p, salt }: Readonly<Record<string, unknown>>): Sealed['derive'] {
  const [N, size, times] = [whole(n), whole(r), whole(p)];
  const isBounded = (N & (N - 1)) === 0 && 128 * N * size <= MAX_SCRYPT_BYTES && N * size * times <= MAX_SCRYPT_WORK;
  if (kdf !== 'scrypt' || dklen !== KEY_BYTES || !isBounded) throw noKey('The keystore asks for another derivation.');
  const salted = bytes(salt);
  return (passphrase) => scryptAsync(passphrase, salted, { N, r: size, p: times, dkLen: KEY_BYTES });
}

function byPbkdf2({ dklen, c, prf, salt }: Readonly<Record<string, unknown>>): Sealed['derive'] {
  const times = whole(c);
  const isKnown = prf === 'hmac-sha256' && dklen === KEY_BYTES && times <= MAX_ITERATIONS;
  if (!isKnown) throw noKey('The keystore asks for another derivation.');
  const salted = bytes(salt);
  return (passphrase) => pbkdf2Async(sha256, passphrase, salted, { c: times, dkLen: KEY_BYTES });
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return object(JSON.parse(text));
  } catch {
    throw noKey('The file is no keystore.');
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>;
  throw noKey('The keystore lacks a part.');
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
  throw noKey('The keystore names a number that is none.');
}

function bytes(value: unknown, length?: number): Bytes {
  if (typeof value === 'string' && /^(?:[0-9a-f]{2})*$/i.test(value))
    return fromHex(`0x${value.toLowerCase()}`, length);
  throw noKey('The keystore holds something else than hex.');
}

/** As WebCrypto takes it. */
function copy(given: Bytes): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(given);
}

function noKey(message: string): CustosError {
  return new CustosError('KEY_WRONG', message);
}
