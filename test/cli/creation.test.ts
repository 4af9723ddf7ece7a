import { describe, expect, it } from 'vitest';
import { create } from '../../src/cli/creation.ts';
import type { Names } from '../../src/cli/names.ts';
import { remainingWords } from '../../src/cli/remaining-grants.ts';
import { CustosError } from '../../src/core/errors.ts';
import { ZERO_DIGEST } from '../../src/core/ids.ts';

const LOST = new CustosError('GATEWAY_UNREACHABLE', 'The gateway cut the answer off.');
const RUNNING = new CustosError('CONFLICT', 'It is still running.', { details: { running: true } });
const first = 0;

/** Answers in turn; an error is thrown. */
function gateway(...answers: readonly unknown[]) {
  const keys: unknown[] = [];
  const json = async (_method: string, _path: string, { idempotencyKey }: { idempotencyKey?: string } = {}) => {
    const answer = answers[keys.push(idempotencyKey) - 1];
    if (answer instanceof Error) throw answer;
    return answer as never;
  };
  return { json, keys };
}

describe('what a command asks to be made', () => {
  it('is asked for again with the same key where the answer was lost, also while it still runs', async () => {
    const asked = gateway(LOST, RUNNING, LOST, { permit: 3 });
    expect(await create(asked, '/v1/permits', {}, { first })).toEqual({ permit: 3 });
    expect(asked.keys).toHaveLength(4);
    expect(new Set(asked.keys).size).toBe(1);
  });

  it('has another key each time', async () => {
    const asked = gateway({}, {});
    await create(asked, '/v1/permits', {});
    await create(asked, '/v1/permits', {});
    expect(new Set(asked.keys).size).toBe(2);
  });

  it('is not asked for again where it was refused', async () => {
    const asked = gateway(new CustosError('CONFLICT', 'The import is being published.'), {});
    await expect(create(asked, '/v1/permits', {}, { first })).rejects.toThrow('being published');
    expect(asked.keys).toHaveLength(1);
  });

  it('may have been made where no answer came at all, and that is said', async () => {
    const asked = gateway(LOST, LOST, LOST, LOST, LOST, LOST, LOST);
    await expect(create(asked, '/v1/permits', {}, { first })).rejects.toThrow(/Whether it was done is not known/);
  });
});

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
  };

  it('names each consent that still counts, and says where there is none', () => {
    expect(remainingWords([], names, 'patient')).toEqual(['No other consent counts any more.']);
    expect(remainingWords([grant], names, 'patient')).toEqual([
      'One other consent still counts:',
      '  0x11111111: any requester may use only the dataset “Cardiology” for general research use; non-commercial use only, until 2028-01-01, recorded from paper, 2026-02-02 02:40 UTC',
    ]);
    expect(remainingWords([grant, { ...grant, dataset: ZERO_DIGEST }], names, 'patient')).toMatchObject([
      '2 other consents still count:',
      expect.anything(),
      expect.stringContaining('may use all data of “Hospital” for'),
    ]);
  });
});
