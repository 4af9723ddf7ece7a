import { closeSync, constants, type Dirent, fstatSync, openSync, readSync } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { storageError } from '../vault/storage-error.ts';

export interface SourceFile {
  readonly path: string;
  /** Relative to what is imported, with `/`; the name where that is a single file. In NFC, however the disk has it. */
  readonly name: string;
  readonly bytes: number;
}

/** Something in the directory that is no file to be read. */
export interface PassedOver {
  readonly name: string;
  /** Completes "<name> was not read: …". */
  readonly reason: string;
  /** Whether data may be missing for it: a file that cannot be read, a link that leads out or nowhere. */
  readonly damage: boolean;
  /** Of a link to what lies in the directory: the name there. */
  readonly target?: string;
}

/** What lies at or below a path, by name. */
export interface Listing {
  readonly files: readonly SourceFile[];
  readonly passed: readonly PassedOver[];
}

/** Of one import. */
export const MAX_FILES = 65_535;
const MAX_DEPTH = 16;
const OPEN_FILES = 64;
/** A pipe that took a file's place meanwhile must not be waited for. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/** The regular files at or below `path`. Throws IMPORT_INVALID for an absent path and for one that is no file nor
 *  directory. Links are not followed: what they lead to inside is found under its own name, and whoever can write into
 *  the directory must not choose other files to be imported. */
export async function listSource(path: string): Promise<Listing> {
  const root = await attempt(path, () => realpath(path));
  const info = await attempt(path, () => stat(root));
  if (info.isFile())
    return { files: [{ path: root, name: basename(path).normalize('NFC'), bytes: info.size }], passed: [] };
  if (!info.isDirectory()) {
    throw invalid(`${path} is no file and no directory. Files are read twice: write a stream into a file first.`);
  }
  const found = { files: [] as SourceFile[], passed: [] as PassedOver[] };
  await collect(root, root, 0, found);
  refuseSame(found.files);
  return { files: found.files.sort(byName), passed: found.passed.sort(byName) };
}

/** Whether a file lies where Bulk clients put what the server no longer has. */
export function isDeletedFolder(name: string): boolean {
  return name.split('/').slice(0, -1).includes('deleted');
}

/** Whether a file lies where Bulk clients put what the server could not export. */
export function isErrorFolder(name: string): boolean {
  return name
    .split('/')
    .slice(0, -1)
    .some((folder) => folder === 'error' || folder === 'errors');
}

export function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.'));
}

interface Found {
  readonly files: SourceFile[];
  readonly passed: PassedOver[];
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

/** Two names that differ in bytes alone: nothing that is said of one could be told from what is said of the other. */
function refuseSame(files: readonly SourceFile[]): void {
  const seen = new Set<string>();
  for (const { name } of files) {
    if (seen.has(name)) throw invalid(`Two files are called ${name}, in two spellings of Unicode. Rename one.`);
    seen.add(name);
  }
}

async function collect(root: string, directory: string, depth: number, found: Found): Promise<void> {
  if (depth > MAX_DEPTH) throw invalid(`The directory nests deeper than ${MAX_DEPTH} levels.`);
  const shown = relative(root, directory).split(sep).join('/');
  const members = await readable(() => readdir(directory, { withFileTypes: true }));
  if (members === null && depth === 0) throw invalid(`${directory} may not be read by this user.`);
  if (members === null) found.passed.push({ name: shown, reason: 'may not be read by this user', damage: true });
  for (const member of members ?? []) {
    const path = join(directory, member.name);
    const name = (shown === '' ? member.name : `${shown}/${member.name}`).normalize('NFC');
    if (member.isDirectory()) await collect(root, path, depth + 1, found);
    else await takeMember(root, path, name, member, found);
    if (found.files.length + found.passed.length > MAX_FILES) throw invalid(`There are more than ${MAX_FILES} files.`);
  }
}

async function takeMember(root: string, path: string, name: string, member: Dirent, found: Found): Promise<void> {
  if (member.isSymbolicLink()) return void found.passed.push({ name, ...(await linkReason(root, path)) });
  if (!member.isFile())
    return void found.passed.push({ name, reason: `is ${kindOf(member)}, not a file`, damage: false });
  const { size } = await attempt(name, () => lstat(path));
  const allowed = await readable(async () => {
    await (await open(path, READ)).close();
    return true;
  });
  if (allowed === true) found.files.push({ path, name, bytes: size });
  else found.passed.push({ name, reason: 'may not be read by this user', damage: true });
}

async function linkReason(root: string, path: string): Promise<Omit<PassedOver, 'name'>> {
  const target = await realpath(path).catch(() => null);
  if (target === null) return { reason: 'is a link that leads nowhere', damage: true };
  if (target !== root && !target.startsWith(root + sep)) {
    return { reason: 'is a link that leads out of the directory', damage: true };
  }
  const inside = relative(root, target).split(sep).join('/');
  const reason = `is a link to ${inside || 'the directory itself'}, which is found under its own name`;
  return { reason, damage: false, target: inside.normalize('NFC') };
}

function kindOf(member: Dirent): string {
  if (member.isFIFO()) return 'a pipe';
  return member.isSocket() ? 'a socket' : 'a device';
}

/** Null where this user may not. */
async function readable<T>(action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM') return null;
    throw storageError(cause, 'reading the directory');
  }
}

/** Beyond the end of a range: most lines are shorter. */
const TAIL_BYTES = 128 * 1024;

/** Hands `onChunk` the bytes of a file from `from` on, and ends one chunk at `to`, until it says false. Each chunk is
 *  valid during the call. */
export async function readChunks(
  file: SourceFile,
  chunkBytes: number,
  { from, to }: { readonly from: number; readonly to: number },
  onChunk: (chunk: Bytes) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  const handle = await attempt(file.name, () => open(file.path, READ));
  try {
    const bufferBytes = Math.min(chunkBytes, Math.max(TAIL_BYTES, Math.min(to, file.bytes) - from));
    const buffers = [Buffer.allocUnsafe(bufferBytes), Buffer.allocUnsafe(bufferBytes)];
    const lengthAt = (at: number): number => Math.min(bufferBytes, at < to ? to - at : TAIL_BYTES);
    let turn = 0;
    let ahead = handle.read(buffers[0] as Buffer, 0, lengthAt(from), from);
    for (let at = from; ; turn ^= 1) {
      signal?.throwIfAborted();
      const { bytesRead } = await attempt(file.name, () => ahead);
      if (bytesRead === 0) return;
      at += bytesRead;
      ahead = handle.read(buffers[turn ^ 1] as Buffer, 0, lengthAt(at), at); // the disk reads on while the chunk is parsed
      ahead.catch(() => undefined);
      if (!onChunk((buffers[turn] as Buffer).subarray(0, bytesRead))) return;
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
    const info = fstatSync(descriptor, { bigint: true });
    const { dev, ino, size, mtimeNs } = info;
    if (!info.isFile()) throw changed(this.#name(file));
    const stamp = `${dev} ${ino} ${size} ${mtimeNs}`;
    if ((this.#stamps.get(file) ?? stamp) !== stamp) throw changed(this.#name(file));
    this.#stamps.set(file, stamp);
    return descriptor;
  }

  #openFile(file: number): number {
    try {
      return openSync(this.#files[file]?.path ?? '', READ);
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
