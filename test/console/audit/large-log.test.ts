import { expect, it } from 'vitest';
import type { Entry } from '../../../src/client/index.ts';
import { columnsOf } from '../../../src/console/audit/entry-columns.ts';
import { LogEntries } from '../../../src/console/audit/log-entries.ts';
import { filtersIn } from '../../../src/console/audit/log-filter.ts';
import { isAmong, LogSearch, PAGES_A_TURN } from '../../../src/console/audit/log-search.ts';

const PAGE = 1_000;
const NAMES = { members: new Map<string, string>(), datasets: new Map<string, string>() };

const id = (digits: string) => `0x${digits.padStart(64, '0')}`;

function entry(seq: number): Entry {
  const isRefused = seq % 10 === 0;
  return {
    ...{ v: 1, ledger: 'eip155:1:0x', logId: id('1'), seq, time: 1_000 * seq, kind: 'release', permit: 1 + (seq % 7) },
    outcome: isRefused ? 'refused' : 'released',
    block: { height: seq, hash: id(`b${seq}`) },
    evidence: id(`e${seq}`),
    ...(isRefused ? {} : { rows: { root: id(`a${seq}`), count: 3 } }),
    ...(seq === 5 ? { of: 4 } : {}),
  } as unknown as Entry;
}

function page(first: number, count = PAGE) {
  return columnsOf(Array.from({ length: count }, (_, i) => entry(first + i)));
}

/** Pages of it, the newest first. */
function logOf(pages: number): LogEntries {
  const entries = new LogEntries();
  for (let i = pages - 1; i >= 0; i--) entries.add(page(i * PAGE));
  return entries;
}

/** Turns that pass one by one. */
function turns() {
  const waiting: (() => void)[] = [];
  return {
    turn: () => new Promise<void>((resolve) => waiting.push(resolve)),
    pass: async () => {
      for (const resolve of waiting.splice(0)) resolve();
      await new Promise((resolve) => setTimeout(resolve));
      return waiting.length > 0;
    },
  };
}

it('gives each entry back from its columns as it was, wherever it stands', () => {
  const entries = new LogEntries();
  entries.add(page(1_000));
  entries.add(page(0));
  entries.add(page(2_000, 17));
  for (const seq of [0, 5, 10, 999, 1_000, 1_999, 2_000, 2_016]) expect(entries.at(seq)).toEqual(entry(seq));
  expect([entries.at(-1), entries.at(2_017)]).toEqual([undefined, undefined]);
  expect([entries.count, entries.newest]).toEqual([2_017, 2_016]);
});

it('keeps what entries have in common once', () => {
  // Refused or released, under one of seven permits.
  expect(logOf(20).facts).toHaveLength(14);
});

it('searches nothing while a key is pressed, and in each turn no more than its part', async () => {
  const { turn, pass } = turns();
  const entries = logOf(3 * PAGES_A_TURN);
  const search = new LogSearch(entries, turn);
  search.seek(filtersIn('outcome:refused'), NAMES);
  expect(search.state().searched).toBe(0);
  const seen: number[] = [];
  search.subscribe(() => seen.push(search.state().searched));
  let passed = 1;
  while (await pass()) passed++;
  expect(passed).toBe(3);
  expect(seen.at(-1)).toBe(entries.count);
  expect(search.state().seqs).toHaveLength(entries.count / 10);
  expect([...search.state().seqs.subarray(0, 2)]).toEqual([entries.count - 10, entries.count - 20]);
});

it('gives up what was searched for before, and shows what it had found until there is more', async () => {
  const { turn, pass } = turns();
  const search = new LogSearch(logOf(2 * PAGES_A_TURN), turn);
  search.seek(filtersIn('outcome:refused'), NAMES);
  await pass();
  const before = search.state();
  search.seek(filtersIn('permit:3 to:1970-01-01T00:00:50Z'), NAMES);
  expect(search.state()).toBe(before);
  while (await pass());
  expect([...search.state().seqs]).toEqual([44, 37, 30, 23, 16, 9, 2]);
  // What is drawn over time is not narrowed to the span that is chosen in it.
  expect(search.state().times.length).toBeGreaterThan(2_000);
});

it('searches of what is read meanwhile the new part alone, and all anew where newer entries came', async () => {
  const { turn, pass } = turns();
  const entries = new LogEntries();
  entries.add(page(1_000));
  const search = new LogSearch(entries, turn);
  search.seek([], NAMES);
  while (await pass());
  expect(search.state()).toMatchObject({ searched: 1_000 });
  entries.add(page(0));
  search.go();
  while (await pass());
  expect(search.state()).toMatchObject({ searched: 2_000 });
  entries.add(page(2_000, 3));
  search.go();
  while (await pass());
  expect([...search.state().seqs.subarray(0, 4)]).toEqual([2_002, 2_001, 2_000, 1_999]);
  expect(search.state().seqs).toHaveLength(2_003);
});

it('tells whether a number is among those found', () => {
  const seqs = Uint32Array.of(9, 7, 4, 0);
  expect([9, 7, 4, 0].every((seq) => isAmong(seqs, seq))).toBe(true);
  expect([10, 8, 5, 1].some((seq) => isAmong(seqs, seq))).toBe(false);
  expect(isAmong(new Uint32Array(), 0)).toBe(false);
});
