import { describe, expect, it } from 'vitest';
import { didYouMean, nearestName } from '../../src/core/nearest-name.ts';

const KNOWN = ['requester', 'holder', 'auditor', 'authority', 'HMB', 'GRU'];

describe('the nearest name', () => {
  it.each([
    ['reqester', 'requester'],
    ['requestre', 'requester'],
    ['auditer', 'auditor'],
    ['AUDITOR', 'auditor'],
    ['HBM', 'HMB'],
    ['gru', 'GRU'],
    ['hlder', 'holder'],
  ])('of %s is %s', (given, meant) => {
    expect(nearestName(given, KNOWN)).toBe(meant);
  });

  it.each(['', 'x', 'patient', 'XYZ', `holder${'x'.repeat(100_000)}`])('of what is like none is none: %s', (given) => {
    expect(nearestName(given, KNOWN)).toBeUndefined();
    expect(didYouMean(given, KNOWN)).toBe('');
  });

  it('is put as a question', () => {
    expect(didYouMean('holdr', KNOWN)).toBe(' Did you mean holder?');
  });
});
