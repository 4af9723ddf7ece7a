import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Filter, Names } from './log-filter.ts';
import type { Scan } from './log-scan.ts';
import { type Found, LogSearch } from './log-search.ts';

/** What passes, as far as it was searched. */
export function useFound({ entries, read }: Scan, filters: readonly Filter[], names: Names): Found {
  const search = useMemo(() => new LogSearch(entries), [entries]);
  useEffect(() => search.seek(filters, names), [search, filters, names]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the entries become more in place
  useEffect(() => search.go(), [search, read]);
  return useSyncExternalStore(search.subscribe, search.state);
}
