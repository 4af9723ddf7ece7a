import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CustosError, type ErrorCode, type ErrorDetails } from '../core/errors.ts';
import { moduleBeside } from '../core/module-url.ts';
import { type IndexPart, type IndexTask, indexPart } from './fhir-index-part.ts';

export type WorkerMessage =
  | { readonly bytes: number }
  | { readonly part: IndexPart }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails } };

const MAX_THREADS = 4;
/** One more thread pays off for this much. */
const WORTH_A_THREAD = 16 * 1024 * 1024;
/** What is parsed on the caller's own thread: a tenth of a second, which is what starting another one takes. */
const OWN_BYTES = 1024 * 1024;

/** Indexes the files on as many threads as pay off: parsing JSON is what an import spends most time on, and one long line
 *  is parsed at one go. Whoever shares the caller's thread, such as a patient who withdraws, waits for none of it. */
export async function indexParts(
  task: IndexTask,
  onBytes: (bytes: number) => void,
  options: { readonly threads?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<IndexPart[]> {
  const { signal } = options;
  const totalBytes = task.files.reduce((sum, { file }) => sum + file.bytes, 0);
  if (options.threads === undefined && totalBytes <= OWN_BYTES) return [await indexPart(task, onBytes, signal)];
  const threads =
    options.threads ?? Math.min(MAX_THREADS, availableParallelism(), Math.ceil(totalBytes / WORTH_A_THREAD));
  const stop = new AbortController();
  const signals = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const parts = balance(task, threads).map((part) => inWorker(part, onBytes, signals));
  try {
    return await Promise.all(parts);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(parts);
    throw error;
  }
}

/** The largest files first, each to whoever has least. */
function balance(task: IndexTask, threads: number): IndexTask[] {
  const shares = Array.from({ length: threads }, () => ({ bytes: 0, files: [] as IndexTask['files'][number][] }));
  for (const entry of task.files.toSorted((a, b) => b.file.bytes - a.file.bytes)) {
    const share = shares.reduce((least, other) => (other.bytes < least.bytes ? other : least));
    share.files.push(entry);
    share.bytes += entry.file.bytes;
  }
  return shares.filter(({ files }) => files.length > 0).map(({ files }) => ({ ...task, files }));
}

function inWorker(task: IndexTask, onBytes: (bytes: number) => void, signal: AbortSignal): Promise<IndexPart> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(moduleBeside(import.meta.url, 'fhir-index-worker'), { workerData: task });
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
      signal.removeEventListener('abort', abort);
      if ('part' in message) return resolve(message.part);
      const { code, message: text, details } = message.error;
      reject(new CustosError(code, text, { details }));
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new CustosError('INTERNAL', 'A thread of the import ended before its work.')));
  });
}
