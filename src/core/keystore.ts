import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Bytes, concat, fromHex } from './bytes.ts';

export const KEY_BYTES = 32;
/** A keystore from elsewhere must not ask for more: scrypt takes 128 · n · r bytes. */
export const MAX_SCRYPT_BYTES: number = 512 * 1024 * 1024;
const MAX_SCRYPT_WORK = 2 ** 23;
const MAX_SCRYPT_LANES = 16;
const MAX_ITERATIONS = 10_000_000;

/** An encrypted private key (Web3 Secret Storage, version 3), by aes-128-ctr. */
export interface Keystore {
  readonly iv: Bytes;
  readonly ciphertext: Bytes;
  readonly mac: Bytes;
  /** How the passphrase becomes 32 bytes; pbkdf2 by HMAC-SHA-256. */
  readonly derivation:
    | { readonly kdf: 'scrypt'; readonly n: number; readonly r: number; readonly p: number; readonly salt: Bytes }
    | { readonly kdf: 'pbkdf2'; readonly c: number; readonly salt: Bytes };
}

type Members = Readonly<Record<string, unknown>>;

/** What geth, ethers and others write. Undefined for a text that is no such keystore, or asks for more work than keystores do. */
export function parseKeystore(text: string): Keystore | undefined {
  const { version, crypto: one, Crypto: other } = object(json(text));
  // Some tools write `Crypto`.
  const { cipher, cipherparams, ciphertext, mac, kdf, kdfparams } = object(other ?? one);
  if (version !== 3 || cipher !== 'aes-128-ctr') return undefined;
  const parts = [bytes(object(cipherparams)['iv'], 16), bytes(ciphertext, KEY_BYTES), bytes(mac, 32)] as const;
  const [iv, sealed, seal] = parts;
  const derivation = derivationOf(kdf, object(kdfparams));
  if (iv === undefined || sealed === undefined || seal === undefined || derivation === undefined) return undefined;
  return { iv, ciphertext: sealed, mac: seal, derivation };
}

/** By which the passphrase is known to be right. */
export function keystoreMac(derived: Bytes, ciphertext: Bytes): Bytes {
  return keccak_256(concat(derived.subarray(16, 32), ciphertext));
}

function derivationOf(kdf: unknown, params: Members): Keystore['derivation'] | undefined {
  const salt = bytes(params['salt']);
  if (params['dklen'] !== KEY_BYTES || salt === undefined) return undefined;
  const [n, r, p, c] = [params['n'], params['r'], params['p'], params['c']].map(whole) as [
    number,
    number,
    number,
    number,
  ];
  if (kdf === 'scrypt') return isBounded(n, r, p) ? { kdf, n, r, p, salt } : undefined;
  if (kdf !== 'pbkdf2' || params['prf'] !== 'hmac-sha256' || !(c >= 1 && c <= MAX_ITERATIONS)) return undefined;
  return { kdf, c, salt };
}

function isBounded(n: number, r: number, p: number): boolean {
  const isWhole = n >= 2 && r >= 1 && p >= 1 && p <= MAX_SCRYPT_LANES;
  return isWhole && Number.isInteger(Math.log2(n)) && 128 * n * r <= MAX_SCRYPT_BYTES && n * r * p <= MAX_SCRYPT_WORK;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function object(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

/** 0 for what is no whole number. */
function whole(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}

function bytes(value: unknown, length?: number): Bytes | undefined {
  const isHex = typeof value === 'string' && /^(?:[0-9a-fA-F]{2})*$/.test(value);
  if (!isHex || (length !== undefined && value.length !== 2 * length)) return undefined;
  return fromHex(`0x${value.toLowerCase()}`);
}
