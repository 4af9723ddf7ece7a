import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFully } from '../access-log/full-write.ts';
import { CustosError } from '../core/errors.ts';
import type { ListedItem } from './download-list.ts';
import { openAnew } from './unlinked-file.ts';
import { workPath } from './work-directory.ts';

const NEWLINE = 0x0a;
const NEXT = '.next';
const WINDOW_BYTES = 2 ** 20;

/** An item of a file of several. */
export type MergedItem = ListedItem & { readonly offset: number };

/** What was found in a file of several items, against what is listed of it. */
export interface MergedState {
  /** Those whose bytes are the listed ones, in their order. */
  readonly good: readonly MergedItem[];
  /** All are good, and nothing is between them but the ends of lines. What is behind the last one does not count. */
  readonly isSound: boolean;
  /** Where the last one ends. */
  readonly end: number;
}

/** Where a file is written anew, or begun: it takes its place once the list says what it holds. */
export function nextPath(directory: string, file: string): string {
  return workPath(directory, `${file}${NEXT}`);
}

/** File whose `nextPath` has the name; undefined for any other. */
export function fileOfNext(name: string): string | undefined {
  return name.endsWith(NEXT) ? name.slice(0, -NEXT.length) : undefined;
}

/** Reads the file once, from its start to the end of its last item. */
export async function checkMerged(path: string, listed: readonly MergedItem[]): Promise<MergedState> {
  const items = listed.toSorted((a, b) => a.offset - b.offset);
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return { good: [], isSound: false, end: 0 };
  const window = new Window(file);
  const good: MergedItem[] = [];
  let [end, isSound] = [0, true];
  try {
    for (const item of items) {
      const gap = item.offset - end;
      isSound &&= gap === 0 || (gap === 1 && (await window.from(end))[0] === NEWLINE);
      if (gap >= 0 && (await digestAt(window, item)) === item.digest) good.push(item);
      end = Math.max(end, item.offset + item.bytes);
    }
  } finally {
    await file.close();
  }
  return { good, isSound: isSound && good.length === items.length, end };
}

/** Writes the items alone into `nextPath`, durably, and gives them with their new places. */
export async function writeNext(
  directory: string,
  file: string,
  items: readonly MergedItem[],
): Promise<readonly MergedItem[]> {
  const [from, to] = [await open(join(directory, file), 'r'), await openAnew(nextPath(directory, file))];
  try {
    const moved: MergedItem[] = [];
    let end = 0;
    for (const item of items) {
      if (end > 0 && !(await endsLine(to, end))) await writeFully(to, [Buffer.of(NEWLINE)], end++);
      await copy(from, item.offset, to, end, item.bytes);
      moved.push({ ...item, offset: end });
      end += item.bytes;
    }
    await to.sync();
    return moved;
  } finally {
    await from.close();
    await to.close();
  }
}

/** Puts what `nextPath` holds in the place of the file. */
export function takePlace(directory: string, file: string): Promise<void> {
  return rename(nextPath(directory, file), join(directory, file));
}

/** Whether the byte before `end` ends a line. */
export async function endsLine(file: FileHandle, end: number): Promise<boolean> {
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, end - 1);
  return buffer[0] === NEWLINE;
}

/** Copies bytes from one open file to another, a MiB at a time. */
export async function copy(
  from: FileHandle,
  start: number,
  to: FileHandle,
  place: number,
  bytes: number,
): Promise<void> {
  const buffer = Buffer.alloc(Math.min(bytes, WINDOW_BYTES));
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await from.read(buffer, 0, Math.min(buffer.length, bytes - at), start + at);
    if (bytesRead === 0) throw new CustosError('IO_FAILED', 'A file became shorter while it was read. Run it again.');
    await writeFully(to, [buffer.subarray(0, bytesRead)], place + at);
    at += bytesRead;
  }
}

/** A file that is read forwards, a MiB at a time. */
class Window {
  readonly #file: FileHandle;
  readonly #buffer = Buffer.alloc(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Bytes from the place on, as many as are at hand; none at the end of the file. Good until the next call. */
  async from(at: number): Promise<Buffer> {
    if (at < this.#start || at >= this.#start + this.#length) {
      this.#start = at;
      this.#length = (await this.#file.read(this.#buffer, 0, WINDOW_BYTES, at)).bytesRead;
    }
    return this.#buffer.subarray(at - this.#start, this.#length);
  }
}

async function digestAt(window: Window, { offset, bytes }: MergedItem): Promise<string | undefined> {
  const hash = createHash('sha256');
  for (let at = offset; at < offset + bytes; ) {
    const piece = (await window.from(at)).subarray(0, offset + bytes - at);
    if (piece.length === 0) return undefined;
    hash.update(piece);
    at += piece.length;
  }
  return `0x${hash.digest('hex')}`;
}
