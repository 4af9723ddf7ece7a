import { spoken } from '../words/language.ts';

const LOCALE = { en: 'en-GB', pt: 'pt-PT' } as const;

/** `12,431` */
export function figure(count: number): string {
  return new Intl.NumberFormat(LOCALE[spoken()]).format(count);
}

/** `3.4 MB` */
export function size(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(LOCALE[spoken()], {
    style: 'unit',
    unit: units[power] as string,
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

/** `Observation (24), Condition (6)` */
export function counted(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([what, count]) => `${what} (${figure(count)})`)
    .join(', ');
}

/** The second after the last one of a day that was typed as `YYYY-MM-DD`, less one. */
export function lastSecond(day: string): number {
  return Math.floor(new Date(`${day}T00:00:00`).getTime() / 1000) + 86_399;
}

/** `YYYY-MM-DD` of so many days from now. */
export function dayAhead(days: number): string {
  const at = new Date(Date.now() + days * 86_400_000);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}
