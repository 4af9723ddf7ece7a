/** How long a pause may be; or until a day that the person names. */
export const PAUSES = ['week', 'month', 'quarter', 'year', 'day'] as const;
export type PauseSpan = (typeof PAUSES)[number];

/** As the contracts have it, and a day less: clocks differ. */
const LONGEST_YEARS = 10;
const MONTHS: Readonly<Record<'month' | 'quarter' | 'year', number>> = { month: 1, quarter: 3, year: 12 };

/** A pause as it is being chosen: `day` as a date field has it, 2026-12-24. */
export interface ChosenPause {
  readonly span?: PauseSpan;
  readonly day?: string;
}

/** The last second of a pause, where the person is; undefined while it is not chosen, or is no day that can be. `after`: the last second
 *  of one that is on, in whose place none comes that is not longer. */
export function pauseUntil({ span, day }: ChosenPause, now = new Date(), after = 0): number | undefined {
  if (span === undefined) return undefined;
  const last = span === 'day' ? namedDay(day ?? '') : dayAfter(span, now);
  if (last === undefined) return undefined;
  const end = new Date(last.getFullYear(), last.getMonth(), last.getDate(), 23, 59, 59);
  const latest = new Date(now.getFullYear() + LONGEST_YEARS, now.getMonth(), now.getDate() - 1);
  const seconds = end.getTime() / 1000;
  return end > now && end < latest && seconds > after ? seconds : undefined;
}

/** By the calendar: a month from 31 January on ends with the last day that February has. */
function dayAfter(span: Exclude<PauseSpan, 'day'>, now: Date): Date {
  if (span === 'week') return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 7);
  const month = now.getMonth() + MONTHS[span];
  const days = new Date(now.getFullYear(), month + 1, 0).getDate();
  return new Date(now.getFullYear(), month, Math.min(now.getDate(), days));
}

function namedDay(text: string): Date | undefined {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const named = new Date(Number(year), Number(month) - 1, Number(day));
  return named.getDate() === Number(day) ? named : undefined;
}
