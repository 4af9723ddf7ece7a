import type { Bytes } from '../core/bytes.ts';
import { contentHash } from '../vault/sources.ts';
import type { FhirIndex } from './fhir-index.ts';
import type { PositionedReader } from './source-files.ts';

const PIECE_BYTES = 256 * 1024;
const LF = 10;

/** Reads the lines of slices again, each ended by LF. Lines that follow one another in a file are read at once: exports
 *  mostly hold a patient's together. */
export class SliceLines {
  readonly #index: FhirIndex;
  readonly #reader: PositionedReader;
  readonly #buffer = Buffer.allocUnsafe(PIECE_BYTES);

  constructor(index: FhirIndex, reader: PositionedReader) {
    this.#index = index;
    this.#reader = reader;
  }

  /** The bytes of a slice, which has at least one entry, or pieces of them where they are many. They are valid until the
   *  next call, and a piece until the next piece. */
  of(entries: Uint32Array): Bytes | Iterable<Bytes> {
    const pieces = this.#pieces(entries);
    if (this.#sizeOf(entries) > PIECE_BYTES) return pieces;
    const [whole = new Uint8Array()] = pieces;
    return whole;
  }

  *#pieces(entries: Uint32Array): Generator<Bytes> {
    const { file, offset } = this.#index;
    let filled = 0;
    for (let from = 0; from < entries.length; ) {
      const { to, bytes } = this.#run(entries, from, PIECE_BYTES - filled);
      if (filled > 0 && filled + bytes + 1 > PIECE_BYTES) {
        yield this.#buffer.subarray(0, filled);
        filled = 0;
        continue;
      }
      const target = bytes + 1 > PIECE_BYTES ? Buffer.allocUnsafe(bytes + 1) : this.#buffer;
      const first = entries[from] ?? 0;
      this.#reader.readInto(target, filled, bytes, file.at(first), offset.at(first));
      target[filled + bytes] = LF;
      if (target === this.#buffer) filled += bytes + 1;
      else yield target;
      from = to;
    }
    if (filled > 0) yield this.#buffer.subarray(0, filled);
  }

  /** A line and those behind it that one read takes in, as far as there is room for them with a last LF. What parts two
   *  lines by one byte is an LF. */
  #run(entries: Uint32Array, from: number, room: number): { readonly to: number; readonly bytes: number } {
    const { file, offset, length } = this.#index;
    const first = entries[from] ?? 0;
    const start = offset.at(first);
    let end = start + length.at(first);
    let to = from + 1;
    for (; to < entries.length; to++) {
      const next = entries[to] ?? 0;
      const longer = offset.at(next) + length.at(next);
      if (file.at(next) !== file.at(first) || offset.at(next) !== end + 1 || longer - start + 1 > room) break;
      end = longer;
    }
    return { to, bytes: end - start };
  }

  #sizeOf(entries: Uint32Array): number {
    let size = 0;
    for (const entry of entries) size += this.#index.length.at(entry) + 1;
    return size;
  }
}

/** The same bytes, of whole lines; what each line holds is added to `contents` as they are read. */
export function noting(source: Bytes | Iterable<Bytes>, contents: number[]): Bytes | Iterable<Bytes> {
  if (!(source instanceof Uint8Array)) return notingEach(source, contents);
  noteLines(source, contents);
  return source;
}

function* notingEach(pieces: Iterable<Bytes>, contents: number[]): Generator<Bytes> {
  for (const piece of pieces) {
    noteLines(piece, contents);
    yield piece;
  }
}

function noteLines(bytes: Bytes, contents: number[]): void {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(LF, from);
    const to = end === -1 ? bytes.length : end;
    contents.push(contentHash(bytes.subarray(from, to)));
    from = to + 1;
  }
}
