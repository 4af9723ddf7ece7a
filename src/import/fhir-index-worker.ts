import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { IndexTask } from './fhir-index-part.ts';
import type { WorkerMessage } from './fhir-index-threads.ts';

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

// Each thread reads the program for itself: a quarter of a second, of which the cache leaves half.
enableCompileCache();
const { isCustosError } = await import('../core/errors.ts');
const { indexPart } = await import('./fhir-index-part.ts');

try {
  tell({ part: await indexPart(workerData as IndexTask, (bytes) => tell({ bytes })) });
} catch (error) {
  if (!isCustosError(error)) throw error;
  tell({ error: error.toJSON() });
}
