import { access, constants, opendir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CustosError } from '../core/errors.ts';

/** What lies in a data directory and is nobody's export. */
const OWN = ['config.json', 'lock', 'keys', 'vault', 'log', 'chain', 'gateways', 'receipts', 'uploads'];

/** Absolute paths of the directories below which imports may read; relative ones lie in the data directory. CONFIG_INVALID
 *  where one holds, or lies in, what the node keeps there, by whatever links: keys would become a dataset. */
export async function importRoots(directory: string, roots: readonly string[]): Promise<string[]> {
  const absolute = roots.map((root) => (isAbsolute(root) ? root : resolve(join(directory, root))));
  const own = await Promise.all(OWN.map((name) => realPath(join(directory, name))));
  for (const root of absolute) {
    const real = await realPath(root);
    if (own.every((path) => !isWithin(real, path) && !isWithin(path, real))) continue;
    throw new CustosError(
      'CONFIG_INVALID',
      `Imports may not read below ${root}: the node keeps its keys and data there. Name the directory of the exports alone.`,
    );
  }
  return absolute;
}

/** INPUT_INVALID where there is no such directory, or this user may not read it. */
export async function requireDirectory(path: string, option: string): Promise<void> {
  const fault = await opendir(path)
    .then(async (directory) => {
      await directory.close();
      await access(path, constants.R_OK | constants.X_OK);
    })
    .catch((cause: NodeJS.ErrnoException) => cause);
  if (!fault) return;
  const why: Record<string, string> = {
    ENOENT: 'is not there. Make it first, or mend its name.',
    ENOTDIR: 'is no directory. Name the one that holds the exports.',
    EACCES: 'cannot be read. Give it to the user who runs this.',
  };
  const what = why[fault.code ?? ''] ?? `cannot be opened (${fault.code}).`;
  throw new CustosError('INPUT_INVALID', `${option} ${path} ${what}`, { cause: fault });
}

/** Links followed as far as the path exists. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPath(parent), basename(path));
  }
}

function isWithin(parent: string, path: string): boolean {
  const way = relative(parent, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
