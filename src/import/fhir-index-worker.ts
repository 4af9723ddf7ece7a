import { parentPort, workerData } from 'node:worker_threads';
import { isCustosError } from '../core/errors.ts';
import { type IndexTask, indexPart } from './fhir-index-part.ts';
import type { WorkerMessage } from './fhir-index-threads.ts';

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

try {
  tell({ part: await indexPart(workerData as IndexTask, (bytes) => tell({ bytes })) });
} catch (error) {
  if (!isCustosError(error)) throw error;
  tell({ error: error.toJSON() });
}
