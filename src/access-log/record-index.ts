import { CacheFile } from './cache-file.ts';
import type { Place } from './frame.ts';
import type { LogFiles } from './log-files.ts';

const WIDTH = 24;
const NONE = 0xffff_ffff;

export interface RecordPlace extends Place {
  readonly segment: number;
}

/** Where each record lies in the journal, by sequence number: segment 4 ‖ entry at 4 ‖ evidence at 4 ‖ lengths of
 *  evidence 4, attachment 4 and entry 4. A cache. */
export class RecordIndex {
  readonly #file: CacheFile;

  private constructor(file: CacheFile) {
    this.#file = file;
  }

  /** Keeps the first `size` records. Undefined where the file does not reach that far. */
  static async open(files: LogFiles, size: number): Promise<RecordIndex | undefined> {
    const file = await files.open('index');
    const cache = await CacheFile.open(file, size * WIDTH);
    if (cache !== undefined) return new RecordIndex(cache);
    await file.close();
    return undefined;
  }

  get unflushed(): number {
    return this.#file.unflushed;
  }

  append(segment: number, places: readonly Place[]): void {
    const bytes = Buffer.allocUnsafe(WIDTH * places.length);
    places.forEach((place, i) => {
      const at = WIDTH * i;
      bytes.writeUInt32BE(segment, at);
      bytes.writeUInt32BE(place.entryAt, at + 4);
      bytes.writeUInt32BE(place.evidenceAt, at + 8);
      bytes.writeUInt32BE(place.evidenceLength, at + 12);
      bytes.writeUInt32BE(place.attachmentLength ?? NONE, at + 16);
      bytes.writeUInt32BE(place.entryLength, at + 20);
    });
    this.#file.append(bytes);
  }

  /** Places of `count` records from `seq` on. */
  async read(seq: number, count: number): Promise<RecordPlace[]> {
    const bytes = Buffer.from(await this.#file.read(seq * WIDTH, count * WIDTH));
    return Array.from({ length: count }, (_, i) => decodePlace(bytes, WIDTH * i));
  }

  flush(sync: boolean): Promise<void> {
    return this.#file.flush(sync);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function decodePlace(bytes: Buffer, at: number): RecordPlace {
  const attached = bytes.readUInt32BE(at + 16);
  return {
    segment: bytes.readUInt32BE(at),
    entryAt: bytes.readUInt32BE(at + 4),
    evidenceAt: bytes.readUInt32BE(at + 8),
    evidenceLength: bytes.readUInt32BE(at + 12),
    attachmentLength: attached === NONE ? undefined : attached,
    entryLength: bytes.readUInt32BE(at + 20),
  };
}

/** Runs of records whose entries follow one another in one segment, as bundles do in a frame. */
export function* runs(places: readonly RecordPlace[]): Generator<readonly [RecordPlace, RecordPlace]> {
  let first: RecordPlace | undefined;
  let last: RecordPlace | undefined;
  for (const place of places) {
    if (first !== undefined && last !== undefined && !follows(last, place)) {
      yield [first, last];
      first = undefined;
    }
    first ??= place;
    last = place;
  }
  if (first !== undefined && last !== undefined) yield [first, last];
}

function follows(before: RecordPlace, place: RecordPlace): boolean {
  return before.segment === place.segment && before.entryAt + before.entryLength + 2 === place.entryAt;
}

/** Bytes of the bundle that a run covers, with the length before each entry. */
export function bundleRange([first, last]: readonly [RecordPlace, RecordPlace]): { at: number; length: number } {
  const at = first.entryAt - 2;
  return { at, length: last.entryAt + last.entryLength - at };
}
