import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CustosError, type ErrorCode, type ErrorDetails } from '../core/errors.ts';
import { moduleBeside } from '../core/module-url.ts';
import { type IndexPart, type IndexSettings, PartIndexer, type Piece } from './fhir-index-part.ts';
import type { SourceFile } from './source-files.ts';

/** Null when there is nothing left to do. */
export type WorkerTask = readonly Piece[] | null;

export type WorkerMessage =
  | { readonly bytes: number }
  | { readonly free: true }
  | { readonly part: IndexPart }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails } };

export interface IndexTask extends IndexSettings {
  readonly files: readonly SourceFile[];
}

const MAX_THREADS = 4;
/** One more thread pays off for this much. */
const WORTH_A_THREAD = 16 * 1024 * 1024;
/** What is parsed on the caller's own thread: a tenth of a second, which is what starting another one takes. */
const OWN_BYTES = 1024 * 1024;
/** What a thread takes at once: little enough that none works long when the others are done. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** Indexes files on as many threads as pay off, each of which takes the next lines whenever it is free, so that a single
 *  large file keeps all of them busy: parsing JSON is what an import spends most time on, and one long line is parsed at
 *  one go. Whoever shares the caller's thread, such as a patient who withdraws, waits for none of it. */
export async function indexParts(
  { files, ...settings }: IndexTask,
  onBytes: (bytes: number) => void,
  options: { readonly threads?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<IndexPart[]> {
  const { signal } = options;
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const queue = tasksOf(files)[Symbol.iterator]();
  if (options.threads === undefined && totalBytes <= OWN_BYTES)
    return [await indexHere(settings, queue, onBytes, signal)];
  const threads =
    options.threads ?? Math.min(MAX_THREADS, availableParallelism(), Math.ceil(totalBytes / WORTH_A_THREAD));
  const stop = new AbortController();
  const signals = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const parts = Array.from({ length: threads }, () => inWorker(settings, queue, onBytes, signals));
  try {
    return await Promise.all(parts);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(parts);
    throw error;
  }
}

async function indexHere(
  settings: IndexSettings,
  queue: Iterable<readonly Piece[]>,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<IndexPart> {
  const indexer = new PartIndexer(settings);
  for (const pieces of queue) for (const piece of pieces) await indexer.add(piece, onBytes, signal);
  return indexer.part();
}

/** Large files in pieces, small ones together. */
function* tasksOf(files: readonly SourceFile[]): Generator<readonly Piece[]> {
  let together: Piece[] = [];
  let bytes = 0;
  for (const piece of piecesOf(files)) {
    together.push(piece);
    bytes += Math.min(piece.to, piece.file.bytes) - piece.from;
    if (bytes < PIECE_BYTES) continue;
    yield together;
    together = [];
    bytes = 0;
  }
  if (together.length > 0) yield together;
}

/** The last piece of a file goes on to its end, wherever that is meanwhile. */
function* piecesOf(files: readonly SourceFile[]): Generator<Piece> {
  for (const [number, file] of files.entries()) {
    let from = 0;
    for (; file.bytes - from > PIECE_BYTES; from += PIECE_BYTES) yield { number, file, from, to: from + PIECE_BYTES };
    yield { number, file, from, to: Number.POSITIVE_INFINITY };
  }
}

function inWorker(
  settings: IndexSettings,
  queue: Iterator<readonly Piece[]>,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<IndexPart> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(moduleBeside(import.meta.url, 'fhir-index-worker'), { workerData: settings });
    const abort = (): void => {
      void worker.terminate();
      reject(signal.reason);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    const told = (bytes: number): void => {
      try {
        onBytes(bytes);
      } catch (error) {
        void worker.terminate();
        reject(error);
      }
    };
    worker.on('message', (message: WorkerMessage) => {
      if ('bytes' in message) return told(message.bytes);
      if ('free' in message) return worker.postMessage((queue.next().value ?? null) satisfies WorkerTask);
      signal.removeEventListener('abort', abort);
      if ('part' in message) return resolve(message.part);
      const { code, message: text, details } = message.error;
      reject(new CustosError(code, text, { details }));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new CustosError('INTERNAL', 'A thread of the import ended before its work.')));
  });
}
