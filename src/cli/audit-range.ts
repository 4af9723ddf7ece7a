import type { Bound, Range } from '../audit/source/range.ts';
import { CustosError } from '../core/errors.ts';

const DAY_MS = 86_400_000;

/** The range of an audit as people write it: each end the number of an entry, or a day of UTC, which belongs to it. */
export function auditRange(from: string | undefined, to: string | undefined): Range | undefined {
  if (from === undefined && to === undefined) return undefined;
  const [first, last] = [boundOf(from, '--from', 0), boundOf(to, '--to', DAY_MS - 1)];
  if (isBefore(last, first)) {
    throw new CustosError('INPUT_INVALID', `--to ${to} lies before --from ${from}: no entry would be audited.`);
  }
  return { ...(first ? { from: first } : {}), ...(last ? { to: last } : {}) };
}

function boundOf(text: string | undefined, option: string, within: number): Bound | undefined {
  if (text === undefined) return undefined;
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(text)) return { entry: Number(text) };
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // A day that the calendar does not have, such as 30 February, is no other day.
  if (!Number.isNaN(day) && new Date(day).toISOString().startsWith(text)) return { time: day + within };
  throw new CustosError('INPUT_INVALID', `${option} takes the number of an entry, or a day YYYY-MM-DD.`);
}

/** Two ends of different kinds may be in any order. */
function isBefore(last: Bound | undefined, first: Bound | undefined): boolean {
  if (last === undefined || first === undefined) return false;
  if ('entry' in last && 'entry' in first) return last.entry < first.entry;
  return 'time' in last && 'time' in first && last.time < first.time;
}
