import {
  createCipheriv,
  createDecipheriv,
  pbkdf2 as pbkdf2Callback,
  randomBytes,
  randomUUID,
  scrypt as scryptCallback,
  timingSafeEqual,
} from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { z } from 'zod';
import type { Bytes } from '../core/bytes.ts';
import type { Address } from '../core/ids.ts';

/** Work of new keystores: 128 MiB and some 0.3 s, as geth's. */
const WORK = { n: 131_072, r: 8, p: 1 };
const KEY_BYTES = 32;
/** A keystore from elsewhere must not ask for more. */
const MAX_SCRYPT_BYTES = 512 * 1024 * 1024;

const hex = (bytes?: number) =>
  z
    .string()
    .regex(bytes === undefined ? /^(?:[0-9a-fA-F]{2})*$/ : new RegExp(`^[0-9a-fA-F]{${2 * bytes}}$`))
    .transform((text) => Buffer.from(text, 'hex'));
const scryptParams = z.object({
  dklen: z.literal(KEY_BYTES),
  n: z.int().min(2),
  r: z.int().min(1),
  p: z.int().min(1).max(16),
  salt: hex(),
});
const pbkdf2Params = z.object({
  dklen: z.literal(KEY_BYTES),
  c: z.int().min(1).max(10_000_000),
  prf: z.literal('hmac-sha256'),
  salt: hex(),
});
const sealed = {
  cipher: z.literal('aes-128-ctr'),
  cipherparams: z.object({ iv: hex(16) }),
  ciphertext: hex(KEY_BYTES),
  mac: hex(32),
};
const KEYSTORE = z.object({
  version: z.literal(3),
  crypto: z.discriminatedUnion('kdf', [
    z.object({ ...sealed, kdf: z.literal('scrypt'), kdfparams: scryptParams }),
    z.object({ ...sealed, kdf: z.literal('pbkdf2'), kdfparams: pbkdf2Params }),
  ]),
});
type Sealed = z.output<typeof KEYSTORE>['crypto'];

/** Web3 Secret Storage, version 3: the JSON that geth, ethers and others read. By Node's own cryptography, since scrypt
 *  in JavaScript takes seconds. */
export async function sealKeystore(privateKey: Bytes, address: Address, passphrase: string): Promise<string> {
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const derived = await scrypt(passphrase, { ...WORK, salt });
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const ciphertext = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  const crypto = {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: iv.toString('hex') },
    ciphertext: ciphertext.toString('hex'),
    kdf: 'scrypt',
    kdfparams: { dklen: KEY_BYTES, ...WORK, salt: salt.toString('hex') },
    mac: macOf(derived, ciphertext).toString('hex'),
  };
  return `${JSON.stringify({ version: 3, id: randomUUID(), address: address.slice(2), crypto })}\n`;
}

/** Undefined if the passphrase is wrong, or the text is no such keystore, or a damaged one. */
export async function openKeystore(text: string, passphrase: string): Promise<Bytes | undefined> {
  const parsed = KEYSTORE.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { crypto } = parsed.data;
  const derived = await derive(crypto, passphrase);
  if (!derived || !timingSafeEqual(macOf(derived, crypto.ciphertext), crypto.mac)) return undefined;
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), crypto.cipherparams.iv);
  return Uint8Array.from(Buffer.concat([decipher.update(crypto.ciphertext), decipher.final()]));
}

async function derive(crypto: Sealed, passphrase: string): Promise<Buffer | undefined> {
  if (crypto.kdf === 'pbkdf2') return await pbkdf2(passphrase, crypto.kdfparams);
  const { n, r, p } = crypto.kdfparams;
  const bounded = (n & (n - 1)) === 0 && 128 * n * r <= MAX_SCRYPT_BYTES && n * r * p <= 2 ** 23;
  return bounded ? await scrypt(passphrase, crypto.kdfparams) : undefined;
}

function macOf(derived: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(keccak_256(Buffer.concat([derived.subarray(16, 32), ciphertext])));
}

async function scrypt(passphrase: string, work: { n: number; r: number; p: number; salt: Buffer }): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const options = { N: work.n, r: work.r, p: work.p, maxmem: MAX_SCRYPT_BYTES + 2 ** 20 };
  scryptCallback(passphrase.normalize('NFKC'), work.salt, KEY_BYTES, options, (error, key) => {
    if (error) reject(error);
    else resolve(key);
  });
  return await promise;
}

async function pbkdf2(passphrase: string, work: { c: number; salt: Buffer }): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  pbkdf2Callback(passphrase.normalize('NFKC'), work.salt, work.c, KEY_BYTES, 'sha256', (error, key) => {
    if (error) reject(error);
    else resolve(key);
  });
  return await promise;
}

function parseJson(text: string): unknown {
  try {
    // Some tools write `Crypto`.
    const value = JSON.parse(text) as { crypto?: unknown; Crypto?: unknown };
    return value.Crypto === undefined ? value : { ...value, crypto: value.Crypto };
  } catch {
    return undefined;
  }
}
