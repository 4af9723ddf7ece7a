import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { storageError } from '../vault/storage-error.ts';

export interface SourceFile {
  readonly path: string;
  /** Relative to what is imported, with `/`; the name where that is a single file. */
  readonly name: string;
  readonly bytes: number;
}

const MAX_FILES = 65_535;
const MAX_DEPTH = 16;
const OPEN_FILES = 64;

/** The regular files at or below `path`, by name. Throws IMPORT_INVALID for an absent path and for a link that
 *  leads out of it: whoever can write into the directory must not choose other files to be imported. */
export async function listFiles(path: string): Promise<SourceFile[]> {
  const root = await attempt(path, () => realpath(path));
  const info = await attempt(path, () => stat(root));
  if (info.isFile()) return [{ path: root, name: basename(path), bytes: info.size }];
  const files: SourceFile[] = [];
  await collect(root, root, 0, files);
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function collect(root: string, directory: string, depth: number, files: SourceFile[]): Promise<void> {
  if (depth > MAX_DEPTH) throw invalid(`The directory nests deeper than ${MAX_DEPTH} levels.`);
  for (const name of await attempt(directory, () => readdir(directory))) {
    const path = join(directory, name);
    const shown = relative(root, path).split(sep).join('/');
    const link = await attempt(path, () => lstat(path));
    if (link.isSymbolicLink()) {
      const target = await attempt(path, () => realpath(path));
      if (!target.startsWith(root + sep)) throw invalid(`${shown} is a link that leads out of the directory.`);
      continue; // what lies inside is found under its own name
    }
    if (link.isDirectory()) await collect(root, path, depth + 1, files);
    else if (link.isFile()) files.push({ path, name: shown, bytes: link.size });
    if (files.length > MAX_FILES) throw invalid(`There are more than ${MAX_FILES} files.`);
  }
}

/** Hands `onChunk` the bytes of a file from the beginning. Each chunk is valid during the call. */
export async function readChunks(
  file: SourceFile,
  chunkBytes: number,
  onChunk: (chunk: Bytes) => void,
  signal?: AbortSignal,
): Promise<void> {
  const handle = await attempt(file.name, () => open(file.path, 'r'));
  try {
    const buffers = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)];
    let turn = 0;
    let ahead = handle.read(buffers[0] as Buffer, 0, chunkBytes, 0);
    for (let at = 0; ; turn ^= 1) {
      signal?.throwIfAborted();
      const { bytesRead } = await attempt(file.name, () => ahead);
      if (bytesRead === 0) return;
      at += bytesRead;
      ahead = handle.read(buffers[turn ^ 1] as Buffer, 0, chunkBytes, at); // the disk reads on while the chunk is parsed
      ahead.catch(() => undefined);
      onChunk((buffers[turn] as Buffer).subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** Random reads in files that must stay as they were when first opened. */
export class PositionedReader {
  readonly #files: readonly SourceFile[];
  readonly #open = new Map<number, number>();
  readonly #stamps = new Map<number, string>();

  constructor(files: readonly SourceFile[]) {
    this.#files = files;
  }

  /** Remembers what the file is, to be compared at each later opening. */
  remember(file: number): void {
    this.#descriptor(file);
  }

  /** Synchronous, since a promise for each line would cost more than the line. */
  readInto(target: Buffer, at: number, length: number, file: number, offset: number): void {
    const descriptor = this.#descriptor(file);
    for (let done = 0; done < length; ) {
      const count = readSync(descriptor, target, at + done, length - done, offset + done);
      if (count === 0) throw changed(this.#name(file));
      done += count;
    }
  }

  /** Throws IMPORT_INVALID where a file is not what it was. */
  check(): void {
    for (const file of this.#stamps.keys()) {
      this.#release(file);
      this.#descriptor(file);
    }
  }

  close(): void {
    for (const descriptor of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }

  #descriptor(file: number): number {
    const known = this.#open.get(file);
    if (known !== undefined) return known;
    if (this.#open.size >= OPEN_FILES) this.#release(this.#open.keys().next().value ?? 0);
    const descriptor = this.#openFile(file);
    this.#open.set(file, descriptor);
    const { dev, ino, size, mtimeNs } = fstatSync(descriptor, { bigint: true });
    const stamp = `${dev} ${ino} ${size} ${mtimeNs}`;
    if ((this.#stamps.get(file) ?? stamp) !== stamp) throw changed(this.#name(file));
    this.#stamps.set(file, stamp);
    return descriptor;
  }

  #openFile(file: number): number {
    try {
      return openSync(this.#files[file]?.path ?? '', 'r');
    } catch (cause) {
      throw unreadable(this.#name(file), cause);
    }
  }

  #release(file: number): void {
    const descriptor = this.#open.get(file);
    if (descriptor !== undefined) closeSync(descriptor);
    this.#open.delete(file);
  }

  #name(file: number): string {
    return this.#files[file]?.name ?? 'a file';
  }
}

async function attempt<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

function unreadable(name: string, cause: unknown): CustosError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return invalid(`${name} does not exist, or vanished meanwhile.`, cause);
  if (code === 'EACCES' || code === 'EPERM') return invalid(`${name} may not be read by this user.`, cause);
  return storageError(cause, `reading ${name}`);
}

function changed(name: string): CustosError {
  return invalid(`${name} was changed while it was imported; nothing was. Repeat when nobody writes to it.`);
}

function invalid(message: string, cause?: unknown): CustosError {
  return new CustosError('IMPORT_INVALID', message, { cause });
}
