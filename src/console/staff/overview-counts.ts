import { type GatewayClient, listEntries, logState, type Overview } from '../../client/index.ts';

/** What of the log the overview shows. */
export interface LogCounts {
  readonly byPurpose: ReadonlyMap<number, { readonly released: number; readonly refused: number }>;
  /** In ms, of withdrawals that are on the ledger, the earliest first. */
  readonly lags: readonly number[];
  /** Withdrawals that count and are not there yet. */
  readonly stuck: number;
  /** How many entries came before those that were counted. */
  readonly before: number;
}

const RELEASED: readonly string[] = ['released', 'emergency', 'interrupted'];

/** Reading more would take longer than somebody looks at an overview. */
const NEWEST = 20_000;

/** Counts of the newest entries of the log. */
export async function logCounts(gateway: GatewayClient): Promise<LogCounts> {
  const before = Math.max(0, (await logState(gateway)).size - NEWEST);
  const byPurpose = new Map<number, { released: number; refused: number }>();
  const waiting = new Map<number, number>();
  const lags: number[] = [];
  for await (const { kind, outcome, purpose, seq, time, of } of listEntries(gateway, before)) {
    if (kind === 'revocation') waiting.set(seq, time);
    if (kind === 'relay' && of !== undefined) {
      const since = waiting.get(of);
      if (since !== undefined && outcome === 'mined') lags.push(time - since);
      waiting.delete(of);
    }
    if (kind !== 'release' || purpose === undefined) continue;
    const counts = byPurpose.get(purpose) ?? { released: 0, refused: 0 };
    if (RELEASED.includes(outcome)) counts.released++;
    if (outcome === 'refused') counts.refused++;
    byPurpose.set(purpose, counts);
  }
  return { byPurpose, lags, stuck: waiting.size, before };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export type MonthCounts = Overview['consents'][number];

/** Months from the first consent to the last act on one, none left out. */
export function everyMonth(counted: readonly MonthCounts[]): MonthCounts[] {
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined) return [];
  const known = new Map(counted.map((one) => [one.month, one]));
  const months: MonthCounts[] = [];
  for (let { month } = first; month <= last.month; month = next(month)) {
    months.push(known.get(month) ?? { month, given: 0, ended: 0 });
  }
  return months;
}

function next(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}
