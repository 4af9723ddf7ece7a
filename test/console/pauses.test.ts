import { describe, expect, it } from 'vitest';
import { type ChosenPause, pauseUntil } from '../../src/console/patient/pauses.ts';

/** The last day of a pause that is chosen on a day, as 2026-12-06 23:59:59 where the person is. */
function lastOf(chosen: ChosenPause, today: readonly [number, number, number]): string | undefined {
  const until = pauseUntil(chosen, new Date(today[0], today[1] - 1, today[2], 14, 3));
  if (until === undefined) return undefined;
  const at = new Date(until * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

describe('a pause', () => {
  it.each([
    ['week', [2026, 11, 29], '2026-12-06'],
    ['month', [2027, 1, 31], '2027-02-28'],
    ['quarter', [2026, 11, 30], '2027-02-28'],
    ['year', [2027, 3, 1], '2028-03-01'],
    ['year', [2028, 2, 29], '2029-02-28'],
  ] as const)('of a %s from %j on ends with a day of the calendar', (span, today, last) => {
    expect(lastOf({ span }, today)).toBe(`${last} 23:59:59`);
  });

  it('ends with a day that was named, today included', () => {
    expect(lastOf({ span: 'day', day: '2026-12-24' }, [2026, 11, 29])).toBe('2026-12-24 23:59:59');
    expect(lastOf({ span: 'day', day: '2026-11-29' }, [2026, 11, 29])).toBe('2026-11-29 23:59:59');
  });

  it.each(['', '2026-11-28', '2026-02-30', '2036-11-29', 'soon'])('is none where the day named is “%s”', (day) => {
    expect(lastOf({ span: 'day', day }, [2026, 11, 29])).toBeUndefined();
  });

  it('is none where one that is on lasts as long, or longer', () => {
    const now = new Date(2026, 10, 30, 14, 3);
    const quarter = pauseUntil({ span: 'quarter' }, now);
    expect(pauseUntil({ span: 'week' }, now, quarter)).toBeUndefined();
    expect(pauseUntil({ span: 'quarter' }, now, quarter)).toBeUndefined();
    expect(pauseUntil({ span: 'day', day: '2026-12-24' }, now, quarter)).toBeUndefined();
    expect(pauseUntil({ span: 'year' }, now, quarter)).toBeGreaterThan(quarter ?? 0);
  });

  it('is none before something was chosen', () => {
    expect(pauseUntil({})).toBeUndefined();
  });
});
