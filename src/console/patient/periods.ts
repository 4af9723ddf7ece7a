import type { Consent } from '../../client/index.ts';
import { day, time } from '../words/times.ts';

const DAY = 86_400;

/** Consents that begin and end with a day do so in UTC, and are told by that day everywhere: that is what was signed. */
export function isWholeDays({ from, until }: Pick<Consent, 'from' | 'until'>): boolean {
  return from % DAY === 0 && (until + 1) % DAY === 0;
}

/** The first or the last second of a consent in words: a day, and within a day the time on the clock of whoever reads it. `boundary`: the
 *  second after the last one. */
export function momentOfPeriod(seconds: number, boundary: number = seconds): string {
  if (boundary % DAY !== 0) return `${day(seconds)}, ${time(seconds * 1000)}`;
  return day(seconds);
}

/** When the day began that it is, in UTC: what is chosen by days begins with it. */
export function startOfToday(): number {
  return Math.floor(Date.now() / 1000 / DAY) * DAY;
}
