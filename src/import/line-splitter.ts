import type { Bytes } from '../core/bytes.ts';

/** What a line may be allowed to have at most, in bytes. While it is read it takes some ten times as much memory, on
 *  each of up to four threads. */
export const MAX_LINE_LIMIT = 256 * 1024 * 1024;
/** What it may have unless said. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** `offset` and `bytes` leave out the line end (LF or CR LF). `bytes` is null where the line is too long. */
export type OnLine = (bytes: Buffer | null, offset: number, length: number, line: number) => void;

/** Cuts a file into lines as its chunks come. Blank lines are counted and left out, and so is a byte order mark. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #onLine: OnLine;
  #carry: Buffer[] = [];
  #carried = 0;
  #offset = 0;
  #line = 0;

  constructor(maxBytes: number, onLine: OnLine) {
    this.#maxBytes = maxBytes;
    this.#onLine = onLine;
  }

  push(chunk: Bytes): void {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let start = 0;
    for (let end = buffer.indexOf(10); end !== -1; end = buffer.indexOf(10, start)) {
      this.#emit(buffer.subarray(start, end), 1);
      start = end + 1;
    }
    if (start === buffer.length) return;
    const rest = buffer.subarray(start);
    if (this.#carried <= this.#maxBytes) this.#carry.push(Buffer.from(rest));
    this.#carried += rest.length;
  }

  end(): void {
    if (this.#carried > 0) this.#emit(Buffer.alloc(0), 0);
  }

  #emit(tail: Buffer, newline: number): void {
    this.#line++;
    const offset = this.#offset;
    const length = this.#carried + tail.length;
    const whole = this.#carried === 0 ? tail : length <= this.#maxBytes ? Buffer.concat([...this.#carry, tail]) : null;
    this.#carry = [];
    this.#carried = 0;
    this.#offset += length + newline;
    if (whole === null || length > this.#maxBytes) return this.#onLine(null, offset, length, this.#line);
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
