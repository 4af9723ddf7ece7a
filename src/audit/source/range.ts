/** One end of what is audited: an entry of each log, or a time in ms. */
export type Bound = { readonly entry: number } | { readonly time: number };

/** Which entries are audited beyond what the log itself shows; both ends belong to it. */
export interface Range {
  readonly from?: Bound;
  readonly to?: Bound;
}

interface Placed {
  readonly seq: number;
  readonly time: number;
}

export function isWithin({ from, to }: Range, entry: Placed): boolean {
  return (from === undefined || compare(entry, from) >= 0) && (to === undefined || compare(entry, to) <= 0);
}

function compare({ seq, time }: Placed, bound: Bound): number {
  return 'entry' in bound ? seq - bound.entry : time - bound.time;
}
