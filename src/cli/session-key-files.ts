import { open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Bytes } from '../core/bytes.ts';
import { isAbsent } from '../core/file-trouble.ts';
import { ensureSeed, keyPath, readSeed } from './key-files.ts';

/** The key that statements are signed with, and the one that takes its place once it is on the ledger. */
const [NOW, NEXT] = ['session', 'session-next'] as const;

/** Reads the seed of the node's session key whenever it is asked for, anew where the file is another one by then; gives undefined
 *  where there is none. Throws as `readSeed`. */
export function sessionSeedReader(directory: string, passphrase?: string): () => Promise<Bytes | undefined> {
  const path = keyPath(directory, NOW);
  let last: { readonly stamp: string; readonly seed: Bytes } | undefined;
  return async () => {
    const stamp = await stampOf(path);
    if (stamp === undefined) return undefined;
    // A keystore takes a second of computing to open.
    if (last?.stamp !== stamp) last = { stamp, seed: await readSeed(directory, NOW, passphrase) };
    return last.seed;
  };
}

/** The seed of a session key that no statement was signed with yet; what an interrupted renewal left is taken up. */
export function ensureNextSessionSeed(directory: string, passphrase?: string): Promise<Bytes> {
  return ensureSeed(directory, NEXT, passphrase);
}

/** Puts the next session key in the place of the one before, whose secret is gone then; on stable storage when it resolves. */
export async function useNextSessionKey(directory: string): Promise<string> {
  const path = keyPath(directory, NOW);
  await rename(keyPath(directory, NEXT), path);
  const parent = await open(dirname(path), 'r');
  await parent.sync().finally(() => parent.close());
  return path;
}

async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(path, { bigint: true });
    return `${dev} ${ino} ${size} ${mtimeNs}`;
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    throw cause;
  }
}
