import { expect, it } from 'vitest';
import { reachedWord } from '../../../src/console/staff/reached-word.ts';

const NOBODY = { reach: 'none', signsBy: [], grants: 0, optOut: 'none' } as const;

it('of whom nothing is recorded no page says that it takes part by paper or telephone', () => {
  expect(reachedWord(NOBODY)).toBe('reaches.uninvited');
  expect(reachedWord({ ...NOBODY, grants: 1 })).toBe('reaches.none');
  expect(reachedWord({ ...NOBODY, optOut: 'research' })).toBe('reaches.none');
  expect(reachedWord({ ...NOBODY, reach: 'invited' })).toBe('reaches.invited');
  expect(reachedWord({ ...NOBODY, reach: 'signs', signsBy: ['self', 'guardian'] })).toBe('reaches.signs.both');
});
