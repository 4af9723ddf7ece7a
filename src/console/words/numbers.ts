import { locale } from './language.ts';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** By language: to make one takes as long as to write a hundred numbers with it. */
const figures = new Map<string, Intl.NumberFormat>();

/** `12,431` */
export function figure(value: number): string {
  const format = figures.get(locale()) ?? new Intl.NumberFormat(locale());
  figures.set(locale(), format);
  return format.format(value);
}

/** `512 bytes`, `3.4 MB`; of bytes. */
export function size(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const form = { style: 'unit', unit: UNITS[step] ?? 'byte', maximumFractionDigits: step > 1 ? 1 : 0 } as const;
  return new Intl.NumberFormat(locale(), { ...form, unitDisplay: step === 0 ? 'long' : 'short' }).format(
    bytes / 1000 ** step,
  );
}

/** `laboratory results, scans and visits` */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(words);
}

/** `a data manager or an auditor` */
export function either(words: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'disjunction' }).format(words);
}
