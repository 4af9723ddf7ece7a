import { type Bytes, equalBytes, fromHex } from '../core/bytes.ts';
import { CustosError } from '../core/errors.ts';
import type { LogId } from '../core/ids.ts';
import { decodeFrame, encodeFrame, FRAME_MAGIC, type Frame, frameLength, type Place, type Record } from './frame.ts';
import type { LogFile, LogFiles } from './log-files.ts';
import {
  decodeSegmentHeader,
  encodeSegmentHeader,
  isSegmentHeader,
  SEGMENT_HEADER,
  segmentName,
  segmentNumber,
} from './segment.ts';

/** Where the next frame goes, and what it follows. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
  /** Sequence number of the next record. */
  readonly seq: number;
  /** Digest of the frame before. */
  readonly digest: Bytes;
}

/** What stands between two segments: how many records come before, and the digest of the last frame of them. */
export type Joint = Pick<Position, 'seq' | 'digest'>;

export interface ScannedFrame {
  readonly segment: number;
  readonly frame: Frame;
  /** The entries' exact bytes. */
  readonly entries: readonly Bytes[];
}

/** Append-only files of frames. Each frame is durable before the next is begun, so at most the last one can be torn:
 *  damage anywhere else is LOG_CORRUPT, and so is damage that a signed head proves to have been whole. */
export class Journal {
  readonly #files: LogFiles;
  readonly #logId: LogId;
  readonly #segmentBytes: number;
  readonly #open = new Map<number, Promise<LogFile>>();
  #segments = 0;
  #end: Position;
  #torn = false;

  private constructor(files: LogFiles, logId: LogId, segmentBytes: number) {
    this.#files = files;
    this.#logId = logId;
    this.#segmentBytes = segmentBytes;
    this.#end = journalStart(logId);
  }

  /** Looks at the names alone; `scan` reads. */
  static async open(files: LogFiles, logId: LogId, segmentBytes: number): Promise<Journal> {
    const journal = new Journal(files, logId, segmentBytes);
    const numbers = (await files.list()).map(segmentNumber).filter((number) => number !== undefined);
    journal.#segments = numbers.length;
    for (let number = 0; number < numbers.length; number++) {
      if (!numbers.includes(number)) throw journal.#corrupt(number, 0, 'The file is missing.');
    }
    return journal;
  }

  get end(): Position {
    return this.#end;
  }

