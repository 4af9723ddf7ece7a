import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { CustosError } from '../core/errors.ts';

/** Windows has no such flag. */
const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_RDONLY, O_RDWR } = constants;
const FLAGS = { append: O_RDWR | O_APPEND | O_CREAT, change: O_RDWR, read: O_RDONLY };

/** Opens a file of a directory that others may write to, never one that a link leads to: IO_FAILED. */
export async function openUnlinked(path: string, use: keyof typeof FLAGS): Promise<FileHandle> {
  return open(path, FLAGS[use] | O_NOFOLLOW).catch((cause: NodeJS.ErrnoException) => {
    if (!['ELOOP', 'EMLINK'].includes(cause.code ?? '')) throw cause;
    const advice = 'Put the file itself there, or choose another --out.';
    throw new CustosError('IO_FAILED', `${path} is a link, and none is followed. ${advice}`, { cause });
  });
}

/** Begins a file anew: what was there is gone, and a link there is not followed. */
export async function openAnew(path: string): Promise<FileHandle> {
  await rm(path, { force: true });
  return open(path, 'wx+');
}
