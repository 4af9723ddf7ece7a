import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bytes } from '../core/bytes.ts';
import { lockDirectory } from './directory-lock.ts';
import { writeFully } from './full-write.ts';

/** One open file. Each call rejects with the system's error, and `write` with IO_FAILED where the disk takes nothing more. */
export interface LogFile {
  /** Writes all of the bytes or rejects. They are not durable before `sync`. */
  write(bytes: Bytes, position: number): Promise<void>;
  /** fdatasync: what was written is on stable storage once it resolves. */
  sync(): Promise<void>;
  /** Fewer bytes than asked for where the file ends. */
  read(position: number, length: number): Promise<Bytes>;
  size(): Promise<number>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** All that the log asks of a file system, so that tests can make each call fail, hang or forget. */
export interface LogFiles {
  list(): Promise<readonly string[]>;
  /** Opens for reading and writing; creates the file where there is none (durable after `syncDirectory`). */
  open(name: string): Promise<LogFile>;
  /** The whole file, or undefined where there is none. */
  load(name: string): Promise<Bytes | undefined>;
  /** Puts a small file in place of the old one: after a crash there is one or the other, whole. Durable once resolved. */
  replace(name: string, bytes: Bytes): Promise<void>;
  remove(name: string): Promise<void>;
  syncDirectory(): Promise<void>;
  /** Keeps every other process and log out until the result is called. DATA_DIR_IN_USE where one is in already. */
  lock(): Promise<() => Promise<void>>;
}

/** Files of one directory, which is created where there is none. */
export async function directoryFiles(directory: string): Promise<LogFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const syncDirectory = () => syncPath(directory);
  return {
    list: () => readdir(directory),
    open: (name) => openFile(join(directory, name)),
    load: (name) => readFile(join(directory, name)).catch(absent),
    replace: async (name, bytes) => {
      const path = join(directory, name);
      const file = await open(`${path}.new`, 'w', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
      await syncDirectory();
    },
    remove: (name) => rm(join(directory, name), { force: true }),
    syncDirectory,
    lock: () => lockDirectory(directory),
  };
}

async function openFile(path: string): Promise<LogFile> {
  const file = await open(path, 'r+', 0o600).catch((error: unknown) => {
    absent(error);
    return open(path, 'wx+', 0o600);
  });
  return {
    write: (bytes, position) => writeFully(file, [bytes], position),
    sync: () => file.datasync(),
    read: async (position, length) => {
      const buffer = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    size: async () => (await file.stat()).size,
    truncate: (size) => file.truncate(size),
    close: () => file.close(),
  };
}

async function syncPath(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function absent(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}
