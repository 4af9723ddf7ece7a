import { CustosError } from '../core/errors.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** Bytes of a size such as `32MiB`, `32M` or `33554432`. Throws INPUT_INVALID. */
export function parseSize(text: string): number {
  const [, number, unit = ''] = /^(\d{1,12})\s*([KMG]?)(?:i?B)?$/i.exec(text.trim()) ?? [];
  const bytes = Number(number) * (UNITS[unit.toUpperCase()] ?? 1);
  if (number !== undefined && bytes > 0) return bytes;
  throw new CustosError('INPUT_INVALID', `${text} is no size. Give it as 32MiB, 32M or in bytes.`);
}

/** A size as people read it: `512 bytes`, `1.2 MB`. */
export function writtenSize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}
