import { CustosError } from '../core/errors.ts';

const DAY = 86_400;

/** Seconds since 1970 UTC of the end of a day `YYYY-MM-DD`, or of a period from now such as `90d`, `12h`. */
export function inSeconds(text: string, now: number = Date.now()): number {
  const period = /^(\d{1,5})([dh])$/.exec(text);
  if (period) return Math.floor(now / 1000) + Number(period[1]) * (period[2] === 'd' ? DAY : 3_600);
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(day))
    throw new CustosError('INPUT_INVALID', `${text} is neither a day YYYY-MM-DD nor a period such as 90d.`);
  return day / 1000 + DAY - 1;
}
