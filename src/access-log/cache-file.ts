import type { Bytes } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { LogFile } from './log-files.ts';

/** An append-only file that can be built again from the journal. What was appended is readable at once; it reaches the
 *  disk with `flush`, and nothing else waits for that. */
export class CacheFile {
  readonly #file: LogFile;
  #written: number;
  #flushing: Buffer = Buffer.alloc(0);
  #tail = Buffer.allocUnsafe(4096);
  #tailLength = 0;
  #queue: Promise<void> = Promise.resolve();

  private constructor(file: LogFile, size: number) {
    this.#file = file;
    this.#written = size;
  }

  /** Keeps the first `size` bytes. Undefined where the file is shorter. */
  static async open(file: LogFile, size: number): Promise<CacheFile | undefined> {
    const found = await file.size();
    if (found < size) return undefined;
    if (found > size) await file.truncate(size);
    return new CacheFile(file, size);
  }

  get size(): number {
    return this.#written + this.#flushing.length + this.#tailLength;
  }

  get unflushed(): number {
    return this.#flushing.length + this.#tailLength;
  }

  append(bytes: Bytes): void {
    const length = this.#tailLength + bytes.length;
    if (length > this.#tail.length) {
      const larger = Buffer.allocUnsafe(2 * length);
      larger.set(this.#tail.subarray(0, this.#tailLength));
      this.#tail = larger;
    }
    this.#tail.set(bytes, this.#tailLength);
    this.#tailLength = length;
  }

  /** LOG_RANGE_INVALID beyond the end. */
  async read(position: number, length: number): Promise<Bytes> {
    const end = position + length;
    if (position < 0 || end > this.size) throw new CustosError('LOG_RANGE_INVALID', 'The log does not reach that far.');
    const pieces = this.#inMemory(position, end);
    const fromDisk = Math.min(end, this.#written) - position;
    if (fromDisk <= 0) return pieces;
    const head = await this.#file.read(position, fromDisk);
    if (head.length < fromDisk)
      throw new CustosError(
        'LOG_CORRUPT',
        'A cache file of the log was cut short. Delete the directory "cache" beside the journal and start again.',
      );
    return pieces.length === 0 ? head : Buffer.concat([head, pieces]);
  }

  /** Writes what was appended before the call; the calls queue up. */
  flush(sync = false): Promise<void> {
    this.#queue = this.#queue.then(() => this.#write(sync));
    return this.#queue;
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => undefined);
    await this.#file.close();
  }

  async #write(sync: boolean): Promise<void> {
    if (this.#tailLength > 0) {
      this.#flushing = this.#tail.subarray(0, this.#tailLength);
      this.#tail = Buffer.allocUnsafe(4096);
      this.#tailLength = 0;
      await this.#file.write(this.#flushing, this.#written);
      this.#written += this.#flushing.length;
      this.#flushing = Buffer.alloc(0);
    }
    if (sync) await this.#file.sync();
  }

  /** A copy of what lies between the two offsets and is not on disk yet. */
  #inMemory(from: number, to: number): Buffer {
    const flushedTo = this.#written + this.#flushing.length;
    const first = this.#flushing.subarray(clamp(from - this.#written), clamp(to - this.#written));
    const second = this.#tail.subarray(0, this.#tailLength).subarray(clamp(from - flushedTo), clamp(to - flushedTo));
    return Buffer.concat([first, second]);
  }
}

function clamp(offset: number): number {
  return Math.max(0, offset);
}
