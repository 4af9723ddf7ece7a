const DATE_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/i;

/** A point in time as exact as it was written. */
export interface Instant {
  /** Since 1970 UTC. */
  readonly seconds: number;
  /** Digits behind the point, without zeros at the end. */
  readonly fraction: string;
}

/** Reads a FHIR `instant` (or a dateTime with zone); null for anything less. */
export function readInstant(text: string | null): Instant | null {
  const parts = DATE_TIME.exec(text ?? '');
  const zone = parts?.[8];
  if (parts === null || zone === undefined) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const utc = Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offsetSeconds(zone);
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 24 && minute <= 59 && second <= 60;
  return exists ? { seconds: utc, fraction: (parts[7] ?? '').replace(/0+$/, '') } : null;
}

/** Below 0 where `a` is the earlier one, above 0 where it is the later one. */
export function compareInstants(a: Instant, b: Instant): number {
  if (a.seconds !== b.seconds) return a.seconds - b.seconds;
  if (a.fraction === b.fraction) return 0;
  return a.fraction < b.fraction ? -1 : 1; // digits of a fraction order as text does
}

/** Whether a FHIR `dateTime` that ends a period lies behind `now` (milliseconds since 1970 UTC) wherever on earth it
 *  was written; a date without time ends with its last second. False for what is no dateTime. */
export function isPast(end: string | null, now: number): boolean {
  const instant = readInstant(end);
  if (instant !== null) return (instant.seconds + 1) * 1000 <= now;
  const days = daysOf(end);
  return days !== null && days.next + WESTERNMOST_MS <= now;
}

/** Whether a FHIR `dateTime` that begins a period lies ahead of `now`, wherever on earth it was written. */
export function isAhead(start: string | null, now: number): boolean {
  const instant = readInstant(start);
  if (instant !== null) return instant.seconds * 1000 > now;
  const days = daysOf(start);
  return days !== null && days.first - EASTERNMOST_MS > now;
}

/** When a date of whatever precision begins, and when what follows it does, if it was written in UTC. */
function daysOf(text: string | null): { first: number; next: number } | null {
  const parts = DATE_TIME.exec(text ?? '');
  if (parts === null) return null;
  const [year = 0, month, day] = parts.slice(1, 4).map((part) => (part === undefined ? undefined : Number(part)));
  const first = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  if (day !== undefined) return { first, next: Date.UTC(year, (month ?? 1) - 1, day + 1) };
  return { first, next: month !== undefined ? Date.UTC(year, month) : Date.UTC(year + 1, 0) };
}

/** No zone of the earth ends a day later behind UTC. */
const WESTERNMOST_MS = 12 * 3_600_000;
/** Nor does a day begin earlier before UTC. */
const EASTERNMOST_MS = 14 * 3_600_000;

function offsetSeconds(zone: string): number {
  if (/^z$/i.test(zone)) return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}
