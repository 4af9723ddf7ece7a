import { CustosError } from '../core/errors.ts';

const DAY = 86_400;

/** Seconds since 1970 UTC at which something ends: with the day `YYYY-MM-DD`, or after a period such as `90d`, `12h`.
 *  It lies ahead. */
export function endSeconds(text: string, now: number = Date.now()): number {
  const end = periodEnd(text, now) ?? dayBegin(text) + DAY - 1;
  if (end * 1000 > now) return end;
  throw new CustosError('INPUT_INVALID', `${text} has passed. Name a day that is still to come, or a period from now.`);
}

/** As `endSeconds`, but a number of days ends with the last of them in UTC, today being the first: said twice on a day, it
 *  is the same end. */
export function lastDaySeconds(text: string, now: number = Date.now()): number {
  const end = endSeconds(text, now);
  return text.endsWith('d') ? Math.floor(end / DAY) * DAY - 1 : end;
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
function dayBegin(text: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(day) && new Date(day).toISOString().startsWith(text)) return day / 1000;
  throw new CustosError('INPUT_INVALID', `${text} is neither a day YYYY-MM-DD nor a period such as 90d or 12h.`);
}
