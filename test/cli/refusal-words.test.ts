import { expect, it } from 'vitest';
import { refusalWords, withheldWords } from '../../src/cli/refusal-words.ts';
import { coarseCounts, WITHHELD } from '../../src/consent/reasons.ts';
import { INTERRUPTIONS, REFUSALS } from '../../src/core/entry.ts';

it('says in words why something was refused or cut off', () => {
  for (const reason of [...REFUSALS, ...INTERRUPTIONS]) expect(refusalWords(reason)).toMatch(/^[a-z]+( [a-z]+)+$/);
});

it('says in words why items are withheld', () => {
  const withheld = coarseCounts(Object.fromEntries(WITHHELD.map((reason) => [reason, 1])));
  const lines = withheldWords(withheld as Record<string, number>);
  expect(lines).toEqual([
    '17 items withheld: the people whom they are about do not allow this use',
    '1 item withheld: the version has no such item',
  ]);
});
