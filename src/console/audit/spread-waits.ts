/** How long the oldest entry waited that came on the ledger by then, both in ms. */
export interface Wait {
  readonly until: number;
  readonly waited: number;
}

/** More are neither seen nor read. */
const MOST = 120;

/** The waits in at most some 120 parts of the same number of heads, each with its longest, and the longest of all. */
export function spread(waits: readonly Wait[]): { readonly parts: readonly Wait[]; readonly longest: Wait } {
  const ordered = [...Map.groupBy(waits, ({ until }) => until).values()]
    .map(worstOf)
    .toSorted((one, other) => one.until - other.until);
  const size = Math.ceil(ordered.length / MOST);
  const parts = Array.from({ length: Math.ceil(ordered.length / size) }, (_, i) =>
    worstOf(ordered.slice(i * size, (i + 1) * size)),
  );
  return { parts, longest: worstOf(parts) };
}

function worstOf(waits: readonly Wait[]): Wait {
  return waits.reduce((worst, one) => (one.waited > worst.waited ? one : worst), waits[0] ?? { until: 0, waited: 0 });
}
