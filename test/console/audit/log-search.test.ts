import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../src/client/index.ts';
import { barsOf } from '../../../src/console/audit/bars.ts';
import { columnsOf } from '../../../src/console/audit/entry-columns.ts';
import { EntrySieve } from '../../../src/console/audit/entry-sieve.ts';
import { LogEntries } from '../../../src/console/audit/log-entries.ts';
import {
  filtersIn,
  narrowed,
  patientOf,
  permitOf,
  plainText,
  spanOf,
  without,
} from '../../../src/console/audit/log-filter.ts';
import { recognised } from '../../../src/console/audit/recognised.ts';
import { spread } from '../../../src/console/audit/spread-waits.ts';
import { tallies } from '../../../src/console/audit/tallies.ts';
import { csvLines } from '../../../src/console/parts/csv-text.ts';

const [REQUESTER, DATASET, LOG] = [`0x${'aa'.repeat(20)}`, `0x${'bb'.repeat(32)}`, `0x${'cc'.repeat(32)}`];
const names = { members: new Map([[REQUESTER, 'Heart Institute']]), datasets: new Map([[DATASET, 'Cardiology']]) };
const NOON = Date.parse('2026-11-28T12:00:00Z');
const entry = {
  logId: LOG,
  seq: 7,
  time: NOON,
  kind: 'release',
  outcome: 'refused',
  reason: 'no-permit',
  requester: REQUESTER,
  dataset: DATASET,
  purpose: 7,
  permit: 12,
  block: { height: 3, hash: `0x${'dd'.repeat(32)}` },
  evidence: `0x${'ee'.repeat(32)}`,
} as unknown as Entry;
function logOf(...some: readonly Entry[]): LogEntries {
  const entries = new LogEntries();
  for (const one of some) entries.add(columnsOf([one]));
  return entries;
}

/** By filters and by the span of time, as a search goes. */
function finds(text: string, one = entry): boolean {
  const entries = logOf(one);
  const { from, to } = spanOf(filtersIn(text));
  const [page] = entries.pages;
  const passes = page !== undefined && new EntrySieve(filtersIn(text), names, entries).passes(page, 0);
  return passes && one.time >= from && one.time <= to;
}

describe('the search in the log', () => {
  it.each([
    'outcome:refused',
    'resultado:refused',
    'resultado:recusado',
    'resultado:recusada tipo:entrega',
    'finalidade:biomédica',
    'requester:heart dataset:cardio',
    `requester:${REQUESTER}`,
    'permit:12 reason:no',
    'from:2026-11-28 to:2026-11-28',
    'from:2026-11-28T12:00:00Z to:2026-11-28T12:00:00Z',
    'requester:"heart institute"',
    '7',
    `0x${'ee'.repeat(32)}`,
    '0xeee',
    `0x${'dd'.repeat(32)}`,
    'to:soon',
    '',
  ])('finds an entry by %j', (text) => {
    expect(finds(text)).toBe(true);
  });

  it.each([
    ['recusado', {}],
    ['there is no permit', {}],
    ['biomédica', {}],
    ['withdrew all consents', { kind: 'revocation', outcome: 'acknowledged' }],
    ['retirou', { kind: 'revocation', outcome: 'acknowledged' }],
    ['took a person in', { kind: 'act', outcome: 'ordered' }],
    ['autorizou', { kind: 'act', outcome: 'proposed' }],
    ['second person declined', { kind: 'act', outcome: 'declined' }],
  ])('finds by %j what a row may say, in either language', (text, change) => {
    expect(finds(text, { ...entry, ...change } as Entry)).toBe(true);
  });

  it.each(['withdrew', 'took', 'backup', 'rows'])('finds no release by %j, which its row does not say', (text) => {
    expect(finds(text)).toBe(false);
  });

  it.each([
    'outcome:released',
    'permit:1',
    'from:2026-11-29',
    'to:2026-11-27',
    'dataset:x',
    'heart lungs',
    'kind:act',
    '0xee0',
  ])('leaves an entry out by %j', (text) => {
    expect(finds(text)).toBe(false);
  });

  it('tells filters from what is written beside them, to the letter: it may be the reference of a form', () => {
    const find = 'permit:3  Study stopped: see sheet 9 from:2026-11-01';
    expect(plainText(find)).toBe('Study stopped: see sheet 9');
    expect(permitOf(filtersIn(find))).toBe(3);
    expect(plainText('permit:3')).toBe('');
    expect(permitOf(filtersIn('permit:none'))).toBeUndefined();
  });

  it.each([
    [true, { outcome: 'released', rows: { count: 3, root: `0x${'00'.repeat(32)}` } }],
    [true, { kind: 'revocation', outcome: 'acknowledged' }],
    [true, { kind: 'act', outcome: 'ordered' }],
    [true, { kind: 'relay', outcome: 'mined', of: 3 }],
    [false, {}],
    [false, { kind: 'start', outcome: 'started' }],
  ])('says %j whether %j may be of a patient, whom entries do not say', (may, change) => {
    expect(finds('patient:0xabab', { ...entry, ...change } as unknown as Entry)).toBe(may);
  });

  it('takes a pseudonym, or how it begins', () => {
    const patient = `patient:0x${'ab'.repeat(32)}`;
    expect(patientOf(filtersIn(patient))).toBe(`0x${'ab'.repeat(32)}`);
    expect(patientOf(filtersIn(patient.replace('patient', 'doente').toUpperCase()))).toBe(`0x${'ab'.repeat(32)}`);
    expect(patientOf(filtersIn('paciente:0xabab'))).toBe('0xabab');
  });

  it('says what narrows nothing, and why', () => {
    expect(filtersIn('patient:0xab to:soon').map(({ wrong }) => wrong)).toEqual(['patient', 'time']);
    expect(patientOf(filtersIn('patient:0xab'))).toBeUndefined();
    expect(finds('patient:0xab')).toBe(true);
  });

  it('takes one filter away and leaves the others as they were typed', () => {
    const filters = filtersIn('outcome:refused requester:"Heart Institute" x');
    expect(without(filters, filters[0] as (typeof filters)[0])).toBe('requester:"Heart Institute" x');
  });

  it('narrows to a span that is read back as it was', () => {
    const text = narrowed(filtersIn('from:2020-01-01 x'), [NOON, NOON + 60_000]);
    expect(text).toBe('x from:2026-11-28T12:00:00Z to:2026-11-28T12:01:00Z');
    expect(spanOf(filtersIn(text))).toEqual({ from: NOON, to: NOON + 60_999 });
    expect(narrowed(filtersIn(text), undefined)).toBe('x');
    expect(filtersIn('to:soon')).toEqual([{ key: 'to', value: 'soon', text: 'to:soon', wrong: 'time' }]);
  });

  it('recognises what is pasted by its form, and by what is known', () => {
    const as = (text: string) => recognised(text, names, LOG);
    expect(as('c2sp.org/tlog-proof@v1\nindex 1')).toEqual({ as: 'receipt' });
    expect(as(`${LOG}:7`)).toEqual({ as: 'entry', log: LOG, seq: 7 });
    expect(as('#7')).toEqual({ as: 'entry', log: undefined, seq: 7 });
    expect(as(REQUESTER.toUpperCase().replace('0X', '0x'))).toEqual({ as: 'member', id: REQUESTER });
    expect(as(`0x${'11'.repeat(20)}`)?.as).toBe('account');
    expect(as(DATASET)?.as).toBe('dataset');
    expect(as(LOG)?.as).toBe('log');
    expect(as(`0x${'11'.repeat(32)}`)?.as).toBe('digest');
    expect(as('outcome:refused')).toBeUndefined();
  });
});

