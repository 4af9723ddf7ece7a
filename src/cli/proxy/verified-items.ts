import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentItem } from '../../client/content-reader.ts';
import type { DownloadEvent } from '../../client/download.ts';
import { HEAD_BYTES } from '../../core/item-name.ts';
import { makeDirectory } from '../make-directory.ts';

/** What of an item is kept in memory before it is verified. */
const HELD_BYTES = 4 * 2 ** 20;

type Release = Extract<DownloadEvent, { type: 'release' }>;

/** An item whose bytes are those that the chain commits to. */
export interface VerifiedItem {
  readonly item: ContentItem;
  /** Number of the entry by which it was released. */
  readonly entry: number;
  /** Its first bytes. */
  readonly head: Buffer;
  /** Good until the next item is asked for. */
  bytes(): AsyncIterable<Uint8Array>;
}

export interface Keeping {
  /** Where what is too large for memory waits. */
  readonly directory: string;
  /** Keeps the receipt of a release, before anything of it is handed on. */
  release(release: Release): Promise<void>;
}

/** The items of a download, each once it is verified, and what follows it was read: the last one comes when the stream was
 *  found whole. Nothing of an item that is not verified is ever handed on. */
export async function* verifiedItems(
  events: AsyncIterable<DownloadEvent>,
  keeping: Keeping,
): AsyncGenerator<VerifiedItem, void, undefined> {
  let entry = 0;
  let verified: VerifiedItem | undefined;
  await using waiting = new WaitingBytes(keeping.directory);
  for await (const event of events) {
    if (verified) yield verified;
    verified = undefined;
    if (event.type === 'release') {
      await keeping.release(event);
      entry = event.entry.seq;
    } else if (event.type === 'item') await waiting.clear();
    else if (event.type === 'data') await waiting.add(event.bytes);
    else if (event.type === 'verified') {
      verified = { item: event.item, entry, head: await waiting.head(), bytes: () => waiting.read() };
    }
  }
  if (verified) yield verified;
}

/** Bytes of one item: in memory, or in a file that has no name, so that whatever happens nothing of it stays. */
class WaitingBytes implements AsyncDisposable {
  readonly #directory: string;
  #parts: Buffer[] = [];
  #bytes = 0;
  #file: FileHandle | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async add(bytes: Uint8Array): Promise<void> {
    this.#parts.push(Buffer.from(bytes));
    this.#bytes += bytes.length;
    if (this.#bytes <= HELD_BYTES) return;
    this.#file ??= await openNameless(this.#directory);
    await this.#file.writeFile(Buffer.concat(this.#parts));
    this.#parts = [];
  }

  async head(): Promise<Buffer> {
    if (this.#file === undefined) return Buffer.concat(this.#parts).subarray(0, HEAD_BYTES);
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  }

  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#file) yield* this.#file.createReadStream({ start: 0, autoClose: false });
    yield* this.#parts;
  }

  async clear(): Promise<void> {
    [this.#parts, this.#bytes] = [[], 0];
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.clear();
  }
}

async function openNameless(directory: string): Promise<FileHandle> {
  await makeDirectory(directory, 0o700);
  const path = join(directory, `${randomUUID()}.part`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path);
  return file;
}
