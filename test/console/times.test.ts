import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isWholeDays, momentOfPeriod } from '../../src/console/patient/periods.ts';
import { clock, date, exactly, isoTime, moment, onDay, onMoment } from '../../src/console/words/times.ts';

const zone = process.env['TZ'];
beforeAll(async () => {
  process.env['TZ'] = 'Atlantic/Azores';
  await i18next.init({ lng: 'pt', resources: {} });
});
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const at = (time: string) => Date.parse(time) / 1000;

describe('what a patient on the Azores reads of times', () => {
  it('has the preposition of its weekday, and is on its own clock, to the minute', async () => {
    await i18next.changeLanguage('pt');
    expect(onDay(at('2026-11-29T22:52:38Z'))).toBe('no domingo, 29 de novembro de 2026');
    expect(onDay(at('2026-11-30T22:52:38Z'))).toBe('na segunda-feira, 30 de novembro de 2026');
    expect(onMoment(Date.parse('2026-11-30T00:18:22Z'))).toBe('no domingo, 29 de novembro de 2026, às 23:18');
    await i18next.changeLanguage('en');
    expect(onMoment(Date.parse('2026-11-30T00:18:22Z'))).toBe('on Sunday, 29 November 2026, at 23:18');
  });

  it('has the exact time in UTC behind it alone', () => {
    expect(exactly(Date.parse('2026-11-30T00:18:22.500Z'))).toBe('2026-11-30 00:18:22 UTC');
  });

  it('has the days of a consent as they were signed, and a time within a day on its own clock', async () => {
    await i18next.changeLanguage('en');
    const [from, until] = [at('2026-11-29T00:00:00Z'), at('2027-11-28T23:59:59Z')];
    expect(isWholeDays({ from, until })).toBe(true);
    expect(momentOfPeriod(from)).toBe('Sunday, 29 November 2026');
    expect(momentOfPeriod(until, until + 1)).toBe('Sunday, 28 November 2027');
    const within = at('2026-11-29T00:52:38Z');
    expect(isWholeDays({ from: within, until })).toBe(false);
    expect(momentOfPeriod(within)).toBe('Saturday, 28 November 2026, 23:52');
  });

  it('has the first day of a permit as it was recorded, and not the one that it is on its own clock', async () => {
    await i18next.changeLanguage('pt');
    const first = at('2026-11-29T00:00:00Z');
    expect(date(first)).toBe('29 de novembro de 2026');
    expect(onDay(first)).toBe('no domingo, 29 de novembro de 2026');
    expect(onDay(at('2026-11-28T23:59:59Z'))).toBe('no sábado, 28 de novembro de 2026');
    // What happened in that second did so at a time of a place.
    expect(moment(1000 * first)).toBe('sábado, 28 de novembro de 2026, 23:00');
  });

  it('has the number itself where a gateway says one that no calendar has: the rest of the page stands', () => {
    const beyond = Number.MAX_SAFE_INTEGER;
    for (const said of [clock(beyond), isoTime(beyond), exactly(beyond)]) expect(said).toContain(String(beyond));
    for (const say of [date, onDay, momentOfPeriod, moment, onMoment]) expect(() => say(beyond)).not.toThrow();
    expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
  });
});
