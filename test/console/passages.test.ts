import { expect, it } from 'vitest';
import { changedPassages } from '../../src/console/patient/passages.ts';

const FIRST = 'You decide.\n\nData is kept for ten years.\n\nAsk us.';

it('shows what was changed, left out and added, and nothing that stayed', () => {
  expect(changedPassages(FIRST, 'You decide.\n\nData is kept for five years.\n\nAsk us.')).toEqual([
    { was: 'Data is kept for ten years.', now: 'Data is kept for five years.' },
  ]);
  expect(changedPassages(FIRST, 'You decide.\n\nAsk us.')).toEqual([{ was: 'Data is kept for ten years.', now: '' }]);
  expect(changedPassages(FIRST, `${FIRST}\n\nNobody may sell it.`)).toEqual([{ was: '', now: 'Nobody may sell it.' }]);
});

it('takes other ends of lines for no change', () => {
  expect(changedPassages(FIRST, FIRST.replaceAll('\n', '\r\n'))).toEqual([]);
});
