import { spoken } from './language.ts';

const LOCALE = { en: 'en-GB', pt: 'pt-PT' } as const;
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** `12,431` */
export function figure(value: number): string {
  return new Intl.NumberFormat(LOCALE[spoken()]).format(value);
}

/** `3.4 MB`; of bytes. */
export function size(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const form = { style: 'unit', unit: UNITS[step] ?? 'byte', maximumFractionDigits: step > 1 ? 1 : 0 } as const;
  return new Intl.NumberFormat(LOCALE[spoken()], form).format(bytes / 1000 ** step);
}

/** `laboratory results, scans and visits` */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(LOCALE[spoken()], { type: 'conjunction' }).format(words);
}
