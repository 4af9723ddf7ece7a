import type { Bytes } from '../core/bytes.ts';
import type { Problem } from '../core/import-report.ts';
import { isResourceType } from '../interop/fhir-compartment.ts';
import { FhirIndex, type IndexData, type IndexOptions } from './fhir-index.ts';
import { MAX_EXAMPLES, Problems } from './import-report.ts';
import { LineSplitter, MAX_LINE_LIMIT } from './line-splitter.ts';
import { isDeletedFolder, readChunks, type SourceFile } from './source-files.ts';

/** Files that one thread indexes, with their numbers in the import. */
export interface IndexTask {
  readonly files: readonly { readonly number: number; readonly file: SourceFile }[];
  readonly options: IndexOptions;
  readonly maxLineBytes: number;
  readonly seed: number;
}

export interface IndexPart {
  readonly data: IndexData;
  /** Entries [from, to) of each file, its lines that are not blank, and why it was skipped, if it was. */
  readonly files: readonly {
    readonly number: number;
    readonly from: number;
    readonly to: number;
    readonly lines: number;
    readonly skipped: string | null;
  }[];
  readonly problems: { readonly count: number; readonly examples: readonly Problem[] };
}

/** A line without `resourceType` is damage in a file of resources, and nothing in a file that holds none. */
interface FileSeen {
  lines: number;
  resources: number;
  others: number;
  /** The first of the others. */
  readonly examples: Problem[];
}

const CHUNK_BYTES = 1024 * 1024;

/** Reads the files of a task in turn. `onBytes` tells each chunk that was read. */
export async function indexPart(
  task: IndexTask,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<IndexPart> {
  const problems = new Problems();
  const index = new FhirIndex(task.options, problems, task.seed);
  const files: IndexPart['files'][number][] = [];
  for (const { number, file } of task.files) {
    const from = index.size;
    const seen = await indexFile(index, problems, number, file, task.maxLineBytes, onBytes, signal);
    files.push({ number, from, to: index.size, lines: seen.lines, skipped: verdict(seen, file, problems) });
  }
  return { data: index.data(), files, problems: { count: problems.count, examples: problems.examples } };
}

async function indexFile(
  index: FhirIndex,
  problems: Problems,
  number: number,
  file: SourceFile,
  maxLineBytes: number,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<FileSeen> {
  const seen: FileSeen = { lines: 0, resources: 0, others: 0, examples: [] };
  const deleted = isDeletedFolder(file.name);
  const splitter = new LineSplitter(maxLineBytes, (bytes, offset, length, line) => {
    seen.lines++;
    if (bytes === null) return problems.add(file.name, line, tooLong(length, maxLineBytes));
    if (index.add(bytes, { file: number, name: file.name, deleted, offset, length, line })) return seen.resources++;
    if (++seen.others > MAX_EXAMPLES) return;
    seen.examples.push({ file: file.name, line, problem: 'has no resourceType' });
  });
  const onChunk = (bytes: Bytes): void => {
    splitter.push(bytes);
    onBytes(bytes.length);
  };
  await readChunks(file, CHUNK_BYTES, onChunk, signal);
  splitter.end();
  return seen;
}

function verdict(seen: FileSeen, file: SourceFile, problems: Problems): string | null {
  if (seen.lines === 0) return 'it is empty';
  const nothing = seen.resources === 0 && seen.others > 0;
  if (nothing && !isNamedAfterType(file.name)) return 'none of its lines is a FHIR resource';
  problems.absorb({ count: seen.others, examples: seen.examples });
  return null;
}

/** Bulk clients name files after the type that they hold, with numbers. */
function isNamedAfterType(name: string): boolean {
  const words = (name.split('/').at(-1) ?? '').split(/[^A-Za-z]+/);
  return words.some((word) => isResourceType(word));
}

function tooLong(bytes: number, limit: number): string {
  const allowed = `${limit} bytes that a line may have; --max-line (maxLineBytes) allows up to ${MAX_LINE_LIMIT}`;
  return `has ${bytes} bytes, more than the ${allowed}`;
}
