import { randomBytes, scrypt } from 'node:crypto';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Bytes, fromBase64Url, toBase64Url } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble, isAbsent } from '../core/file-trouble.ts';
import { storageError } from './storage-error.ts';

/** Where the root key comes from. */
export type RootKeySource = { readonly file: string } | { readonly passphrase: string };

/** How a passphrase was stretched; stored beside the keys, so that it can be raised later. */
export interface ScryptParameters {
  readonly name: 'scrypt';
  /** log2 of the cost; 17 takes 128 MiB and about 0.3 s. */
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
  /** base64url, 32 bytes. */
  readonly salt: string;
}

const FILE_PREFIX = 'custos-root-key-v1 ';
const MIN_PASSPHRASE = 12;
const MAX_FILE_BYTES = 256;

/** Creates a key file that only its owner may read, on stable storage. Throws CONFLICT where the file is. */
export async function createRootKeyFile(path: string): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(path, 'wx', 0o600);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw storageError(cause, `creating the key file ${path}`);
    throw new CustosError('CONFLICT', `The key file ${path} exists already and is left as it is.`, { cause });
  }
  try {
    await file.writeFile(`${FILE_PREFIX}${toBase64Url(randomBytes(32))}\n`);
    await file.sync();
  } catch (cause) {
    throw storageError(cause, `writing the key file ${path}`);
  } finally {
    await file.close();
  }
  await syncDirectory(dirname(path));
}

/** New parameters for a passphrase, null for a key file. Refuses a short passphrase. */
export function newParameters(source: RootKeySource): ScryptParameters | null {
  if ('file' in source) return null;
  checkNewPassphrase(source.passphrase);
  return { name: 'scrypt', log2N: 17, r: 8, p: 1, salt: toBase64Url(randomBytes(32)) };
}

/** Throws CONFIG_INVALID for a passphrase that is too short to protect new keys. */
export function checkNewPassphrase(passphrase: string): void {
  if (passphrase.length >= MIN_PASSPHRASE) return;
  throw new CustosError('CONFIG_INVALID', `The passphrase must have at least ${MIN_PASSPHRASE} characters.`);
}

/** The 32 bytes of the root key. `parameters` are those stored with the keys. */
export async function loadRootKey(source: RootKeySource, parameters: ScryptParameters | null): Promise<Bytes> {
  if ('file' in source) {
    if (parameters === null) return readKeyFile(source.file);
    throw new CustosError('KEY_WRONG', 'These keys are protected by a passphrase, but a key file was given.');
  }
  if (parameters !== null) return stretch(source.passphrase, parameters);
  throw new CustosError('KEY_WRONG', 'These keys are protected by a key file, but a passphrase was given.');
}

async function readKeyFile(path: string): Promise<Bytes> {
  let file: FileHandle;
  try {
    file = await open(path, constants.O_RDONLY);
  } catch (cause) {
    const message = isAbsent(cause)
      ? `There is no root key file ${path}. Put it back from its safe copy.`
      : `The root key file ${path} cannot be opened: ${fileTrouble(cause)}. Run it as the user who owns the key.`;
    throw new CustosError('KEY_MISSING', message, { cause });
  }
  try {
    const { mode, size } = await file.stat();
    if ((mode & 0o077) !== 0) {
      throw new CustosError('CONFIG_INVALID', `Others may read the root key file ${path}. Run: chmod 600 ${path}`);
    }
    const text = size <= MAX_FILE_BYTES ? await file.readFile('utf8') : '';
    return parseKeyFile(text, path);
  } finally {
    await file.close();
  }
}

function parseKeyFile(text: string, path: string): Bytes {
  const [, encoded] = /^custos-root-key-v1 ([\w-]{43})\n?$/.exec(text) ?? [];
  if (encoded === undefined) {
    throw new CustosError(
      'KEY_WRONG',
      `${path} is no root key file of Custos, or it is damaged. Put it back from its safe copy.`,
    );
  }
  return fromBase64Url(encoded);
}

function stretch(passphrase: string, parameters: ScryptParameters): Promise<Bytes> {
  const { log2N, r, p } = parameters;
  const sane = parameters.name === 'scrypt' && log2N >= 15 && log2N <= 20 && r === 8 && p >= 1 && p <= 4;
  if (!sane) throw new CustosError('STORE_CORRUPT', 'The parameters stored for the passphrase are out of bounds.');
  const options = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), fromBase64Url(parameters.salt), 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, constants.O_RDONLY);
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
