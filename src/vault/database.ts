import { mkdir, readdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';
import { type Bytes, toHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import { levelFault } from '../core/level-files.ts';
import { Turns } from '../core/turns.ts';
import { Census, type KeyRange } from './census.ts';
import { damaged, storageError } from './storage-error.ts';

/** `value: null` deletes. */
export interface Write {
  readonly key: Bytes;
  readonly value: Bytes | null;
}

export interface DatabaseOptions {
  /** Ciphertext does not compress; trying costs time only. */
  readonly compress?: boolean;
  /** Two of these may be in memory at once. */
  readonly writeBufferBytes?: number;
}

/** Opening writes out what the log holds: up to two write buffers. */
const REOPEN_BYTES = 16 * 1024 * 1024;

/** What only the classic binding of Level offers. */
interface Compactable {
  compactRange(start: Bytes, end: Bytes): Promise<void>;
}

interface Waiting {
  readonly writes: readonly Write[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Keys of several readers in one call: who asks for little waits for no more than these. */
const MAX_JOINED = 64;

interface Asked {
  readonly keys: readonly Bytes[];
  readonly resolve: (values: (Bytes | undefined)[]) => void;
  readonly reject: (error: unknown) => void;
}

/** An ordered map of bytes in a Level database of its own, in a directory that only its owner may enter.
 *  One process at a time (DATA_DIR_IN_USE). Every method may reject with STORAGE_FULL, STORE_CORRUPT or IO_FAILED.
 *
 *  After a failed write the next one opens Level anew, so that a disk with room again is enough. Level itself would
 *  take writes behind the torn record in its log, and recovery would not find what it had acknowledged. Readers wait
 *  while it is opened; iterations that it interrupts fail. */
export class Database {
  readonly #level: Level<Bytes, Bytes>;
  readonly #changes = new Turns();
  #waiting: Waiting[] = [];
  #asked: Asked[] = [];
  #writeFailed = false;
  #reopening: Promise<void> | undefined;
  #closed = false;
  #census: Census | undefined;

  private constructor(level: Level<Bytes, Bytes>) {
    this.#level = level;
  }

  static async open(directory: string, options: DatabaseOptions = {}): Promise<Database> {
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const fault = await levelFault(
        () => readdir(directory),
        (name) => readFile(join(directory, name)),
      );
      if (fault !== undefined) throw damaged(directory, fault);
      const level = new Level<Bytes, Bytes>(directory, {
        keyEncoding: 'buffer',
        valueEncoding: 'buffer',
        compression: options.compress ?? false,
        writeBufferSize: options.writeBufferBytes ?? 4 * 1024 * 1024,
      });
      await level.open();
      return new Database(level);
    } catch (error) {
      throw storageError(error, `opening ${directory}`);
    }
  }

  /** Compares the rows of the ranges with their count, and keeps it from now on. `kept`: whether the version that wrote
   *  them kept one. See `Census.take`. To be called before anything of them is read or removed. */
  async count(what: string, vaultKey: Bytes, ranges: readonly KeyRange[], kept: boolean): Promise<void> {
    await this.#changes.take(async () => {
      const census = await Census.take(this, what, vaultKey, ranges, kept);
      if (!kept) await this.#change('writing', () => this.#level.batch([operationOf(census.row())], { sync: true }));
      this.#census = census;
    });
  }

  async get(key: Bytes): Promise<Bytes | undefined> {
    return (await this.getMany([key]))[0];
  }

  /** Calls of one turn of the event loop are one to Level, as far as they ask for some dozens of keys: each costs a thread's
   *  waking, several times what it takes to read a key. */
  getMany(keys: readonly Bytes[]): Promise<(Bytes | undefined)[]> {
    const { promise, resolve, reject } = Promise.withResolvers<(Bytes | undefined)[]>();
    this.#asked.push({ keys, resolve, reject });
    if (this.#asked.length === 1) process.nextTick(() => void this.#answerAll());
    return promise;
  }

  /** All or nothing, and on stable storage once resolved. Calls that wait for another one share a sync, and fail
   *  together. */
  write(writes: readonly Write[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ writes, resolve, reject });
    if (this.#waiting.length === 1) void this.#changes.take(() => this.#writeWaiting());
    return promise;
  }

  /** Deletes what is there under the key, where it still is `value`: what was written there since stays. */
  async deleteSame(key: Bytes, value: Bytes): Promise<void> {
    await this.#changes.take(async () => {
      const [found] = await this.getMany([key]);
      if (found !== undefined && Buffer.compare(found, value) === 0) await this.#commit([{ key, value: null }]);
    });
  }

  /** Entries with `from` <= key < `to` in key order, as they stood at the first step. */
  async *entries(from: Bytes, to: Bytes): AsyncGenerator<readonly [Bytes, Bytes]> {
    await this.#readable();
    const iterator = this.#level.iterator({ gte: from, lt: to });
    try {
      for (let batch = await iterator.nextv(256); batch.length > 0; batch = await iterator.nextv(256)) yield* batch;
    } catch (error) {
      throw storageError(error, 'reading');
    } finally {
      await iterator.close();
    }
  }

  async *keys(from: Bytes, to: Bytes): AsyncGenerator<Bytes> {
    await this.#readable();
    const iterator = this.#level.keys({ gte: from, lt: to });
    try {
      for (let batch = await iterator.nextv(1024); batch.length > 0; batch = await iterator.nextv(1024)) yield* batch;
    } catch (error) {
      throw storageError(error, 'reading');
    } finally {
      await iterator.close();
    }
  }

  /** First key at or after `from` and before `to`. */
  async firstKey(from: Bytes, to: Bytes): Promise<Bytes | undefined> {
    return this.#read(async () => (await this.#level.keys({ gte: from, lt: to, limit: 1 }).all())[0]);
  }

  /** Not atomic: an interrupted call leaves the rest, and may be repeated. */
  async clear(from: Bytes, to: Bytes): Promise<void> {
    await this.#changes.take(() => this.#change('deleting', () => this.#level.clear({ gte: from, lt: to })));
  }

  /** Writes out what is in memory and rewrites the files of the range without what was deleted or overwritten. */
  async compact(from: Bytes, to: Bytes): Promise<void> {
    await this.#readable();
    await attempt('compacting', () => (this.#level as unknown as Compactable).compactRange(from, to));
  }

  async close(): Promise<void> {
    await this.#answerAll();
    this.#closed = true;
    await this.#reopening?.catch(() => undefined);
    await attempt('closing', () => this.#level.close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #read<T>(action: () => Promise<T>): Promise<T> {
    await this.#readable();
    return attempt('reading', action);
  }

  async #answerAll(): Promise<void> {
    const groups: Asked[][] = [];
    let room = 0;
    for (const one of this.#asked.splice(0)) {
      if (room < one.keys.length || groups.length === 0) {
        groups.push([]);
        room = MAX_JOINED;
      }
      groups.at(-1)?.push(one);
      room -= one.keys.length;
    }
    await Promise.all(groups.map((group) => this.#answer(group)));
  }

  async #answer(asked: readonly Asked[]): Promise<void> {
    const values = (keys: readonly Bytes[]) => this.#read(() => this.#level.getMany([...keys]));
    try {
      const all = await values(asked.flatMap(({ keys }) => keys));
      let at = 0;
      for (const { keys, resolve } of asked) {
        resolve(all.slice(at, at + keys.length));
        at += keys.length;
      }
    } catch (error) {
      // What one of them asked for may be damaged: the others have nothing to do with it.
      if (asked.length === 1) return asked[0]?.reject(error);
      for (const one of asked) values(one.keys).then(one.resolve, one.reject);
    }
  }

  /** One write at a time: of two under way the second could be acknowledged though it lies behind the first, torn. */
  async #writeWaiting(): Promise<void> {
    const group = this.#waiting.splice(0);
    try {
      await this.#commit(group.flatMap((one) => one.writes));
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  async #commit(writes: readonly Write[]): Promise<void> {
    await this.#change('writing', async () => {
      const operations = [...writes, ...(await this.#counted(writes))].map(operationOf);
      await this.#level.batch(operations, { sync: true });
    });
  }

  async #counted(writes: readonly Write[]): Promise<Write[]> {
    const census = this.#census;
    if (!census) return [];
    const keys = census.concerned(writes);
    const values = keys.length === 0 ? [] : await this.#level.getMany(keys);
    const there = new Set(keys.filter((_, i) => values[i] !== undefined).map((key) => toHex(key)));
    return census.change(writes, (key) => there.has(toHex(key)));
  }

  async #change(doing: string, action: () => Promise<void>): Promise<void> {
    if (this.#writeFailed || this.#reopening) await this.#reopen();
    try {
      await attempt(doing, action);
    } catch (error) {
      this.#writeFailed = true;
      throw error;
    }
  }

  /** A reopening that failed leaves the database closed. */
  async #readable(): Promise<void> {
    if (this.#reopening || (this.#level.status === 'closed' && !this.#closed)) await this.#reopen();
  }

  #reopen(): Promise<void> {
    this.#reopening ??= attempt('writing', () => this.#closeAndOpen()).finally(() => {
      this.#reopening = undefined;
    });
    return this.#reopening;
  }

  /** Without room to open again it stays open, so that it can still be read. */
  async #closeAndOpen(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#level.location);
    if (bavail * bsize < REOPEN_BYTES) {
      throw new CustosError('STORAGE_FULL', `The disk of ${this.#level.location} is full. Free some space and repeat.`);
    }
    await this.#level.close();
    if (this.#closed) return;
    await this.#level.open({ createIfMissing: false });
    await this.#census?.reload({ get: (key) => this.#level.get(key) });
    this.#writeFailed = false;
  }
}

function operationOf({ key, value }: Write) {
  return value === null ? ({ type: 'del', key } as const) : ({ type: 'put', key, value } as const);
}

async function attempt<T>(doing: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw storageError(error, doing);
  }
}
