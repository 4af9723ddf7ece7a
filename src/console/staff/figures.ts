import { figure } from '../words/numbers.ts';

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

/** Of a day that was typed as `YYYY-MM-DD`, or nothing yet. */
export function isOver(day: string): boolean {
  return day !== '' && lastSecond(day) < Date.now() / 1000;
}

export function isToCome(day: string): boolean {
  return day !== '' && day > dayAhead(0);
}

/** `YYYY-MM-DD` of so many days from now. */
export function dayAhead(days: number): string {
  const at = new Date(Date.now() + days * 86_400_000);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}
