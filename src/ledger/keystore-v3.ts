import {
  createCipheriv,
  createDecipheriv,
  pbkdf2 as pbkdf2Callback,
  randomBytes,
  randomUUID,
  scrypt as scryptCallback,
  timingSafeEqual,
} from 'node:crypto';
import type { Bytes } from '../core/bytes.ts';
import type { Address } from '../core/ids.ts';
import { KEY_BYTES, keystoreMac, MAX_SCRYPT_BYTES, parseKeystore } from '../core/keystore.ts';

/** Work of new keystores: 128 MiB and some 0.3 s, as geth's. */
const WORK = { n: 131_072, r: 8, p: 1 };

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
    mac: Buffer.from(keystoreMac(derived, ciphertext)).toString('hex'),
  };
  return `${JSON.stringify({ version: 3, id: randomUUID(), address: address.slice(2), crypto })}\n`;
}

/** Undefined if the passphrase is wrong, or the text is no such keystore, or a damaged one. */
export async function openKeystore(text: string, passphrase: string): Promise<Bytes | undefined> {
  const keystore = parseKeystore(text);
  if (keystore === undefined) return undefined;
  const { derivation, iv, ciphertext, mac } = keystore;
  const derived = await (derivation.kdf === 'scrypt' ? scrypt(passphrase, derivation) : pbkdf2(passphrase, derivation));
  if (!timingSafeEqual(keystoreMac(derived, ciphertext), mac)) return undefined;
  const decipher = createDecipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  return Uint8Array.from(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
}

async function scrypt(passphrase: string, work: { n: number; r: number; p: number; salt: Bytes }): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const options = { N: work.n, r: work.r, p: work.p, maxmem: MAX_SCRYPT_BYTES + 2 ** 20 };
  scryptCallback(passphrase.normalize('NFKC'), work.salt, KEY_BYTES, options, (error, key) => {
    if (error) reject(error);
    else resolve(key);
  });
  return await promise;
}

async function pbkdf2(passphrase: string, work: { c: number; salt: Bytes }): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  pbkdf2Callback(passphrase.normalize('NFKC'), work.salt, work.c, KEY_BYTES, 'sha256', (error, key) => {
    if (error) reject(error);
    else resolve(key);
  });
  return await promise;
}
