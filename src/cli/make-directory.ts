import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isAbsent } from '../core/file-trouble.ts';

/** Makes a directory and what is missing above it, and gives the topmost that had to be made; undefined where it stands.
 *  Rejects with the file system's error. Node's own recursive `mkdir` goes on for ever where a file system takes no
 *  directories and says that there is none (`/proc`): here that is ENOTSUP. */
export async function makeDirectory(path: string, mode?: number): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await isDirectory(at)); at = dirname(at)) missing.unshift(at);
  let topmost: string | undefined;
  for (const one of missing) {
    const isMade = await mkdir(one, mode).then(
      () => true,
      (error: unknown) => isThere(one, error),
    );
    if (isMade) topmost ??= one;
  }
  return topmost;
}

/** False where there is nothing; rejects where something else stands there. */
async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (isAbsent(error) && dirname(path) !== path) return undefined;
    throw error;
  });
  if (found === undefined || found.isDirectory()) return found !== undefined;
  throw trouble('ENOTDIR', path, undefined);
}

/** False where somebody else made it at the same moment; rejects where it is not there. */
async function isThere(path: string, error: unknown): Promise<false> {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST' && (await isDirectory(path))) return false;
  // What it lies in was there a moment ago.
  throw code === 'ENOENT' ? trouble('ENOTSUP', path, error) : error;
}

function trouble(code: string, path: string, cause: unknown): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: mkdir '${path}'`, { cause }), { code, path });
}
