/** Reads pages of entries beside the page: to hold a thousand to their form takes longer than a page may stand still. */
import { decodeEntries } from '../../client/index.ts';
import type { PageRead, PageToRead } from './entries-reader.ts';
import { buffersOf, columnsOf } from './entry-columns.ts';

/** Of a worker's global scope, what is used here. */
interface WorkerScope {
  postMessage(message: PageRead, transfer: Transferable[]): void;
  onmessage: ((event: { readonly data: PageToRead }) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = ({ data: { id, bytes, from, count } }) => {
  try {
    const columns = columnsOf(decodeEntries(bytes, from, count));
    scope.postMessage({ id, columns }, buffersOf(columns));
  } catch (error) {
    scope.postMessage({ id, fault: error instanceof Error ? error.message : String(error) }, []);
  }
};
