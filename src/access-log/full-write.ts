import type { FileHandle } from 'node:fs/promises';
import { CustosError } from '../core/errors.ts';

/** Writes all of the bytes at the place, or rejects. A disk that fills up takes some of them without an error: `write` and
 *  `writev` only say how many. */
export async function writeFully(file: FileHandle, parts: readonly Uint8Array[], place: number): Promise<void> {
  let left = parts.filter(({ length }) => length > 0);
  for (let at = place; left.length > 0; ) {
    const { bytesWritten } = await file.writev(left, at);
    if (bytesWritten === 0) throw new CustosError('IO_FAILED', 'The disk takes no more bytes.');
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

function behind(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skipped = bytes;
  const first = parts.findIndex(({ length }) => {
    if (length > skipped) return true;
    skipped -= length;
    return false;
  });
  const [cut, ...rest] = first < 0 ? [] : parts.slice(first);
  return cut === undefined ? [] : [cut.subarray(skipped), ...rest];
}
