import type { EntryColumns, Facts } from './entry-columns.ts';
import type { LogEntries } from './log-entries.ts';

/** What happened in one part of the time. */
export interface Tally {
  /** In ms since 1970 UTC. */
  readonly start: number;
  /** To who asked for research or care. */
  released: number;
  /** Of patients, who took their own data. */
  own: number;
  refused: number;
  acknowledged: number;
  /** The longest that a withdrawal took to the ledger, in seconds; 0 where none came there. */
  lag: number;
}

type What = 'released' | 'own' | 'refused' | 'acknowledged' | 'mined' | undefined;

const STEPS = [60_000, 3_600_000, 86_400_000, 7 * 86_400_000, 28 * 86_400_000] as const;
const MOST = 60;

/** Entries by parts of the time, with those in which nothing was: minutes, hours, days, weeks or four weeks, at most some sixty. */
export function tallies(entries: LogEntries): Tally[] {
  if (entries.count === 0) return [];
  const { first, last } = spanOf(entries.pages);
  const step = STEPS.find((one) => (last - first) / one <= MOST) ?? Math.ceil((last - first) / MOST);
  const begin = Math.floor(first / step) * step;
  const parts = Array.from({ length: Math.floor((last - begin) / step) + 1 }, (_, i): Tally => {
    return { start: begin + i * step, released: 0, own: 0, refused: 0, acknowledged: 0, lag: 0 };
  });
  // A million entries have few facts: what they mean is looked at once.
  const meant = entries.facts.map(whatOf);
  for (const { fact, time, of } of entries.pages) {
    fact.forEach((place, i) => {
      const [what, at = 0] = [meant[place], time[i]];
      const part = parts[Math.floor((at - begin) / step)];
      if (what === undefined || part === undefined) return;
      if (what === 'mined') part.lag = Math.max(part.lag, lagOf(entries, of[i] ?? -1, at));
      else part[what]++;
    });
  }
  return parts;
}

function spanOf(pages: readonly EntryColumns[]): { readonly first: number; readonly last: number } {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  for (const { time } of pages) {
    for (const at of time) {
      first = Math.min(first, at);
      last = Math.max(last, at);
    }
  }
  return { first, last };
}

function whatOf({ kind, outcome }: Facts): What {
  if (kind === 'revocation') return 'acknowledged';
  if (kind === 'relay') return outcome === 'mined' ? 'mined' : undefined;
  if (kind !== 'release' || outcome === 'interrupted') return undefined;
  if (outcome === 'self') return 'own';
  return outcome === 'refused' ? 'refused' : 'released';
}

/** From the withdrawal to its entry about the ledger; 0 where the withdrawal was not read. */
function lagOf(entries: LogEntries, withdrawal: number, at: number): number {
  const acknowledged = entries.at(withdrawal);
  return acknowledged?.kind === 'revocation' ? Math.round((at - acknowledged.time) / 100) / 10 : 0;
}
