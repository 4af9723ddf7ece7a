import type { Bytes } from '../core/bytes.ts';
import type { Problem } from '../core/import-report.ts';
import { NO_TYPE } from '../interop/fhir-resource.ts';
import { FhirIndex, type IndexData, type IndexOptions } from './fhir-index.ts';
import { Problems } from './import-report.ts';
import { type LineRange, LineSplitter, MAX_LINE_LIMIT } from './line-splitter.ts';
import { isDeletedFolder, readChunks, type SourceFile } from './source-files.ts';

/** How lines are indexed. */
export interface IndexSettings {
  readonly options: IndexOptions;
  readonly maxLineBytes: number;
  readonly seed: number;
}

/** Lines of the file of a number in the import. */
export interface Piece extends LineRange {
  readonly number: number;
  readonly file: SourceFile;
}

/** What one thread indexed. */
export interface IndexPart {
  readonly data: IndexData;
  readonly pieces: readonly IndexedPiece[];
}

export interface IndexedPiece {
  /** Of the file. */
  readonly number: number;
  /** The byte at which the piece begins. */
  readonly at: number;
  /** Its entries [from, to). */
  readonly from: number;
  readonly to: number;
  /** All lines, and those that are not blank. */
  readonly rows: number;
  readonly lines: number;
  /** Lines that say their type, also those that are broken. */
  readonly typed: number;
  /** Lines that are broken, numbered from the beginning of the piece. */
  readonly problems: ProblemList;
  /** Lines without `resourceType`: damage in a file of resources, and nothing in a file that holds none. */
  readonly untyped: ProblemList;
}

export interface ProblemList {
  readonly count: number;
  readonly examples: readonly Problem[];
}

const CHUNK_BYTES = 1024 * 1024;

/** Indexes pieces of files, one after another. */
export class PartIndexer {
  readonly #index: FhirIndex;
  readonly #maxLineBytes: number;
  readonly #pieces: IndexedPiece[] = [];

  constructor({ options, seed, maxLineBytes }: IndexSettings) {
    this.#index = new FhirIndex(options, seed);
    this.#maxLineBytes = maxLineBytes;
  }

  /** `onBytes` tells each chunk that was read. */
  async add(piece: Piece, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<void> {
    const { number, file } = piece;
    const from = this.#index.size;
    const seen = { lines: 0, typed: 0, problems: new Problems(), untyped: new Problems() };
    const deleted = isDeletedFolder(file.name);
    const splitter = new LineSplitter(
      this.#maxLineBytes,
      (bytes, offset, length, line) => {
        seen.lines++;
        if (bytes === null) return seen.problems.add(file.name, line, tooLong(length, this.#maxLineBytes));
        const problem = this.#index.add(bytes, { file: number, deleted, offset, length, line });
        if (problem !== NO_TYPE) seen.typed++;
        if (problem !== null) (problem === NO_TYPE ? seen.untyped : seen.problems).add(file.name, line, problem);
      },
      piece,
    );
    await readLines(piece, splitter, onBytes, signal);
    this.#pieces.push({
      number,
      at: piece.from,
      from,
      to: this.#index.size,
      rows: splitter.lines,
      lines: seen.lines,
      typed: seen.typed,
      problems: listOf(seen.problems),
      untyped: listOf(seen.untyped),
    });
  }

  part(): IndexPart {
    return { data: this.#index.data(), pieces: this.#pieces };
  }
}

async function readLines(
  { file, from, to }: Piece,
  splitter: LineSplitter,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  let at = Math.max(0, from - 1);
  const onChunk = (bytes: Bytes): boolean => {
    splitter.push(bytes);
    onBytes(Math.max(0, Math.min(at + bytes.length, to) - Math.max(at, from)));
    at += bytes.length;
    return !splitter.isDone;
  };
  await readChunks(file, CHUNK_BYTES, { from: at, to }, onChunk, signal);
  splitter.end();
}

/** As plain data, which can be handed from one thread to another. */
function listOf({ count, examples }: Problems): ProblemList {
  return { count, examples };
}

function tooLong(bytes: number, limit: number): string {
  const allowed = `${limit} bytes that a line may have; --max-line (maxLineBytes) allows up to ${MAX_LINE_LIMIT}`;
  return `has ${bytes} bytes, more than the ${allowed}`;
}
