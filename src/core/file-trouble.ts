const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  ENOTDIR: 'a part of its path is no directory',
  EISDIR: 'it is a directory',
  EACCES: 'you may not do that there',
  EPERM: 'you may not do that there',
  EROFS: 'nothing can be written there',
  EEXIST: 'it is there already',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
  EIO: 'the disk fails',
  ENOTEMPTY: 'it is not empty',
  EXDEV: 'it is on another disk',
  ENOTSUP: 'no file or directory can be made there',
};

/** What the file system said, in words; its code where there are none for it. */
export function fileTrouble(error: unknown): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  return WORDS[code] ?? (code === '' ? 'the system does not say why' : `the system says ${code}`);
}

/** Whether the error says that there is nothing by that name. */
export function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** What keeps this user from files, by the text of a database's error, which has no code of its own: `read-only` is the
 *  disk's doing, `forbidden` that of modes and owners. Undefined for all else, such as damage, which names the same files. */
export function barrier(text: string): 'read-only' | 'forbidden' | undefined {
  if (/EROFS|read-only file ?system/i.test(text)) return 'read-only';
  return /EACCES|EPERM|permission denied|not permitted/i.test(text) ? 'forbidden' : undefined;
}
