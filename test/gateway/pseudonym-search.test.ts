import { expect, it } from 'vitest';
import type { Address, Pseudonym } from '../../src/core/ids.ts';
import { MAX_FOUND, pseudonymsBeginning } from '../../src/gateway/ledger/pseudonym-search.ts';

const [OURS, OTHERS] = ['0x01', '0x02'] as unknown as [Address, Address];
const pseudonym = (beginning: string, number = 0) =>
  `0x${beginning}${String(number).padStart(64 - beginning.length, '0')}` as Pseudonym;

const ENROLLED = new Map<Pseudonym, Address>([
  [pseudonym('abcd1'), OURS],
  [pseudonym('abcd2'), OTHERS],
  [pseudonym('abce'), OURS],
]);

it('finds all that begin so, in the order of the beginnings, which may be of several lengths', async () => {
  expect(await pseudonymsBeginning(ENROLLED, ['0xabcd', '0xffff', '0xabcd2', '0xabcd'])).toEqual([
    [pseudonym('abcd1'), pseudonym('abcd2')],
    [],
    [pseudonym('abcd2')],
    [pseudonym('abcd1'), pseudonym('abcd2')],
  ]);
});

it('finds only patients of the holder that is given', async () => {
  expect(await pseudonymsBeginning(ENROLLED, ['0xabcd', '0xabcd2'], OURS)).toEqual([[pseudonym('abcd1')], []]);
});

it('gives no more than people choose from, and lets others have their turn meanwhile', async () => {
  const many = new Map(Array.from({ length: 25_000 }, (_, i) => [pseudonym('beef', i), OURS] as const));
  let turns = 0;
  const turn = setInterval(() => turns++, 0);
  const [found] = await pseudonymsBeginning(many, ['0xbeef']);
  clearInterval(turn);
  expect(found).toHaveLength(MAX_FOUND);
  expect(turns).toBeGreaterThan(0);
});
