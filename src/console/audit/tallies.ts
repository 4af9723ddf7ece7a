import type { Entry } from '../../client/index.ts';

/** What happened in one part of the time. */
export interface Tally {
  /** In ms since 1970 UTC. */
  readonly start: number;
  released: number;
  refused: number;
  acknowledged: number;
  /** The longest that a withdrawal took to the ledger, in seconds; 0 where none came there. */
  lag: number;
}

const STEPS = [60_000, 3_600_000, 86_400_000, 7 * 86_400_000, 28 * 86_400_000] as const;
const MOST = 60;

/** Entries by parts of the time, with those in which nothing was: minutes, hours, days, weeks or four weeks, at most some sixty. */
export function tallies(entries: readonly Entry[]): Tally[] {
  if (entries.length === 0) return [];
  const times = entries.map(({ time }) => time);
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  const step = STEPS.find((one) => (last - first) / one <= MOST) ?? Math.ceil((last - first) / MOST);
  const begin = Math.floor(first / step) * step;
  const parts = Array.from({ length: Math.floor((last - begin) / step) + 1 }, (_, i): Tally => {
    return { start: begin + i * step, released: 0, refused: 0, acknowledged: 0, lag: 0 };
  });
  const acknowledged = new Map(entries.filter(({ kind }) => kind === 'revocation').map(({ seq, time }) => [seq, time]));
  for (const entry of entries) {
    const part = parts[Math.floor((entry.time - begin) / step)];
    if (part !== undefined) count(part, entry, acknowledged);
  }
  return parts;
}

function count(part: Tally, { kind, outcome, time, of = -1 }: Entry, acknowledged: ReadonlyMap<number, number>): void {
  if (kind === 'release' && outcome === 'refused') part.refused++;
  else if (kind === 'release' && outcome !== 'interrupted') part.released++;
  if (kind === 'revocation') part.acknowledged++;
  const since = kind === 'relay' && outcome === 'mined' ? acknowledged.get(of) : undefined;
  if (since !== undefined) part.lag = Math.max(part.lag, Math.round((time - since) / 100) / 10);
}
