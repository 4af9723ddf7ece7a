import { on } from 'node:events';
import { enableCompileCache } from 'node:module';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { IndexData } from './fhir-index.ts';
import type { IndexSettings } from './fhir-index-part.ts';
import type { WorkerMessage, WorkerTask } from './fhir-index-threads.ts';

// Each thread reads the program for itself: a quarter of a second, of which the cache leaves half.
enableCompileCache();
const { isCustosError } = await import('../core/errors.ts');
const { PartIndexer } = await import('./fhir-index-part.ts');

if (parentPort !== null) await serve(parentPort, new PartIndexer(workerData as IndexSettings));

/** What the columns of an index lie in, to be handed over instead of copied. */
function buffersOf({ columns, restricted, unread, ...data }: IndexData): ArrayBuffer[] {
  const { marks, handles, targets, referred, labelHandles } = data;
  const hashes = [marks, handles, targets, referred, labelHandles].flatMap(({ entry, hash }) => [entry, hash]);
  return [...Object.values(columns), ...hashes, restricted, unread].map(({ buffer }) => buffer as ArrayBuffer);
}

async function serve(port: MessagePort, indexer: InstanceType<typeof PartIndexer>): Promise<void> {
  const tell = (message: WorkerMessage): void => port.postMessage(message);
  tell({ free: true });
  try {
    for await (const [task] of on(port, 'message') as AsyncIterable<[WorkerTask]>) {
      if (task === null) break;
      for (const piece of task) await indexer.add(piece, (bytes) => tell({ bytes }));
      tell({ free: true });
    }
    const part = indexer.part();
    port.postMessage({ part } satisfies WorkerMessage, buffersOf(part.data));
  } catch (error) {
    if (!isCustosError(error)) throw error;
    tell({ error: error.toJSON() });
  }
  port.close();
}
