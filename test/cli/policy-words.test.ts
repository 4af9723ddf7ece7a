import { expect, it } from 'vitest';
import { boundValue, boundWords, durationWords, typedBound } from '../../src/cli/policy-words.ts';
import { DEFAULT_POLICY } from '../../src/ledger/deploy.ts';

it('says of each bound of the policy what it is, in words', () => {
  for (const field of Object.keys(DEFAULT_POLICY)) expect(boundWords(field)).toMatch(/^(?:how|whether) .{10}/);
  expect(boundWords('newBound')).toBe('newBound');
});

it('gives values with their units', () => {
  expect(boundValue('maxLag', 60)).toBe('1 minute');
  expect(boundValue('recordedEndsAfter', 0)).toBe('it stays');
  expect(boundValue('firstBindingDelayed', true)).toBe('yes');
  const words = [0, 1, 90, 3_600, 86_400, 172_861].map(durationWords);
  expect(words).toEqual([
    '0 seconds',
    '1 second',
    '1 minute 30 seconds',
    '1 hour',
    '1 day',
    '2 days 1 minute 1 second',
  ]);
});

it('takes values as it gives them, in seconds, and nothing else', () => {
  for (const seconds of [0, 1, 90, 3_600, 172_861]) {
    for (const text of [String(seconds), durationWords(seconds)]) expect(typedBound('maxLag', 60, text)).toBe(seconds);
  }
  expect(typedBound('recordedEndsAfter', 60, 'it stays')).toBe(0);
  expect([typedBound('x', false, 'yes'), typedBound('x', true, 'false')]).toEqual([true, false]);
  for (const text of ['abc', '2 minute s', 'minutes', '-1', '1.5 days', '2 weeks', '50000 days', 'yes', 'it stays']) {
    expect(typedBound('maxLag', 60, text), text).toBeUndefined();
  }
  expect(typedBound('x', true, '1')).toBeUndefined();
});
