import { existsSync } from 'node:fs';
import { open, readdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Bytes, fromHex } from '../core/bytes.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { fileTrouble } from '../core/file-trouble.ts';
import { type Address, toAddress } from '../core/ids.ts';
import { nearestName } from '../core/nearest-name.ts';
import { type AccountKey, randomPrivateKey } from '../ledger/account-key.ts';
import { createKey, readKey, saveKey } from '../ledger/keystore.ts';
import { openKeystore } from '../ledger/keystore-v3.ts';
import { checkNewPassphrase, createRootKeyFile } from '../vault/root-key.ts';
import { whereAbsent } from './fact-files.ts';
import { makeDirectory } from './make-directory.ts';

/** Key files of a node that belong to no account. */
const OF_NO_ACCOUNT: ReadonlySet<string> = new Set(['log', 'root', 'session', 'session-next']);

/** Keys of the node that sign by Ed25519, with what they are for. */
const SEEDS = { log: 'a log', session: 'sessions', 'session-next': 'sessions' } as const;
const NAME = /^[\w-]{1,64}$/;
const MAX_BYTES = 16 * 1024;

/** Where a node keeps the key of that name. */
export function keyPath(directory: string, name: string): string {
  if (NAME.test(name)) return join(directory, 'keys', `${name}.key`);
  throw new CustosError('INPUT_INVALID', 'The name of a key has letters, digits, - and _, at most 64.');
}

/** Where the key of an account is kept that goes by that name. INPUT_INVALID for the node's keys that are of no account. */
export function accountKeyPath(directory: string, name: string): string {
  if (!OF_NO_ACCOUNT.has(name)) return keyPath(directory, name);
  throw new CustosError(
    'INPUT_INVALID',
    `The key ${name} is the node’s own and of no account: nobody acts with it. Give another name.`,
  );
}

/** A key file of a data directory. */
export interface KeyFile {
  readonly name: string;
  readonly path: string;
  /** Absent where `trouble` is not. */
  readonly account?: Address;
  readonly encrypted?: boolean;
  /** Why nobody can act with it. */
  readonly trouble?: string;
}

/** The keys of accounts in a data directory, by name; without their passphrases. */
export async function accountKeys(directory: string): Promise<KeyFile[]> {
  const files = await readdir(join(directory, 'keys')).catch(whereAbsent([]));
  const names = files.filter((file) => file.endsWith('.key')).map((file) => basename(file, '.key'));
  return Promise.all(
    names
      .filter((name) => !OF_NO_ACCOUNT.has(name))
      .sort()
      .map((name) => keyFile(directory, name)),
  );
}

async function keyFile(directory: string, name: string): Promise<KeyFile> {
  const path = join(directory, 'keys', `${name}.key`);
  try {
    return { name, path, ...(await readAccount(keyPath(directory, name))) };
  } catch (error) {
    if (!isCustosError(error)) throw error;
    return { name, path, trouble: error.message };
  }
}

/** Names of the keys that one can act with, in their order. A file that can be read as no account is left out. */
export async function accountKeyNames(directory: string): Promise<string[]> {
  const keys = await accountKeys(directory).catch((): KeyFile[] => []);
  return keys.flatMap(({ name, account }) => (account === undefined ? [] : [name]));
}

/** The account of a key file. KEY_MISSING names the key of the data directory that was most likely meant by one that is not
 *  there. */
export async function readAccountKey(
  directory: string,
  path: string,
  passphrase: string | undefined,
): Promise<AccountKey> {
  try {
    return await readKey(path, passphrase);
  } catch (error) {
    if (!isCustosError(error, 'KEY_MISSING') || existsSync(path)) throw error;
    const meant = nearestName(basename(path, '.key'), await accountKeyNames(directory));
    if (meant === undefined) throw error;
    throw new CustosError(error.code, `${error.message} Did you mean --as ${meant}?`, { cause: error });
  }
}

/** The account of that name, made if there is none yet. */
export async function ensureKey(directory: string, name: string, passphrase?: string): Promise<AccountKey> {
  const path = keyPath(directory, name);
  if (!(await isMissing(path))) return readKey(path, passphrase);
  if (passphrase !== undefined) checkNewPassphrase(passphrase);
  return createKey(path, passphrase);
}

