import { expect, it } from 'vitest';
import { dayAhead, wrongDays } from '../../../src/console/staff/figures.ts';

it('a day that was typed and cannot be is told from one that was not typed', () => {
  expect(wrongDays({ signedOn: '', until: '' })).toEqual([]);
  expect(wrongDays({ signedOn: dayAhead(0), until: dayAhead(1) })).toEqual([]);
  expect(wrongDays({ signedOn: dayAhead(2), until: '2020-01-01' })).toEqual(['until', 'signedOn']);
});
