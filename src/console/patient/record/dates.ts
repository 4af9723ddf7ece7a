import type { Language } from '../../../client/index.ts';

/** As FHIR writes dates: as much of one as is known, with the clock of the place where it was written. */
const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;
const LOCALES = { en: 'en-GB', pt: 'pt-PT' } as const satisfies Record<Language, string>;

export function localeOf(language: Language): string {
  return LOCALES[language];
}

/** `Monday 2 March 2026, 09:10`, `March 2026`, `2026`; undefined for what is no date. The time is the one of the clock on the wall there, as
 *  who was there remembers it; of what is written in UTC, the reader's own. */
export function dateWords(text: string, language: Language): string | undefined {
  const [, year, month, day, hour, , zone] = DATE.exec(text) ?? [];
  if (year === undefined) return undefined;
  if (month === undefined) return year;
  const isUtc = zone === 'Z';
  const at = new Date(isUtc ? text : `${text.slice(0, 16)}${hour ? '' : day ? 'T00:00' : '-01T00:00'}Z`);
  if (Number.isNaN(at.getTime())) return undefined;
  const written = (form: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[language], { ...form, ...(isUtc ? {} : { timeZone: 'UTC' }) }).format(at);
  if (day === undefined) return written({ month: 'long', year: 'numeric' });
  const whole = written({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  return hour === undefined ? whole : `${whole}, ${written({ hour: '2-digit', minute: '2-digit' })}`;
}
