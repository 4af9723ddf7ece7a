import type { Bytes } from '../core/bytes.ts';
import { FhirIndex, type IndexData, type IndexOptions } from './fhir-index.ts';
import { type Problem, Problems } from './import-report.ts';
import { LineSplitter } from './line-splitter.ts';
import { readChunks, type SourceFile } from './source-files.ts';

/** Files that one thread indexes, with their numbers in the import. */
export interface IndexTask {
  readonly files: readonly { readonly number: number; readonly file: SourceFile }[];
  readonly options: IndexOptions;
  readonly maxLineBytes: number;
  readonly seed: number;
}

export interface IndexPart {
  readonly data: IndexData;
  /** Entries [from, to) of each file, and why it was skipped, if it was. */
  readonly files: readonly {
    readonly number: number;
    readonly from: number;
    readonly to: number;
    readonly skipped: string | null;
  }[];
  readonly problems: { readonly count: number; readonly examples: readonly Problem[] };
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
    const skipped = await indexFile(index, problems, number, file, task.maxLineBytes, onBytes, signal);
    files.push({ number, from, to: index.size, skipped });
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
): Promise<string | null> {
  let lines = 0;
  let fhir = true;
  const splitter = new LineSplitter(maxLineBytes, (bytes, offset, length, line) => {
    if (!fhir) return;
    lines++;
    if (index.add(bytes, { file: number, name: file.name, offset, length, line })) return;
    if (lines === 1) fhir = false;
    else problems.add(file.name, line, 'has no resourceType');
  });
  const onChunk = (bytes: Bytes): void => {
    splitter.push(bytes);
    onBytes(bytes.length);
  };
  await readChunks(file, CHUNK_BYTES, onChunk, signal);
  splitter.end();
  if (!fhir) return 'its first line is no FHIR resource';
  return lines === 0 ? 'it is empty' : null;
}
