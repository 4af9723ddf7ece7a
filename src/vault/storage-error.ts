import { isDiskFull, messagesOf } from '../core/disk-full.ts';
import { CustosError, isCustosError } from '../core/errors.ts';

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
  if (/LEVEL_CORRUPTION|corruption/i.test(text)) {
    return new CustosError('STORE_CORRUPT', `The database is damaged (while ${doing}). Restore it from a backup.`, {
      cause,
    });
  }
  return new CustosError('IO_FAILED', `The storage failed while ${doing}.`, { cause });
}
