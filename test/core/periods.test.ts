import { describe, expect, it } from 'vitest';
import { lastSecondOfYears, pauseEnd, requirePeriod } from '../../src/core/periods.ts';

const NOW = 1_764_547_200;
const DAY = 86_400;

describe('the period of a consent', () => {
  it.each<[string, number, number]>([
    ['that ends with today', NOW - DAY, NOW - 59],
    ['of one second', NOW, NOW],
    ['of a life', NOW, NOW + 99 * 366 * DAY],
    ['that begins later', NOW + DAY, NOW + 2 * DAY],
  ])('is taken where it is one %s', (_, fromSeconds, untilSeconds) => {
    expect(() => requirePeriod('The consent', { fromSeconds, untilSeconds }, NOW)).not.toThrow();
  });

  it.each<[string, number, number, RegExp]>([
    ['before it begins', NOW + 2 * DAY, NOW + DAY, /on 2025-12-02, before it begins \(2025-12-03\)\. Name a day/],
    ['in the past', NOW - 9 * DAY, NOW - DAY, /on 2025-11-30, which has passed/],
    ['after a life', NOW, Date.parse('2300-01-01') / 1000, /on 2300-01-01: name a day within 100 years/],
    ['where four digits end', NOW, Date.parse('9999-12-31') / 1000, /in the year 9999: name a day within/],
    ['where the ledger’s numbers end', NOW, 2 ** 48 - 1, /after all calendars: name a day within/],
  ])('is refused where it would end %s, with what is possible', (_, fromSeconds, untilSeconds, says) => {
    const asked = () => requirePeriod('The consent', { fromSeconds, untilSeconds }, NOW);
    expect(asked).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringMatching(says) }));
  });
});

describe('years', () => {
  it.each([
    ['2026-11-29', 1, '2027-11-28'],
    ['2026-11-29', 5, '2031-11-28'],
    ['2026-11-29', 10, '2036-11-28'],
    ['2028-02-29', 1, '2029-02-28'],
    ['2028-02-29', 4, '2032-02-28'],
    ['2027-03-01', 1, '2028-02-29'],
  ])('are those of the calendar: from %s on, %s of them end with %s', (from, years, last) => {
    const end = lastSecondOfYears(Date.parse(`${from}T22:52:38Z`) / 1000, years);
    expect(new Date(end * 1000).toISOString()).toBe(`${last}T23:59:59.000Z`);
  });
});

describe('the end of a pause', () => {
  it('lies ahead, within ten years', () => {
    expect(pauseEnd(NOW + 1, NOW)).toBe(NOW + 1);
    expect(pauseEnd(NOW + 3_650 * DAY, NOW)).toBe(NOW + 3_650 * DAY);
    for (const end of [NOW, NOW - 1, NOW + 3_661 * DAY, Number.POSITIVE_INFINITY, Number.NaN]) {
      expect(() => pauseEnd(end, NOW)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    }
  });
});
