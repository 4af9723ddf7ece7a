import type { Bytes } from '../core/bytes.ts';

/** What a line may be allowed to have at most, in bytes. While it is read it takes some ten times as much memory, on
 *  each of up to four threads. */
export const MAX_LINE_LIMIT = 256 * 1024 * 1024;
/** What it may have unless said. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** `offset` and `bytes` leave out the line end (LF or CR LF). `bytes` is null where the line is too long. */
export type OnLine = (bytes: Buffer | null, offset: number, length: number, line: number) => void;

/** Which lines of a file are wanted: those that begin in its bytes [from, to). */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

const WHOLE: LineRange = { from: 0, to: Number.POSITIVE_INFINITY };

/** Cuts a file into lines as its chunks come, or the lines of a range of it, whose chunks begin with the byte before
 *  it: there it shows whether a line begins. Blank lines are counted and left out, and so is a byte order mark. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #onLine: OnLine;
  readonly #to: number;
  #carry: Buffer[] = [];
  #carried = 0;
  #offset: number;
  #line = 0;
  /** Whether what comes belongs to a line that began before the range. */
  #foreign: boolean;

  constructor(maxBytes: number, onLine: OnLine, { from, to } = WHOLE) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
    this.#to = to;
    this.#offset = Math.max(0, from - 1);
    this.#foreign = from > 0;
  }

  /** Lines so far, blank ones too. */
  get lines(): number {
    return this.#line;
  }

  /** Whether all lines of the range have come: the last one has ended, or none begins in it. */
  get isDone(): boolean {
    return this.#offset + (this.#foreign ? this.#carried : 0) >= this.#to;
  }

  push(chunk: Bytes): void {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let start = 0;
    for (let end = buffer.indexOf(10); end !== -1 && !this.isDone; end = buffer.indexOf(10, start)) {
      this.#emit(buffer.subarray(start, end), 1);
      start = end + 1;
    }
    if (start === buffer.length || this.isDone) return;
    const rest = buffer.subarray(start);
    if (this.#carried <= this.#maxBytes && !this.#foreign) this.#carry.push(Buffer.from(rest));
    this.#carried += rest.length;
  }

  end(): void {
    if (this.#carried > 0 && !this.isDone) this.#emit(Buffer.alloc(0), 0);
  }

  #emit(tail: Buffer, newline: number): void {
    const offset = this.#offset;
    const [carry, length] = [this.#carry, this.#carried + tail.length];
    const whole = this.#carried === 0 ? tail : null;
    if (carry.length > 0) this.#carry = [];
    this.#carried = 0;
    this.#offset += length + newline;
    if (this.#foreign) this.#foreign = false;
    else this.#take(length > this.#maxBytes ? null : (whole ?? Buffer.concat([...carry, tail])), offset, length);
  }

  #take(whole: Buffer | null, offset: number, length: number): void {
    this.#line++;
    if (whole === null) return this.#onLine(null, offset, length, this.#line);
    const from = offset === 0 && whole.length >= 3 && whole.readUIntBE(0, 3) === 0xefbbbf ? 3 : 0;
    const to = whole[length - 1] === 13 ? length - 1 : length;
    if (isBlank(whole, from, to)) return;
    this.#onLine(whole.subarray(from, to), offset + from, to - from, this.#line);
  }
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 32 && bytes[i] !== 9) return false;
  return true;
}
