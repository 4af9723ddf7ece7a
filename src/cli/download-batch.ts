import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFully } from '../access-log/full-write.ts';
import type { DownloadList, ListedItem } from './download-list.ts';
import { copy, endsLine, nextPath, takePlace } from './merged-file.ts';
import { openAnew, openUnlinked } from './unlinked-file.ts';
import { partPath, workDirectory } from './work-directory.ts';

/** A batch is written when it holds so much, or is so old. Two of them are in memory at most. */
const BATCH_BYTES = 8 * 2 ** 20;
const BATCH_ITEMS = 4_096;
const BATCH_MS = 1_000;

/** The bytes of a verified item: in memory, or in a file of its own that is named. */
export type ItemSource = readonly Uint8Array[] | { readonly file: FileHandle; readonly path: string };

/** A file of several items that is written to at its end. */
interface MergedTail {
  readonly handle: FileHandle;
  /** Where the next item may begin. */
  end: number;
  endsLine: boolean;
  /** It stands aside until the list names it. */
  isNew: boolean;
  isDirty: boolean;
}

interface Batch {
  readonly lines: ListedItem[];
  /** Parts of merged files that are not written yet, in their order. */
  readonly pieces: { readonly tail: MergedTail; readonly at: number; readonly parts: readonly Uint8Array[] }[];
  readonly alone: { readonly file: string; readonly part: string; readonly source: ItemSource }[];
  bytes: number;
  readonly since: number;
}

/** Verified items on their way into the directory. What is listed is on stable storage before; while one batch is synced,
 *  the next is taken. */
export class DownloadBatch {
  readonly #directory: string;
  readonly #list: DownloadList;
  readonly #tails = new Map<string, MergedTail>();
  readonly #ends: ReadonlyMap<string, number>;
  #batch = emptyBatch();
  #writing: Promise<void> = Promise.resolve();

  /** `ends`: where the files of several items that are there end. */
  constructor(directory: string, list: DownloadList, ends: ReadonlyMap<string, number>) {
    this.#directory = directory;
    this.#list = list;
    this.#ends = ends;
  }

  /** Puts an item behind the others of its file. */
  async append(line: ListedItem, source: ItemSource): Promise<void> {
    const tail = this.#tails.get(line.file) ?? (await this.#openTail(line.file));
    if (tail.end > 0 && !tail.endsLine) this.#add(tail, [Buffer.from('\n')], 1);
    this.#batch.lines.push({ ...line, offset: tail.end });
    if ('file' in source) {
      await copy(source.file, 0, tail.handle, tail.end, line.bytes);
      tail.end += line.bytes;
      tail.isDirty = true;
      tail.endsLine = await endsLine(source.file, line.bytes);
      await source.file.close();
      await rm(source.path);
    } else {
      this.#add(tail, source, line.bytes);
      tail.endsLine = source.findLast(({ length }) => length > 0)?.at(-1) === 0x0a;
    }
    await this.#writeIfFull();
  }

  /** Gives an item a file of its own. */
  async place(line: ListedItem, source: ItemSource): Promise<void> {
    const part = 'path' in source ? source.path : partPath(this.#directory, line.item);
    this.#batch.alone.push({ file: line.file, part, source });
    this.#batch.lines.push(line);
    if (!('file' in source)) this.#batch.bytes += line.bytes;
    await this.#writeIfFull();
  }

  /** All that was taken is durable and listed once resolved. */
  async close(): Promise<void> {
    try {
      await this.#write();
      await this.#writing;
    } finally {
      for (const { handle } of this.#tails.values()) await handle.close();
      this.#tails.clear();
    }
  }

  #add(tail: MergedTail, parts: readonly Uint8Array[], bytes: number): void {
    this.#batch.pieces.push({ tail, at: tail.end, parts });
    this.#batch.bytes += bytes;
    tail.end += bytes;
    tail.isDirty = true;
  }

  async #openTail(file: string): Promise<MergedTail> {
    const end = this.#ends.get(file);
    const handle = await (end === undefined
      ? openAnew(nextPath(this.#directory, file))
      : openUnlinked(join(this.#directory, file), 'change'));
    const isAtLine = end === undefined || end === 0 || (await endsLine(handle, end));
    const tail = { handle, end: end ?? 0, endsLine: isAtLine, isNew: end === undefined, isDirty: false };
    this.#tails.set(file, tail);
    return tail;
  }

  async #writeIfFull(): Promise<void> {
    const { bytes, lines, since } = this.#batch;
    if (bytes >= BATCH_BYTES || lines.length >= BATCH_ITEMS || Date.now() - since >= BATCH_MS) await this.#write();
  }

  /** Begins to write what was taken, once the batch before it is written. */
  async #write(): Promise<void> {
    await this.#writing;
    const batch = this.#batch;
    this.#batch = emptyBatch();
    if (batch.lines.length === 0) return;
    this.#writing = this.#bringDown(batch);
    // It is awaited before the next one, and at the end.
    this.#writing.catch(() => undefined);
  }

  async #bringDown({ lines, pieces, alone }: Batch): Promise<void> {
    const tails = [...this.#tails].filter(([, { isDirty }]) => isDirty);
    for (const [, tail] of tails) tail.isDirty = false;
    for (const { tail, at, parts } of joinedPieces(pieces)) await writeFully(tail.handle, parts, at);
    await Promise.all([...tails.map(([, { handle }]) => handle.datasync()), ...alone.map(syncAlone)]);
    for (const { part, file } of alone) await rename(part, join(this.#directory, file));
    const begun = tails.filter(([, { isNew }]) => isNew);
    if (begun.length > 0) await syncDirectory(workDirectory(this.#directory));
    if (begun.length > 0 || alone.length > 0) await syncDirectory(this.#directory);
    await this.#list.append(lines);
    for (const [file, tail] of begun) {
      await takePlace(this.#directory, file);
      tail.isNew = false;
    }
    if (begun.length > 0) await syncDirectory(this.#directory);
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  await directory.sync().finally(() => directory.close());
}

function emptyBatch(): Batch {
  return { lines: [], pieces: [], alone: [], bytes: 0, since: Date.now() };
}

async function syncAlone({ part, source }: Batch['alone'][number]): Promise<void> {
  const file = 'file' in source ? source.file : await openAnew(part);
  try {
    if (!('file' in source)) await writeFully(file, source, 0);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Pieces that follow each other in one file are one write. */
function joinedPieces(pieces: Batch['pieces']): Batch['pieces'] {
  const joined: { tail: MergedTail; at: number; parts: Uint8Array[]; end: number }[] = [];
  const last = new Map<MergedTail, (typeof joined)[number]>();
  for (const { tail, at, parts } of pieces) {
    const bytes = parts.reduce((sum, { length }) => sum + length, 0);
    const before = last.get(tail);
    if (before?.end === at) {
      before.parts.push(...parts);
      before.end += bytes;
      continue;
    }
    const piece = { tail, at, parts: [...parts], end: at + bytes };
    last.set(tail, piece);
    joined.push(piece);
  }
  return joined;
}
