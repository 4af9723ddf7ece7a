import { isDiskFull, messagesOf } from '../core/disk-full.ts';
import { CustosError, isCustosError } from '../core/errors.ts';
import { barrier } from '../core/file-trouble.ts';

/** Turns what Level or the file system threw into one of our codes, so that callers can act on it:
 *  STORAGE_FULL, DATA_DIR_IN_USE, STORE_CORRUPT, IO_FAILED. */
export function storageError(cause: unknown, doing: string): CustosError {
  if (isCustosError(cause)) return cause;
  if (isDiskFull(cause)) {
    return new CustosError('STORAGE_FULL', `The disk is full while ${doing}. Free some space.`, { cause });
  }
  const text = messagesOf(cause);
  if (/LEVEL_LOCKED|already held|lock .*held/i.test(text)) {
    return new CustosError(
      'DATA_DIR_IN_USE',
      `Another process uses the data directory (while ${doing}). Stop it first.`,
      {
        cause,
      },
    );
  }
  const file = /[0-9]+\.(?:ldb|sst|log)|MANIFEST-[0-9]+/.exec(text)?.[0];
  const named = file === undefined ? '' : `, in ${file}`;
  // A permission that is missing names the same files as damage does, and a restore would be the wrong advice.
  const obstacle = barrier(`${codeOf(cause)} ${text}`);
  if (obstacle !== undefined) {
    const message =
      obstacle === 'read-only'
        ? `Nothing can be written to the storage’s disk while ${doing}: it is read-only. Mount it for writing, and start again.`
        : `The storage may not be used while ${doing}. Give its files to the user who runs this.`;
    return new CustosError('IO_FAILED', message, { cause });
  }
  if (/LEVEL_CORRUPTION|corruption|CURRENT|MANIFEST|does not exist|missing files/i.test(text)) {
    return new CustosError(
      'STORE_CORRUPT',
      `The database is damaged (while ${doing}${named}). Restore the whole vault from one backup.`,
      { cause },
    );
  }
  return new CustosError('IO_FAILED', `The storage failed while ${doing}${named}. Look at the disk, and start again.`, {
    cause,
  });
}

/** A database of the vault whose files do not hold together. */
export function damaged(directory: string, fault: string): CustosError {
  const message = `The database ${directory} is damaged: ${fault}. Restore the whole vault from one backup.`;
  return new CustosError('STORE_CORRUPT', message);
}

function codeOf(cause: unknown): string {
  return String((cause as { code?: unknown } | undefined)?.code ?? '');
}
