import type { Entry } from '../../client/index.ts';
import type { LogScan, Scan } from './log-scan.ts';
import { LogSearch } from './log-search.ts';

export interface ReadingOptions {
  readonly signal?: AbortSignal;
  /** How much of the log was read. */
  readonly onRead?: (read: number, size: number) => void;
  /** Reads on to the first entry; otherwise what is read by itself is enough. */
  readonly isWhole?: boolean;
}

export interface EntriesOfKind {
  /** The oldest first. */
  readonly entries: readonly Entry[];
  /** Of how many entries of the log, the newest ones, they are; and how many the log has. */
  readonly read: number;
  readonly size: number;
}

const NO_NAMES = { members: new Map<string, string>(), datasets: new Map<string, string>() };

/** Entries of one kind, of what the kept reading of the log has: its worker decodes them, and each turn of the page searches a part. */
export async function entriesOfKind(
  scan: LogScan,
  kind: Entry['kind'],
  options: ReadingOptions = {},
): Promise<EntriesOfKind> {
  const { entries, read, size } = await rested(scan, options);
  const search = new LogSearch(entries);
  search.seek([{ key: 'kind', value: kind, text: kind }], NO_NAMES);
  await searched(search, read);
  const found = Array.from(search.state().seqs, (seq) => entries.at(seq)).reverse();
  return { entries: found.filter((entry) => entry !== undefined), read, size };
}

/** Once no more is read for now. */
function rested(scan: LogScan, { signal, onRead, isWhole = false }: ReadingOptions): Promise<Scan> {
  const rest = Promise.withResolvers<Scan>();
  const look = () => {
    const now = scan.state();
    onRead?.(now.read, now.size);
    if (now.state === 'failed') rest.reject(now.error);
    // The reading that says so ends with this turn.
    else if (now.state === 'paused' && isWhole) queueMicrotask(scan.more);
    else if (now.state !== 'reads') rest.resolve(now);
  };
  const giveUp = () => {
    if (isWhole) scan.stop();
    rest.reject(signal?.reason);
  };
  signal?.addEventListener('abort', giveUp);
  const leave = scan.subscribe(look);
  if (scan.state().state === 'failed') scan.more();
  else look();
  return rest.promise.finally(() => {
    leave();
    signal?.removeEventListener('abort', giveUp);
  });
}

async function searched(search: LogSearch, count: number): Promise<void> {
  const isDone = () => search.state().searched >= count;
  if (isDone()) return;
  const done = Promise.withResolvers<void>();
  const leave = search.subscribe(() => isDone() && done.resolve());
  await done.promise.finally(leave);
}
