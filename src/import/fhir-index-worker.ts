import { on } from 'node:events';
import { enableCompileCache } from 'node:module';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { IndexSettings } from './fhir-index-part.ts';
import type { WorkerMessage, WorkerTask } from './fhir-index-threads.ts';

// Each thread reads the program for itself: a quarter of a second, of which the cache leaves half.
enableCompileCache();
const { isCustosError } = await import('../core/errors.ts');
const { PartIndexer } = await import('./fhir-index-part.ts');

if (parentPort !== null) await serve(parentPort, new PartIndexer(workerData as IndexSettings));

async function serve(port: MessagePort, indexer: InstanceType<typeof PartIndexer>): Promise<void> {
  const tell = (message: WorkerMessage): void => port.postMessage(message);
  tell({ free: true });
  try {
    for await (const [task] of on(port, 'message') as AsyncIterable<[WorkerTask]>) {
      if (task === null) break;
      for (const piece of task) await indexer.add(piece, (bytes) => tell({ bytes }));
      tell({ free: true });
    }
    tell({ part: indexer.part() });
  } catch (error) {
    if (!isCustosError(error)) throw error;
    tell({ error: error.toJSON() });
  }
  port.close();
}
