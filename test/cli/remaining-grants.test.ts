import { describe, expect, it } from 'vitest';
import type { Names } from '../../src/cli/names.ts';
import { remainingWords } from '../../src/cli/remaining-grants.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';

describe('what is said after a withdrawal', () => {
  const grant = {
    grant: `0x${'11'.repeat(32)}`,
    kind: 'recorded',
    grantedAt: 1_770_000_000,
    permission: 'GRU',
    modifiers: ['NCU'],
    grantee: ZERO_DIGEST,
    dataset: `0x${'22'.repeat(32)}`,
    until: 1_830_297_600,
  } as const;

  const names: Names = {
    dataset: () => '“Cardiology”',
    member: () => '“Hospital”',
    scope: (of) => (of === ZERO_DIGEST ? 'all data of “Hospital”' : 'only the dataset “Cardiology”'),
    grantee: () => 'any requester',
    log: (of) => `log ${of}`,
  };

  it('names each consent that still counts, and says where there is none', () => {
    expect(remainingWords([], names, { reader: 'patient', language: 'en' })).toEqual([
      'No other consent counts any more.',
    ]);
    expect(remainingWords([grant], names, { reader: 'patient', language: 'en' })).toEqual([
      'One other consent still counts:',
      '  0x11111111: any requester may use only the dataset “Cardiology” for general research use; non-commercial use only, until 2028-01-01, recorded from paper, 2026-02-02 02:40 UTC',
    ]);
    expect(
      remainingWords([grant, { ...grant, dataset: ZERO_DIGEST }], names, { reader: 'patient', language: 'en' }),
    ).toMatchObject([
      '2 other consents still count:',
      expect.anything(),
      expect.stringContaining('may use all data of “Hospital” for'),
    ]);
  });
});
