import { dateWords } from './date-words.ts';
import { CustosError } from './errors.ts';

const YEAR_SECONDS = 31_557_600;
/** Longer than a life: no date that anybody means. */
const LONGEST_YEARS = 100;
/** Within the year 5138. */
const FAR_SECONDS = 1e11;
/** Clocks differ, and a form may be recorded, or completed, on its last day. */
export const TOLERANCE_SECONDS = 60;
/** Whoever wants longer opts out, and back in when it likes. */
const MAX_PAUSE_SECONDS = 10 * 366 * 86_400;

/** From when until when something counts: seconds since 1970 UTC, the last one included. */
export interface Period {
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

/** Throws INPUT_INVALID for a period that can only be a mistake: it ends before it begins, is over, or is longer than a life. `what`
 *  begins the sentence. */
export function requirePeriod(
  what: string,
  { fromSeconds, untilSeconds }: Period,
  nowSeconds: number = Date.now() / 1000,
): void {
  const ends = `${what} would end ${endWords(untilSeconds)}`;
  if (untilSeconds < fromSeconds)
    throw invalid(`${ends}, before it begins (${dateWords(fromSeconds)}). Name a day from then on.`);
  if (untilSeconds < nowSeconds - TOLERANCE_SECONDS)
    throw invalid(`${ends}, which has passed: it would never count. Name a day that is still to come.`);
  if (untilSeconds - nowSeconds > LONGEST_YEARS * YEAR_SECONDS)
    throw invalid(`${ends}: name a day within ${LONGEST_YEARS} years.`);
}

/** The last second of so many years by the calendar, in UTC, of which the day of `fromSeconds` is the first: of one year from 29 November
 *  2026 on, 28 November 2027 is the last day. */
export function lastSecondOfYears(fromSeconds: number, years: number): number {
  const from = new Date(fromSeconds * 1000);
  return Date.UTC(from.getUTCFullYear() + years, from.getUTCMonth(), from.getUTCDate()) / 1000 - 1;
}

/** The last second of a pause; INPUT_INVALID for one that is past or very long. */
export function pauseEnd(untilSeconds: number, nowSeconds: number = Math.floor(Date.now() / 1000)): number {
  if (untilSeconds > nowSeconds && untilSeconds <= nowSeconds + MAX_PAUSE_SECONDS) return untilSeconds;
  throw invalid('A pause ends later than now and within ten years. To withhold everything without an end, opt out.');
}

/** What is far off would be read as milliseconds where a date is put into words. */
function endWords(seconds: number): string {
  if (seconds < FAR_SECONDS) return `on ${dateWords(seconds)}`;
  const year = new Date(seconds * 1000).getUTCFullYear();
  return Number.isNaN(year) ? 'after all calendars' : `in the year ${year}`;
}

function invalid(message: string): CustosError {
  return new CustosError('INPUT_INVALID', message);
}
