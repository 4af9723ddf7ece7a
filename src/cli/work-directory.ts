import { join } from 'node:path';
import { LOCK, lockPassing } from './passing-lock.ts';

const NAME = '.custos-get';

/** Where a download keeps what has no place yet: all that is in it is ours, which cannot be said of the directory around. */
export function workDirectory(directory: string): string {
  return join(directory, NAME);
}

/** Where a file stands that has no place yet. */
export function workPath(directory: string, file: string): string {
  return join(directory, NAME, file);
}

/** Where an item is written before it was verified. */
export function partPath(directory: string, item: number): string {
  return workPath(directory, `item-${item}.part`);
}

/** Keeps every other download away from a directory. DATA_DIR_IN_USE where one is at work there; one that was killed is
 *  not. What lets go of it leaves nothing behind, unless something is in it still. */
export function lockDownload(directory: string): Promise<() => Promise<void>> {
  return lockPassing(workDirectory(directory), `a download into ${directory}`, 'Choose another --out.');
}

/** Whether a name of the work directory is that of the lock. */
export function isHeldLock(name: string): boolean {
  return name === LOCK;
}
