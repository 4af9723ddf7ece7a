import { randomBytes } from 'node:crypto';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bytes, fromHex, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';

const FILE = 'validator.key';

/** The key that seals blocks, from `validator.key` in the data directory. Throws KEY_MISSING or KEY_WRONG. */
export async function readValidatorKey(directory: string): Promise<Bytes> {
  const path = join(directory, FILE);
  const key = await readKey(path);
  if (!key) throw new CustosError('KEY_MISSING', `The validator key ${path} is missing; restore it from the backup.`);
  return key;
}

/** Makes a key for a new chain, durable before it is used; takes the one that is there if a founding was cut off. */
export async function foundValidatorKey(directory: string): Promise<Bytes> {
  const path = join(directory, FILE);
  const existing = await readKey(path);
  if (existing) return existing;
  const key = randomBytes(32);
  try {
    await writeDurably(path, `${toHex(key)}\n`);
    await syncDirectory(directory);
  } catch (cause) {
    throw new CustosError('IO_FAILED', `The validator key ${path} cannot be written.`, { cause });
  }
  return key;
}

async function readKey(path: string): Promise<Bytes | undefined> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) throw new CustosError('KEY_WRONG', `Others may read ${path}; run chmod 600 on it.`);
    return fromHex((await readFile(path, 'utf8')).trim(), 32);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    if (cause instanceof CustosError && cause.code === 'KEY_WRONG') throw cause;
    throw new CustosError('KEY_WRONG', `The validator key ${path} cannot be read; restore it from the backup.`, {
      cause,
    });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

async function syncDirectory(directory: string): Promise<void> {
  const folder = await open(directory);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
