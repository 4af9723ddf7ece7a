import { describe, expect, it } from 'vitest';
import { dateWords } from '../../src/core/date-words.ts';

const SECONDS = Date.UTC(2026, 10, 28) / 1000;

describe('a date for people', () => {
  it.each([
    ['is a day where it begins one', SECONDS, '2026-11-28'],
    ['is a day where it ends one', SECONDS + 86_399, '2026-11-28'],
    ['has its time within a day', SECONDS + 3_600 * 14 + 62, '2026-11-28 14:01 UTC'],
    ['may be in milliseconds', (SECONDS + 3_600) * 1000 + 999, '2026-11-28 01:00 UTC'],
    ['is none for 0', 0, 'none'],
    ['is what was sent where that is no time', 1e18, '1000000000000000000'],
  ])('%s', (_, value, words) => {
    expect(dateWords(value)).toBe(words);
  });
});