/** The account of the key of that name, without its passphrase; undefined where there is none of that name. */
export async function accountOfKey(directory: string, name: string): Promise<Address | undefined> {
  if (!NAME.test(name) || OF_NO_ACCOUNT.has(name) || !existsSync(keyPath(directory, name))) return undefined;
  return (await readAccount(keyPath(directory, name))).account;
}

async function readAccount(path: string): Promise<{ readonly account: Address; readonly encrypted: boolean }> {
  const text = await readPrivate(path);
  if (!text.startsWith('{')) return { account: (await readKey(path)).address, encrypted: false };
  const [, address = ''] = /"address"\s*:\s*"(?:0x)?([0-9a-f]{40})"/i.exec(text) ?? [];
  return { account: toAddress(`0x${address}`, `${path} does not say its account: it`), encrypted: true };
}

/** The seed of the log's Ed25519 key, made if there is none yet; encrypted if there is a passphrase. */
export async function ensureLogKey(directory: string, passphrase?: string): Promise<Bytes> {
  return ensureSeed(directory, 'log', passphrase);
}

export async function readLogKey(directory: string, passphrase?: string): Promise<Bytes> {
  return readSeed(directory, 'log', passphrase);
}

/** The seed of an Ed25519 key, made if there is none yet; encrypted if there is a passphrase. */
export async function ensureSeed(directory: string, name: keyof typeof SEEDS, passphrase?: string): Promise<Bytes> {
  const path = keyPath(directory, name);
  if (await isMissing(path)) await saveKey(path, randomPrivateKey(), passphrase);
  return readSeed(directory, name, passphrase);
}

/** KEY_MISSING where there is none; KEY_WRONG where it does not open, others may open it, or it is no such key. */
export async function readSeed(directory: string, name: keyof typeof SEEDS, passphrase?: string): Promise<Bytes> {
  const path = keyPath(directory, name);
  const text = await readPrivate(path);
  if (!text.startsWith('{')) {
    if (/^[0-9a-f]{64}$/.test(text)) return fromHex(`0x${text}`, 32);
    throw new CustosError(
      'KEY_WRONG',
      `${path} is no key of ${SEEDS[name]}, or it is damaged. Put it back from its safe copy.`,
    );
  }
  const seed = passphrase === undefined ? undefined : await openKeystore(text, passphrase);
  if (seed) return seed;
  throw new CustosError('KEY_WRONG', `${path} does not open: the passphrase is missing or wrong.`);
}

/** Makes the file of the root key, if there is none yet. */
export async function ensureRootKey(directory: string): Promise<void> {
  const path = keyPath(directory, 'root');
  if (await isMissing(path)) await createRootKeyFile(path);
}

/** A key file that a crash left empty was never used, and is made anew. */
async function isMissing(path: string): Promise<boolean> {
  await makeDirectory(dirname(path), 0o700).catch((cause: NodeJS.ErrnoException) => {
    throw new CustosError(
      'IO_FAILED',
      `${dirname(path)} cannot be made: ${fileTrouble(cause)}. Choose another with --data.`,
      {
        cause,
      },
    );
  });
  const status = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw new CustosError('IO_FAILED', `${path} cannot be read: ${fileTrouble(cause)}.`, { cause });
  });
  if (status === undefined) return true;
  if (status.size > 0) return false;
  await unlink(path);
  return true;
}

async function readPrivate(path: string): Promise<string> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    const message =
      cause.code === 'ENOENT'
        ? `There is no key ${path}. Put it back from its safe copy.`
        : `The key ${path} cannot be read: ${fileTrouble(cause)}. Run it as the user who owns the key.`;
    throw new CustosError('KEY_MISSING', message, { cause });
  });
  try {
    const { mode, size } = await file.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new CustosError('KEY_WRONG', `Others may open the key ${path}. Run: chmod 600 ${path}`);
    }
    if (size > MAX_BYTES) throw new CustosError('KEY_WRONG', `${path} is too large for a key.`);
    return (await file.readFile('utf8')).trim();
  } finally {
    await file.close();
  }
}
