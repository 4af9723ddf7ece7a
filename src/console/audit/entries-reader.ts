import { CustosError } from '../../client/index.ts';
import type { EntryColumns } from './entry-columns.ts';
import { startEntriesReader } from './worker.ts';

export interface PageToRead {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly count: number;
}

export type PageRead = { readonly id: number } & (
  | { readonly columns: EntryColumns; readonly fault?: never }
  | { readonly columns?: never; readonly fault: string }
);

/** Reads what the gateway wrote. */
export interface Reader {
  /** As many entries as are wanted, from the number on; GATEWAY_UNREACHABLE where they are not there. */
  read(bytes: Uint8Array, from: number, count: number): Promise<EntryColumns>;
  /** Nothing is read any more. */
  close(): void;
}

const STOPPED = 'The browser stopped reading the log. Load the page again.';

/** One in a worker of its own. */
export function entriesReader(): Reader {
  const waiting = new Map<number, PromiseWithResolvers<EntryColumns>>();
  const worker = startEntriesReader();
  let asked = 0;
  const failAll = () => {
    for (const { reject } of waiting.values()) reject(new CustosError('GATEWAY_UNREACHABLE', STOPPED));
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<PageRead>) => {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if (data.columns) resolve?.(data.columns);
    else reject?.(new CustosError('GATEWAY_UNREACHABLE', data.fault));
  };
  worker.onerror = failAll;
  return {
    read: (bytes, from, count) => {
      const id = asked++;
      const answer = Promise.withResolvers<EntryColumns>();
      waiting.set(id, answer);
      worker.postMessage({ id, bytes, from, count } satisfies PageToRead, [bytes.buffer as ArrayBuffer]);
      return answer.promise;
    },
    close: () => {
      worker.terminate();
      failAll();
    },
  };
}
