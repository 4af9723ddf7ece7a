import type { Address } from '../../core/ids.ts';
import { pause } from '../../core/patience.ts';
import type { Directory } from './directory.ts';

export interface ConsentMonth {
  /** `2026-11`, in UTC. */
  readonly month: string;
  readonly given: number;
  readonly ended: number;
}

/** Patients that are looked at before others have their turn. */
const SLICE = 10_000;

/** How many consents of a holder's patients were given in each month, and how many withdrawn: months in which nothing was are left out. */
export async function consentMonths(
  { consents, enrolled }: Pick<Directory, 'consents' | 'enrolled'>,
  holder: Address,
): Promise<ConsentMonth[]> {
  const [given, ended] = [new Map<string, number>(), new Map<string, number>()];
  const monthOf = monthsOfDays();
  let seen = 0;
  for (const [subject, own] of consents) {
    if (++seen % SLICE === 0) await pause(0);
    if (enrolled.get(subject) !== holder) continue;
    for (const { grantedAt, revokedAt } of own) {
      count(given, monthOf(grantedAt));
      if (revokedAt > 0) count(ended, monthOf(revokedAt));
    }
  }
  const months = [...new Set([...given.keys(), ...ended.keys()])].sort();
  return months.map((month) => ({ month, given: given.get(month) ?? 0, ended: ended.get(month) ?? 0 }));
}

function count(counts: Map<string, number>, month: string): void {
  counts.set(month, 1 + (counts.get(month) ?? 0));
}

/** The calendar is asked once a day of them, not once a consent. */
function monthsOfDays(): (seconds: number) => string {
  const known = new Map<number, string>();
  return (seconds) => {
    const day = Math.floor(seconds / 86_400);
    const month = known.get(day) ?? new Date(day * 86_400_000).toISOString().slice(0, 7);
    known.set(day, month);
    return month;
  };
}
