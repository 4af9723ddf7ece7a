import { type Language, locale, spoken } from './language.ts';

const DAY = 86_400;
const WHOLE_DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;

/** `Saturday 28 November 2026` */
export function day(seconds: number): string {
  return written(seconds * 1000, { ...WHOLE_DAY, timeZone: zoneOf(seconds) });
}

/** `28 November 2026` */
export function date(seconds: number): string {
  return written(seconds * 1000, { day: 'numeric', month: 'long', year: 'numeric', timeZone: zoneOf(seconds) });
}

/** What begins or ends with a day does so in UTC, wherever it is recorded, and is told by that day everywhere; all else, by the clock of
 *  whoever reads it. */
function zoneOf(seconds: number): 'UTC' | undefined {
  return seconds % DAY === 0 || (seconds + 1) % DAY === 0 ? 'UTC' : undefined;
}

/** `Saturday 28 November 2026, 14:03`; of milliseconds. */
export function moment(ms: number): string {
  return `${written(ms, WHOLE_DAY)}, ${time(ms)}`;
}

/** `14:03:22`; of milliseconds. */
export function clock(ms: number): string {
  return written(ms, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** `on Saturday 28 November 2026`, with the preposition that its weekday has in that language. */
export function onDay(seconds: number): string {
  return `${prepositionOf(seconds, zoneOf(seconds))} ${day(seconds)}`;
}

/** `on Saturday 28 November 2026 at 14:03`, where the person is; of milliseconds. */
export function onMoment(ms: number): string {
  return `${prepositionOf(ms / 1000, undefined)} ${written(ms, WHOLE_DAY)}, ${AT[spoken()]} ${time(ms)}`;
}

/** `14:03`; of milliseconds. */
export function time(ms: number): string {
  return written(ms, { hour: '2-digit', minute: '2-digit' });
}

/** `2026-11-28 14:03:22 UTC`, as the record that hospitals share has it; of milliseconds. */
export function exactly(ms: number): string {
  return `${isoTime(ms).slice(0, 19).replace('T', ' ')} UTC`;
}

/** For files, `2026-11-28T14:03:22.000Z`; of milliseconds. A number that is no time, which a gateway may say, stays that number:
 *  the page is about more than it. */
export function isoTime(ms: number): string {
  return isTime(ms) ? new Date(ms).toISOString() : String(ms);
}

function isTime(ms: number): boolean {
  return !Number.isNaN(new Date(ms).getTime());
}

const AT = { en: 'at', pt: 'às' } as const satisfies Record<Language, string>;
/** Saturday and Sunday are masculine. */
const WEEKEND = [0, 6];

function prepositionOf(seconds: number, zone: 'UTC' | undefined): string {
  if (spoken() === 'en') return 'on';
  const at = new Date(seconds * 1000);
  return WEEKEND.includes(zone === 'UTC' ? at.getUTCDay() : at.getDay()) ? 'no' : 'na';
}

/** By language and form: to make one takes as long as to write a hundred times with it, and lists are scrolled. */
const formats = new Map<string, Intl.DateTimeFormat>();

function written(ms: number, form: Intl.DateTimeFormatOptions): string {
  const key = `${locale()} ${JSON.stringify(form)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale(), form);
  formats.set(key, format);
  return isTime(ms) ? format.format(ms) : String(ms);
}
