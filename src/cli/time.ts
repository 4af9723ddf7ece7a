import { CustosError } from '../core/errors.ts';
import { type Period, pauseEnd, requirePeriod } from '../core/periods.ts';

const DAY = 86_400;
/** How far the ledger's clock may be behind this machine's. */
const BEHIND = 60;
/** The one form that lists take. */
export const DAY_FORM = 'Write a day as YYYY-MM-DD, such as 2031-12-31';
const EITHER_FORM = `${DAY_FORM}, or a period as 90d (days) or 12h (hours)`;

/** Seconds since 1970 UTC at which something ends: with the day `YYYY-MM-DD`, or after a period such as `90d`, `12h`.
 *  It lies ahead. */
export function endSeconds(text: string, now: number = Date.now()): number {
  const end = periodEnd(text, now) ?? dayBegin(text) + DAY - 1;
  if (end * 1000 > now) return end;
  throw new CustosError('INPUT_INVALID', `${quoted(text)} has passed. ${EITHER_FORM}: one that is still to come.`);
}

/** As `endSeconds`, but a number of days ends with the last of them in UTC, today being the first: said twice on a day, it
 *  is the same end. */
export function lastDaySeconds(text: string, now: number = Date.now()): number {
  const end = endSeconds(text, now);
  return text.endsWith('d') ? Math.floor(end / DAY) * DAY - 1 : end;
}

/** The period of a consent; INPUT_INVALID for one that no gateway takes. */
export function consentPeriod(fromSeconds: number, untilSeconds: number): Period {
  const period = { fromSeconds, untilSeconds };
  requirePeriod('The consent', period);
  return period;
}

/** As `lastDaySeconds`, of a pause; INPUT_INVALID for one that no gateway takes. */
export function lastPausedSecond(text: string): number {
  return pauseEnd(lastDaySeconds(text));
}

/** Seconds since 1970 UTC at which the day began that it is, on the ledger as well: what a person reads has no time of day. */
export function thisDaySeconds(now: number = Date.now()): number {
  return Math.floor((now / 1000 - BEHIND) / DAY) * DAY;
}

/** As `endSeconds`, of a day alone: after a period, what is said twice would end at two times. */
export function lastSecondOf(day: string, now: number = Date.now()): number {
  const end = dayOnly(day) + DAY - 1;
  if (end * 1000 > now) return end;
  throw new CustosError('INPUT_INVALID', `${quoted(day)} has passed. ${DAY_FORM}: one that is still to come.`);
}

/** Seconds since 1970 UTC at which a day begins. */
export function dayOnly(text: string): number {
  const day = dayIn(text);
  if (day !== undefined) return day;
  throw new CustosError('INPUT_INVALID', `${quoted(text)} is no day of the calendar. ${DAY_FORM}.`);
}

/** Seconds since 1970 UTC at which something begins: with the day `YYYY-MM-DD`, or after a period. */
export function beginSeconds(text: string, now: number = Date.now()): number {
  return periodEnd(text, now) ?? dayBegin(text);
}

/** Seconds since 1970 UTC as a command printed them for another one. */
export function secondsOf(text: string, option: string): number {
  if (/^[1-9][0-9]{0,14}$/.test(text)) return Number(text);
  throw new CustosError('INPUT_INVALID', `${option} takes seconds since 1970 UTC, as they were printed.`);
}

function periodEnd(text: string, now: number): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,4})([dh])$/.exec(text) ?? [];
  return count === undefined ? undefined : Math.floor(now / 1000) + Number(count) * (unit === 'd' ? DAY : 3_600);
}

/** A day that the calendar does not have, such as 30 February, is no other day. */
function dayIn(text: string): number | undefined {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(day) && new Date(day).toISOString().startsWith(text) ? day / 1000 : undefined;
}

function dayBegin(text: string): number {
  const day = dayIn(text);
  if (day !== undefined) return day;
  throw new CustosError('INPUT_INVALID', `${quoted(text)} is no day and no period. ${EITHER_FORM}.`);
}

function quoted(text: string): string {
  return `“${text.slice(0, 40)}”`;
}