describe('a table for spreadsheets', () => {
  it('holds no formula, and quotes what would break a row', () => {
    expect(csvLines([['=1+1', '@x', '-y', '+z', '\tt', -5, 'a,b', 'say "x"']])).toBe(
      `'=1+1,'@x,'-y,'+z,'\tt,-5,"a,b","say ""x"""\r\n`,
    );
  });
});

describe('what is drawn over time', () => {
  it('ends with the last entry, to the second, also where there is one alone', () => {
    const { start, end } = barsOf(Float64Array.of(NOON));
    expect([start, end]).toEqual([NOON, NOON]);
    expect(barsOf(Float64Array.of(NOON + 32_000, NOON)).end).toBe(NOON + 32_000);
  });

  it('counts each entry once, and how long a withdrawal took to the ledger', () => {
    const at = (seq: number, change: object) => ({ ...entry, seq, ...change }) as Entry;
    const parts = tallies(
      logOf(
        at(4, { kind: 'relay', outcome: 'mined', of: 3, time: NOON + 62_500 }),
        at(3, { kind: 'revocation', outcome: 'acknowledged', time: NOON + 60_000 }),
        at(2, { outcome: 'released' }),
        at(1, {}),
        at(0, { outcome: 'self' }),
      ),
    );
    expect(parts).toEqual([
      { start: NOON, released: 1, own: 1, refused: 1, acknowledged: 0, lag: 0 },
      { start: NOON + 60_000, released: 0, own: 0, refused: 0, acknowledged: 1, lag: 2.5 },
    ]);
    expect(tallies(logOf())).toEqual([]);
  });
});

describe('the waits for the ledger', () => {
  it('are drawn in parts of the longest each, whatever their order, and the longest of all is said', () => {
    const waits = Array.from({ length: 1_000 }, (_, i) => ({ until: i * 1000, waited: (i * 7_919) % 1_000 })).reverse();
    const { parts, longest } = spread([...waits, { until: 5_000, waited: 3 }]);
    expect(parts.length).toBeLessThanOrEqual(120);
    expect(longest.waited).toBe(999);
    expect(parts).toContainEqual(longest);
    expect(parts.map(({ until }) => until)).toEqual(parts.map(({ until }) => until).sort((a, b) => a - b));
    expect(new Set(parts.map(({ until }) => until)).size).toBe(parts.length);
  });

  it('are each drawn where there are few', () => {
    const waits = [{ until: 2_000, waited: 5 }];
    expect(spread(waits)).toEqual({ parts: waits, longest: waits[0] });
  });
});

it('takes what every object has for words, and for no filter', () => {
  expect(filtersIn('constructor:x')).toEqual([{ key: 'any', value: 'constructor:x', text: 'constructor:x' }]);
  expect(plainText('toString:x outcome:refused')).toBe('toString:x');
});
