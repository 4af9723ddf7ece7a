import { secp256k1 } from '@noble/curves/secp256k1.js';
import { pbkdf2Async } from '@noble/hashes/pbkdf2.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { messageDigest } from '../core/account-signature.ts';
import { type Bytes, concat, equalBytes, fromHex, type Hex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { Address } from '../core/ids.ts';
import { KEY_BYTES, type Keystore, keystoreMac, parseKeystore } from '../core/keystore.ts';
import type { Transaction } from '../core/transaction.ts';
import { type TypedDataName, type TypedDomain, type TypedMessage, typedDigest } from '../core/typed-data.ts';
import type { Account } from './gateway-client.ts';

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
  const keystore = parseKeystore(text);
  if (keystore === undefined) throw noKey('The key file is no keystore of version 3 that is opened here.');
  const derived = await derive(keystore, new TextEncoder().encode(passphrase.normalize('NFKC')));
  if (!equalBytes(keystoreMac(derived, keystore.ciphertext), keystore.mac)) {
    throw noKey('The passphrase is wrong, or the key file is damaged.');
  }
  const key = await crypto.subtle.importKey('raw', copy(derived.subarray(0, 16)), 'AES-CTR', false, ['decrypt']);
  const form = { name: 'AES-CTR', counter: copy(keystore.iv), length: 128 };
  return accountOfKey(new Uint8Array(await crypto.subtle.decrypt(form, key, copy(keystore.ciphertext))));
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
    // Few pages send any.
    signTransaction: async (transaction: Transaction) =>
      (await import('../core/transaction.ts')).signTransaction(transaction, sign),
  };
}

function derive({ derivation }: Keystore, passphrase: Bytes): Promise<Bytes> {
  const { salt } = derivation;
  if (derivation.kdf === 'pbkdf2') return pbkdf2Async(sha256, passphrase, salt, { c: derivation.c, dkLen: KEY_BYTES });
  const { n, r, p } = derivation;
  return scryptAsync(passphrase, salt, { N: n, r, p, dkLen: KEY_BYTES });
}

/** As WebCrypto takes it. */
function copy(given: Bytes): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(given);
}

function noKey(message: string): CustosError {
  return new CustosError('KEY_WRONG', message);
}