  /** Every frame from `from` on, each checked. Ends at the tail, or where the last frame is torn. */
  async *scan(from: Position = journalStart(this.#logId)): AsyncGenerator<ScannedFrame> {
    this.#end = from;
    if (from.offset > 0 && from.segment >= this.#segments) throw corrupt(from.segment, 0, 'The file is missing.');
    for (let segment = from.segment; segment < this.#segments; segment++) {
      const last = segment === this.#segments - 1;
      if (segment > this.#end.segment) this.#end = { ...this.#end, segment, offset: 0 };
      if (!(await this.#enter(segment, last))) return;
      yield* this.#frames(segment, last);
    }
  }

  /** Makes the end of the journal what `scan` found: cuts what is torn off, and syncs what a killed process may have left
   *  in the system's memory alone. Call it only once all that was scanned has been found right, and before anything
   *  is signed. */
  async resume(): Promise<void> {
    if (this.#end.offset === 0) return this.#create(this.#end.segment);
    const file = await this.#file(this.#end.segment);
    if (this.#torn) await file.truncate(this.#end.offset);
    await file.sync();
    await this.#files.syncDirectory();
    this.#torn = false;
  }

  /** Writes one frame and syncs it. The places are the records'. After a rejection nothing more may be appended: what
   *  the disk holds is unknown until it is scanned again. */
  async append(records: readonly Record[]): Promise<{ segment: number; places: readonly Place[] }> {
    const length = frameLength(records);
    if (this.#end.offset > SEGMENT_HEADER && this.#end.offset + length > this.#segmentBytes) {
      await this.#create(this.#end.segment + 1);
    }
    const { segment, offset, seq, digest: previous } = this.#end;
    const { bytes, digest, places } = encodeFrame(seq, previous, records, offset);
    const file = await this.#file(segment);
    await file.write(bytes, offset);
    await file.sync();
    this.#end = { segment, offset: offset + length, seq: seq + records.length, digest };
    return { segment, places };
  }

  /** Reads a segment from the disk as far as the journal reaches, and checks every frame of it beside the work: after
   *  each it gives way. Gives the joints at its two ends. LOG_CORRUPT, with `seq` (the first record of the damaged frame)
   *  where that is known; nothing is changed. */
  async *inspect(segment: number): AsyncGenerator<void, readonly [Joint, Joint]> {
    const end = this.#end;
    const bytes = await this.#files.load(segmentName(segment));
    if (bytes === undefined) throw this.#corrupt(segment, 0, 'The file is missing.');
    const header = decodeSegmentHeader(bytes, segment, this.#logId);
    if (header === undefined) throw this.#corrupt(segment, 0, BAD_HEADER);
    const first = { seq: header.firstSeq, digest: header.previous };
    const length = segment === end.segment ? end.offset : bytes.length;
    if (bytes.length < length) throw this.#corrupt(segment, bytes.length, 'The file was cut short.');
    let joint: Joint = first;
    for (let at = SEGMENT_HEADER; at < length; ) {
      const frame = decodeFrame(asBuffer(bytes).subarray(0, length), at, 0);
      if (frame === undefined || frame.firstSeq !== joint.seq || !equalBytes(frame.previous, joint.digest)) {
        throw this.#corrupt(segment, at, frame === undefined ? BAD_FRAME : STRANGE_FRAME, joint.seq);
      }
      at += frame.length;
      joint = { seq: joint.seq + frame.places.length, digest: frame.digest };
      yield;
    }
    if (segment === end.segment && !isSameJoint(joint, end)) throw this.#corrupt(segment, length, STRANGE_FRAME);
    return [first, joint];
  }

  /** A segment that is whole, and no neighbour of the one beside it. */
  disjoint(segment: number, seq: number): CustosError {
    return this.#corrupt(segment, 0, 'It does not follow the file before, or the next one does not follow it.', seq);
  }

  /** For damage in a file of this journal: what is before its last file never changes any more. */
  #corrupt(segment: number, offset: number, what: string, seq?: number): CustosError {
    return corrupt(segment, offset, what, {
      isLast: segment >= this.#segments - 1,
      ...(seq === undefined ? {} : { seq }),
    });
  }

  /** LOG_CORRUPT where there is no such place: the cache that tells of it is damaged, or the journal since it was scanned.
   *  Nothing is created. */
  async read(segment: number, at: number, length: number): Promise<Bytes> {
    if (segment >= this.#segments) throw displaced(segment, at);
    const bytes = await (await this.#file(segment)).read(at, length);
    if (bytes.length < length) throw displaced(segment, at);
    return bytes;
  }

  async close(): Promise<void> {
    const files = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    await Promise.all(files.map((file) => (file.status === 'fulfilled' ? file.value.close() : undefined)));
  }

  /** Checks the header of a segment that is entered at its beginning. False for one whose creation was torn. */
  async #enter(segment: number, last: boolean): Promise<boolean> {
    if (this.#end.offset > 0) return true;
    const file = await this.#file(segment);
    const header = { number: segment, firstSeq: this.#end.seq, logId: this.#logId, previous: this.#end.digest };
    if (isSegmentHeader(await file.read(0, SEGMENT_HEADER), header)) {
      this.#end = { ...this.#end, offset: SEGMENT_HEADER };
      return true;
    }
    if (!last || (await file.size()) > SEGMENT_HEADER) throw this.#corrupt(segment, 0, BAD_HEADER);
    return false;
  }

  async *#frames(segment: number, last: boolean): AsyncGenerator<ScannedFrame> {
    const base = this.#end.offset;
    const file = await this.#file(segment);
    const size = await file.size();
    if (size < base) throw this.#corrupt(segment, size, 'The file ends before what a snapshot covers.');
    const bytes = asBuffer(await file.read(base, size - base));
    let at = 0;
    while (at < bytes.length) {
      const frame = decodeFrame(bytes, at, base);
      if (frame === undefined) {
        if (!last || holdsFrame(bytes, at + 1, base)) {
          throw this.#corrupt(segment, base + at, BAD_FRAME, this.#end.seq);
        }
        this.#torn = true;
        return;
      }
      if (frame.firstSeq !== this.#end.seq || !equalBytes(frame.previous, this.#end.digest)) {
        throw this.#corrupt(segment, base + at, STRANGE_FRAME, this.#end.seq);
      }
      at += frame.length;
      this.#end = { segment, offset: base + at, seq: frame.firstSeq + frame.places.length, digest: frame.digest };
      yield { segment, frame, entries: entriesOf(bytes, base, frame) };
    }
  }

  /** The new file is durable, name and header, before a frame goes into it. */
  async #create(segment: number): Promise<void> {
    const { seq, digest } = this.#end;
    const file = await this.#file(segment);
    await file.truncate(0);
    await file.write(encodeSegmentHeader({ number: segment, firstSeq: seq, logId: this.#logId, previous: digest }), 0);
    await file.sync();
    await this.#files.syncDirectory();
    this.#segments = Math.max(this.#segments, segment + 1);
    this.#end = { segment, offset: SEGMENT_HEADER, seq, digest };
  }

  #file(segment: number): Promise<LogFile> {
    const file = this.#open.get(segment) ?? this.#files.open(segmentName(segment));
    this.#open.set(segment, file);
    return file;
  }
}

const BAD_HEADER = 'Its header is damaged or of another log.';
const BAD_FRAME = 'A frame is damaged.';
const STRANGE_FRAME = 'A frame does not follow the one before.';

export function isSameJoint(a: Joint, b: Joint): boolean {
  return a.seq === b.seq && equalBytes(a.digest, b.digest);
}

export function journalStart(logId: LogId): Position {
  return { segment: 0, offset: 0, seq: 0, digest: fromHex(logId, 32) };
}

function asBuffer(bytes: Bytes): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

function entriesOf(bytes: Buffer, base: number, { places }: Frame): Bytes[] {
  return places.map(({ entryAt, entryLength }) => bytes.subarray(entryAt - base, entryAt - base + entryLength));
}

/** A whole frame behind a damaged one: the damaged one was durable once, so this is no torn tail. */
function holdsFrame(bytes: Buffer, from: number, base: number): boolean {
  for (let at = bytes.indexOf(FRAME_MAGIC, from); at >= 0; at = bytes.indexOf(FRAME_MAGIC, at + 1)) {
    if (decodeFrame(bytes, at, base) !== undefined) return true;
  }
  return false;
}

/** `isLast` where the file still grows, or where that is unknown. */
function corrupt(
  segment: number,
  offset: number,
  what: string,
  { isLast = true, seq }: { isLast?: boolean; seq?: number } = {},
): CustosError {
  const file = segmentName(segment);
  const entry = seq === undefined ? '' : ` It holds entry ${seq}.`;
  const advice = isLast
    ? 'Restore the log from a copy that holds all its entries; it cannot go on.'
    : 'Put this one file back from any backup that has a later one too: it has not changed since, and nothing is lost.';
  return new CustosError('LOG_CORRUPT', `${file}, byte ${offset}: ${what}${entry} ${advice}`, {
    details: { file, offset, ...(seq === undefined ? {} : { seq }) },
  });
}

/** The error of a damaged file, with the entry that was found to be the damaged one. */
export function atEntry(error: CustosError, seq: number, part: string): CustosError {
  const message = error.message.replace(/It holds entry \d+\./, `It is the ${part} of entry ${seq}.`);
  return new CustosError('LOG_CORRUPT', message, { details: { ...error.details, seq }, cause: error });
}

function displaced(segment: number, offset: number): CustosError {
  const file = segmentName(segment);
  return new CustosError(
    'LOG_CORRUPT',
    `A record is not where the index of the log says (${file}, byte ${offset}). Stop, delete the directory “cache” beside the journal, and start again: it is built anew, and damage to the journal itself would be named.`,
    { details: { file, offset } },
  );
}

/** The journal ends before what a signed head, a published checkpoint or the chain says that it held. */
export function lostTail({ segment, offset, seq }: Position, size: number, witness: string): CustosError {
  return corrupt(segment, offset, `The journal ends at entry ${seq}, but ${witness} covers ${size} entries.`);
}
