import { describe, expect, it } from 'vitest';
import { beginSeconds, dayOnly, endSeconds, lastDaySeconds, lastSecondOf, thisDaySeconds } from '../../src/cli/time.ts';

const NOW = Date.UTC(2026, 10, 25, 12);
const at = (text: string) => Date.parse(text) / 1000;

describe('a date on the command line', () => {
  it('begins with its day and ends with it, in UTC', () => {
    expect(beginSeconds('2027-02-28', NOW)).toBe(at('2027-02-28T00:00:00Z'));
    expect(endSeconds('2027-02-28', NOW)).toBe(at('2027-02-28T23:59:59Z'));
    expect(endSeconds('2026-11-25', NOW)).toBe(at('2026-11-25T23:59:59Z'));
    expect(beginSeconds('2020-01-01', NOW)).toBe(at('2020-01-01T00:00:00Z'));
  });

  it('may be a period from now', () => {
    expect(endSeconds('90d', NOW)).toBe(NOW / 1000 + 90 * 86_400);
    expect(beginSeconds('12h', NOW)).toBe(NOW / 1000 + 12 * 3600);
  });

  it('ends a number of days with the last of them, however often it is said on a day', () => {
    for (const hour of [0, 12, 23]) {
      const now = Date.UTC(2026, 10, 25, hour, 30);
      expect(lastDaySeconds('1d', now)).toBe(at('2026-11-25T23:59:59Z'));
      expect(lastDaySeconds('365d', now)).toBe(at('2027-11-24T23:59:59Z'));
      expect(lastDaySeconds('2027-11-24', now)).toBe(at('2027-11-24T23:59:59Z'));
      expect(lastDaySeconds('12h', now)).toBe(now / 1000 + 12 * 3600);
    }
  });

  it('begins a consent with the day, which is over on the ledger a minute later than here', () => {
    expect(thisDaySeconds(Date.UTC(2026, 10, 25, 23, 59))).toBe(at('2026-11-25T00:00:00Z'));
    expect(thisDaySeconds(Date.UTC(2026, 10, 26, 0, 0, 30))).toBe(at('2026-11-25T00:00:00Z'));
    expect(thisDaySeconds(Date.UTC(2026, 10, 26, 0, 1, 0))).toBe(at('2026-11-26T00:00:00Z'));
  });

  it('must be one of the calendar, and as an end lie ahead', () => {
    for (const text of ['2027-02-30', '2027-13-01', '2027-2-1', '0d', '-1d', '90', '90 d', 'tomorrow', '1e3d']) {
      const says = /is no day and no period\. Write a day as YYYY-MM-DD, such as \d{4}-\d\d-\d\d, or a period as 90d/;
      expect(() => endSeconds(text, NOW)).toThrow(says);
      expect(() => beginSeconds(text, NOW)).toThrow(says);
    }
    expect(() => endSeconds('2026-11-24', NOW)).toThrow(/“2026-11-24” has passed\. .*or a period/);
  });

  it('is a day alone in a list, and nothing says that a period would be taken', () => {
    expect(lastSecondOf('2026-11-25', NOW)).toBe(at('2026-11-25T23:59:59Z'));
    expect(dayOnly('2020-01-01')).toBe(at('2020-01-01T00:00:00Z'));
    const form = 'Write a day as YYYY-MM-DD, such as 2031-12-31';
    for (const text of ['2027-02-30', '31.12.2031', '12/31/2031', '90d', 'now', '']) {
      const said = `“${text}” is no day of the calendar. ${form}.`;
      expect(() => lastSecondOf(text, NOW)).toThrow(expect.objectContaining({ message: said }));
      expect(() => dayOnly(text)).toThrow(expect.objectContaining({ message: said }));
    }
    const passed = `“2026-11-24” has passed. ${form}: one that is still to come.`;
    expect(() => lastSecondOf('2026-11-24', NOW)).toThrow(expect.objectContaining({ message: passed }));
  });
});
