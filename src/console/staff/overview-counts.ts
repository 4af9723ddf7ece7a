import { type Consent, type GatewayClient, listEntries, logState } from '../../client/index.ts';

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

export interface MonthCounts {
  /** `2026-11` */
  readonly month: string;
  readonly given: number;
  readonly ended: number;
}

/** Months from the first consent to the last act on one, none left out. */
export function consentsByMonth(consents: readonly Consent[]): MonthCounts[] {
  const given = Map.groupBy(consents, ({ grantedAt }) => monthOf(grantedAt));
  const ended = Map.groupBy(
    consents.filter(({ revokedAt }) => revokedAt > 0),
    ({ revokedAt }) => monthOf(revokedAt),
  );
  const known = [...given.keys(), ...ended.keys()].sort();
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const months: MonthCounts[] = [];
  for (let month = first; month <= last; month = next(month)) {
    months.push({ month, given: given.get(month)?.length ?? 0, ended: ended.get(month)?.length ?? 0 });
  }
  return months;
}

function monthOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 7);
}

function next(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}
