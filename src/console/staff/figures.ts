import { figure } from '../words/numbers.ts';

/** `urn:mrn: 24, urn:ward: 6`; `named`: what each is called. */
export function counted(counts: Readonly<Record<string, number>>, named = (what: string) => what): string {
  return Object.entries(counts)
    .map(([what, count]) => `${named(what)}: ${figure(count)}`)
    .join(', ');
}

/** The first second of a day that was typed as `YYYY-MM-DD`, and its last one: days are those of UTC wherever something is recorded, so
 *  that the same form is the same consent, and the same permit ends on the same day, by whichever page or command. */
export function firstSecond(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

export function lastSecond(day: string): number {
  return firstSecond(day) + 86_399;
}

/** Of a day that was typed as `YYYY-MM-DD`, or nothing yet. */
export function isOver(day: string): boolean {
  return day !== '' && lastSecond(day) < Date.now() / 1000;
}

export function isToCome(day: string): boolean {
  return day !== '' && day > dayAhead(0);
}

/** Days that were typed and that no form or permit can have: it is said what is wrong with them, since they do not fail to be said. */
export function wrongDays({ signedOn = '', until = '' }: { readonly signedOn?: string; readonly until?: string }) {
  return [...(isOver(until) ? (['until'] as const) : []), ...(isToCome(signedOn) ? (['signedOn'] as const) : [])];
}

/** `YYYY-MM-DD` of so many days from now. */
export function dayAhead(days: number): string {
  const at = new Date(Date.now() + days * 86_400_000);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}
