import { expect, it } from 'vitest';
import type { Dataset, Permit } from '../../../src/client/index.ts';
import { standingOf } from '../../../src/console/research/standing.ts';
import { declaredIn } from '../../../src/console/research/use-of-data.ts';

const HOLDER = '0x01';
const version = { version: 1, supersededAt: 0, endedAt: 0 };
const dataset = { dataset: '0xd5', holder: HOLDER, retiredAt: 0, versions: [version] } as unknown as Dataset;
const permit = (number: number, state: string, until = 0) =>
  ({ permit: number, dataset: '0xd5', state, until }) as unknown as Permit;

it('what one may do with a dataset names all permits that are not over, those that count first', () => {
  const permits = [
    permit(1, 'active', 20),
    permit(2, 'revoked'),
    permit(3, 'notYetValid'),
    permit(4, 'active', 30),
    permit(5, 'awaitsAcceptance'),
  ];
  const standing = standingOf(dataset, permits, HOLDER);
  expect(standing.state).toBe('granted');
  expect('current' in standing && standing.current.map((one) => one.permit)).toEqual([4, 1, 5, 3]);
});

it('a country of an address is chosen as it is listed, and what is none is not declared', () => {
  expect([declaredIn({ country: 'pt' }).country, declaredIn({ country: 'Portugal' }).country]).toEqual([
    'PT',
    undefined,
  ]);
});
