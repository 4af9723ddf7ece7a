import { lstat, open, readFile, unlink } from 'node:fs/promises';
import { type Bytes, fromHex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { fileTrouble, isAbsent } from '../core/file-trouble.ts';
import { type AccountKey, accountKey, randomPrivateKey } from './account-key.ts';
import { openKeystore, sealKeystore } from './keystore-v3.ts';

const MAX_KEY_FILE_BYTES = 16 * 1024;

/** Reads a key file: a V3 keystore (JSON), for which a passphrase is needed, or 32 bytes of hex. KEY_MISSING without
 *  a file or passphrase; KEY_WRONG if others than its owner may open the file, or nothing can be made of it. */
export async function readKey(path: string, passphrase?: string): Promise<AccountKey> {
  const text = await readPrivate(path);
  if (!text.startsWith('{')) return accountKey(parseHex(text, path));
  if (passphrase === undefined) {
    throw new CustosError('KEY_MISSING', `The keystore ${path} is encrypted: give the file with its passphrase.`);
  }
  const privateKey = await openKeystore(text, passphrase);
  if (privateKey) return accountKey(privateKey);
  throw new CustosError('KEY_WRONG', `The keystore ${path} does not open: wrong passphrase, or a damaged file.`);
}

/** Writes a new random key; encrypted if there is a passphrase. Like `saveKey`. */
export async function createKey(path: string, passphrase?: string): Promise<AccountKey> {
  return await saveKey(path, randomPrivateKey(), passphrase);
}

/** Writes a key with mode 0600, on stable storage when it resolves. Never overwrites (DATA_DIR_INVALID). */
export async function saveKey(path: string, privateKey: Bytes, passphrase?: string): Promise<AccountKey> {
  const key = accountKey(privateKey);
  const hex = `${toHex(privateKey).slice(2)}
`;
  const text = passphrase === undefined ? hex : await sealKeystore(privateKey, key.address, passphrase);
  await writePrivate(path, text);
  return key;
}

async function readPrivate(path: string): Promise<string> {
  const status = await lstat(path).catch((cause: unknown) => {
    const message = isAbsent(cause) ? `There is no key file ${path}.` : unreadable(path, cause);
    throw new CustosError('KEY_MISSING', message, { cause });
  });
  if (!status.isFile()) throw new CustosError('KEY_WRONG', `${path} is no plain file.`);
  // Windows has no such bits.
  if (process.platform !== 'win32' && (status.mode & 0o077) !== 0) {
    throw new CustosError('KEY_WRONG', `Others may open the key file ${path}: run chmod 600 on it.`);
  }
  if (status.size > MAX_KEY_FILE_BYTES) throw new CustosError('KEY_WRONG', `${path} is too large for a key file.`);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CustosError('KEY_MISSING', unreadable(path, cause), { cause });
  });
  return text.trim();
}

function unreadable(path: string, cause: unknown): string {
  return `The key file ${path} cannot be read: ${fileTrouble(cause)}. Run it as the user who owns the key.`;
}

function parseHex(text: string, path: string): Bytes {
  const hex = text.toLowerCase().replace(/^0x/, '');
  if (!/^[0-9a-f]{64}$/.test(hex)) {
    throw new CustosError(
      'KEY_WRONG',
      `${path} holds neither a keystore nor a private key in hex. Put the key back from its safe copy.`,
    );
  }
  return fromHex(`0x${hex}`, 32);
}

async function writePrivate(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    const exists = (cause as { code?: unknown }).code === 'EEXIST';
    throw exists
      ? new CustosError('DATA_DIR_INVALID', `There is a file ${path} already; keys are never overwritten.`)
      : new CustosError('IO_FAILED', `The key file ${path} cannot be written.`, { cause });
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (cause) {
    await unlink(path);
    throw new CustosError('IO_FAILED', `The key file ${path} cannot be written.`, { cause });
  } finally {
    await file.close();
  }
}
