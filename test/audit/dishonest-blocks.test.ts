import { describe } from 'vitest';
import { type Case, expectFound } from './dishonest-case.ts';
import { defined } from './honest-trail.ts';
import { id } from './persons.ts';

const CASES: readonly Case[] = [
  {
    title: 'rests on a block that is too old',
    act: (s) => {
      const { block } = s;
      s.now += 71_500;
      return s.release({ rows: s.rowsOf(0), block });
    },
    finds: 'BLOCK_TOO_OLD',
  },
  {
    title: 'rests on a block that never was',
    act: (s) => s.release({ rows: s.rowsOf(0), block: { ...s.block, hash: id('no block') } }),
    finds: 'BLOCK_UNKNOWN',
  },
  {
    title: 'rests on a block from before the consortium',
    act: (s) => {
      const at = s.events.findIndex(({ name }) => name === 'PolicySet');
      s.events[at] = { ...defined(s.events[at]), height: 2 };
      return s.release({ rows: s.rowsOf(0), block: defined(s.blocks[0]) });
    },
    finds: 'BLOCK_UNKNOWN',
  },
  {
    title: 'goes back to an earlier block',
    act: async (s) => {
      const { block } = s;
      s.mine();
      await s.release({ rows: s.rowsOf(0) });
      return s.release({ rows: s.rowsOf(1), block });
    },
    finds: 'BLOCK_DECREASES',
  },
  {
    title: 'dates an entry before the one that precedes it',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { time: s.now - 5_000 } }),
    finds: 'TIME_DECREASES',
  },
  {
    title: 'dates a release long before the head that precedes it',
    act: (s) => {
      s.anchor();
      return s.release({ rows: s.rowsOf(0), entry: { time: s.now - 140_000 } });
    },
    finds: 'TIME_OUT_OF_BOUNDS',
  },
  {
    title: 'dates an entry after its head',
    act: (s) => s.release({ rows: s.rowsOf(0), entry: { time: s.now + 60_000 } }),
    finds: 'TIME_OUT_OF_BOUNDS',
  },
  {
    title: 'releases while older entries wait for their head',
    act: (s) => {
      s.now += 200_000;
      s.mine();
      return s.release({ rows: s.rowsOf(0) });
    },
    finds: 'RELEASED_WHILE_UNANCHORED',
  },
];

describe('a dishonest gateway that', () => {
  expectFound(CASES);
});
