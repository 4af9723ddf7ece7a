import { expect, it } from 'vitest';
import type { OwnAccess } from '../../src/client/index.ts';
import { linesOf } from '../../src/console/patient/access-lines.ts';

/** A delivery of these records, two of which are diagnoses unless said. */
function delivery(seq: number, contents: readonly string[], kinds: OwnAccess['kinds'] = { Condition: 2, Patient: 1 }) {
  const entry = { outcome: 'released', requester: '0x01', permit: 1, seq };
  const time = Date.parse('2026-11-29T12:00:00Z') + seq;
  return { seq, time, entry, contents, kinds, items: contents.length, categories: 0, grants: [], receipt: '' };
}

const linesOfAll = (...all: readonly object[]) => linesOf(all as OwnAccess[], {});

it('a record that was delivered twice is one record, also in what is said of kinds', () => {
  const [line, ...others] = linesOfAll(delivery(1, ['a', 'b', 'c']), delivery(2, ['a', 'b', 'c']));
  expect(others).toEqual([]);
  expect(line).toMatchObject({ items: 3, kinds: { Condition: 2, Patient: 1 }, isCounted: true });
  expect(line?.accesses).toHaveLength(2);
});

it('kinds are named without a number where nothing says of which kind a record is that came twice', () => {
  const [line] = linesOfAll(delivery(1, ['a', 'b', 'c']), delivery(2, ['a', 'd'], { Observation: 2 }));
  expect(line).toMatchObject({ items: 4, isCounted: false });
  expect(Object.keys(line?.kinds ?? {}).toSorted()).toEqual(['Condition', 'Observation', 'Patient']);
});
