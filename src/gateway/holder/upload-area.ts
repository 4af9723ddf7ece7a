import { createHash, type Hash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { chmod, type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Bytes } from '../../core/bytes.ts';
import { isAbsent } from '../../core/file-trouble.ts';
import { storageError } from '../../vault/storage-error.ts';
import { partsOfName } from './upload-names.ts';

/** Nobody but the node's own user. */
const FOLDER = 0o700;
const FILE = 0o600;

/** Where uploads lie: each in a folder of its own, `files` as imports read them and `parts` of those that have not arrived whole.
 *  Throws IO_FAILED and STORAGE_FULL. */
export class UploadArea {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async open(directory: string): Promise<UploadArea> {
    await attempt(() => mkdir(directory, { recursive: true, mode: FOLDER }));
    await attempt(() => chmod(directory, FOLDER));
    return new UploadArea(directory);
  }

  /** Bytes that may still be written on its disk. */
  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await attempt(() => statfs(this.#directory));
    return bavail * bsize;
  }

  /** Of all that lies there, whoever put it there. */
  list(): Promise<string[]> {
    return attempt(() => readdir(this.#directory));
  }

  /** May be repeated. */
  async make(upload: string): Promise<void> {
    for (const name of ['files', 'parts'])
      await attempt(() => mkdir(join(this.#directory, upload, name), { recursive: true, mode: FOLDER }));
    await attempt(() => synced(this.#directory));
  }

  /** May be repeated; nothing of it can be read once resolved. */
  async remove(upload: string): Promise<void> {
    await attempt(() => rm(join(this.#directory, upload), { recursive: true, force: true, maxRetries: 3 }));
    await attempt(() => synced(this.#directory));
  }

  /** What an import reads. */
  filesOf(upload: string): string {
    return join(this.#directory, upload, 'files');
  }

  /** Bytes of a file that arrived whole; undefined where it is not there. */
  async size(upload: string, name: string): Promise<number | undefined> {
    return sizeOf(this.#file(upload, name));
  }

  /** Bytes of one that has not. */
  async partSize(upload: string, file: string): Promise<number> {
    return (await sizeOf(this.#part(upload, file))) ?? 0;
  }

  /** Durable once resolved. */
  async write(upload: string, file: string, from: number, bytes: Bytes): Promise<void> {
    await attempt(async () => {
      // Not emptied: what arrived before stays.
      const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
      await written(await open(this.#part(upload, file), flags, FILE), from, bytes);
    });
  }

  /** Digest, going on, of what arrived of a file. */
  async hash(upload: string, file: string, bytes: number): Promise<Hash> {
    const hash = createHash('sha256');
    if (bytes === 0) return hash;
    await attempt(async () => {
      for await (const chunk of createReadStream(this.#part(upload, file), { end: bytes - 1 })) hash.update(chunk);
    });
    return hash;
  }

  /** Gives a file that arrived its name, in place of one that had it: from then on it is a whole one, and never before. */
  async complete(upload: string, file: string, name: string): Promise<void> {
    const path = this.#file(upload, name);
    await attempt(async () => {
      await mkdir(dirname(path), { recursive: true, mode: FOLDER });
      await rename(this.#part(upload, file), path);
      await synced(dirname(path));
    });
  }

  /** Whatever there is of a file. */
  async drop(upload: string, file: string, name: string): Promise<void> {
    await attempt(() => rm(this.#part(upload, file), { force: true }));
    await attempt(() => rm(this.#file(upload, name), { force: true }));
  }

  /** Puts a file beside those that are imported. Gives where it lies. */
  async setAside(upload: string, name: string): Promise<string> {
    const path = this.#file(upload, name);
    const aside = join(this.#directory, upload, `map${extname(name).toLowerCase()}`);
    await attempt(() => rename(path, aside));
    // The folder that it had to itself.
    await rmdir(dirname(path)).catch(() => undefined);
    return aside;
  }

  #part(upload: string, file: string): string {
    return join(this.#directory, upload, 'parts', file);
  }

  #file(upload: string, name: string): string {
    return join(this.filesOf(upload), ...partsOfName(name));
  }
}

async function written(handle: FileHandle, from: number, bytes: Bytes): Promise<void> {
  try {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, from + done);
      done += bytesWritten;
    }
    await handle.truncate(from + bytes.length);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function synced(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    throw storageError(cause, 'looking at uploaded files');
  }
}

async function attempt<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw storageError(cause, 'keeping uploaded files');
  }
}
