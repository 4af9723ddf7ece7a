import { locale } from './language.ts';

/** `Saturday 28 November 2026` */
export function day(seconds: number): string {
  return written(seconds * 1000, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** `28 November 2026` */
export function date(seconds: number): string {
  return written(seconds * 1000, { day: 'numeric', month: 'long', year: 'numeric' });
}

/** `Saturday 28 November 2026, 14:03`; of milliseconds. */
export function moment(ms: number): string {
  return `${day(ms / 1000)}, ${written(ms, { hour: '2-digit', minute: '2-digit' })}`;
}

/** `14:03:22`; of milliseconds. */
export function clock(ms: number): string {
  return written(ms, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

function written(ms: number, form: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), form).format(ms);
}
