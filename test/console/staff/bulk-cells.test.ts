import i18next from 'i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KnownNames } from '../../../src/console/staff/bulk-kinds.ts';
import { type CsvTable, readTable } from '../../../src/console/staff/csv.ts';
import { lastSecond } from '../../../src/console/staff/figures.ts';
import type { Pseudonym } from '../../../src/core/ids.ts';

const zone = process.env['TZ'];
let consentOf: typeof import('../../../src/console/staff/bulk-cells.ts').consentOf;
beforeAll(async () => {
  process.env['TZ'] = 'Europe/Lisbon';
  await i18next.init({ lng: 'en', resources: {} });
  ({ consentOf } = await import('../../../src/console/staff/bulk-cells.ts'));
});
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const id = (digit: string, digits = 64) => `0x${digit.repeat(digits)}`;
const [FIRST, SECOND, WITHDRAWN] = ['1', '2', '3'].map((digit) => id(digit));
const [LAB, GATEWAY, OTHER, GONE] = ['a', 'b', 'c', 'd'].map((digit) => id(digit, 40));

const NAMES = {
  notices: [
    { notice: WITHDRAWN, title: 'Leaflet', version: 'withdrawn' },
    { notice: FIRST, title: 'Leaflet', version: 'newest' },
    { notice: FIRST, title: 'Leaflet', version: 'newest' },
    { notice: FIRST, title: 'Two editions', version: 'corrected' },
    { notice: SECOND, title: 'Two editions', version: 'newest' },
  ],
  members: [
    { identity: GATEWAY, principal: LAB, name: 'Lab', status: 'active' },
    { identity: LAB, principal: LAB, name: 'Lab', status: 'active' },
    { identity: OTHER, principal: OTHER, name: 'Institute', status: 'active' },
    { identity: GONE, principal: GONE, name: 'Institute', status: 'suspended' },
  ],
  datasets: [
    { dataset: id('7'), name: 'Records' },
    { dataset: id('8'), name: 'Records' },
  ],
} as unknown as KnownNames;

const COLUMNS = ['identifier', 'form', 'permission', 'from', 'until', 'notice', 'grantee', 'dataset'];
const OPEN = ['ai-training', 'commercial', 'transfer-abroad', 'identifiable'];

/** What becomes of a form of which this stands in its row. */
function read(cells: Readonly<Record<string, string>>) {
  const row = {
    identifier: 'mrn|1',
    form: 'folder 1',
    permission: 'HMB',
    until: '2027-06-30',
    notice: 'Leaflet',
    ...cells,
  };
  const all = { ...Object.fromEntries(OPEN.map((name) => [name, 'no'])), ...row };
  const text = `${Object.keys(all).join(';')}\r\n${Object.values(all).join(';')}\r\n`;
  const table = readTable(new TextEncoder().encode(text), [...COLUMNS, ...OPEN], () => []) as CsvTable;
  const subject = id('9') as Pseudonym;
  return table.rows.map((one) =>
    consentOf(table, one, { subject, names: NAMES, defaults: { notice: '', identified: '' } }),
  )[0];
}

describe('a form in a file', () => {
  it.each([
    ['notice', 'Two editions'],
    ['grantee', 'Institute'],
    ['dataset', 'Records'],
  ])('is refused where several have the name of its %s: which one was signed for, nobody knows', (column, value) => {
    expect(read({ [column]: value })).toEqual({ cell: 'several', column, value });
  });

  it('names by an identifier which of them it means', () => {
    const named = read({ notice: String(SECOND), grantee: String(OTHER), dataset: id('8') });
    expect(named).toMatchObject({ notice: SECOND, grantee: OTHER, dataset: id('8') });
  });

  it('means the organisation and not its gateway, and a text that was not withdrawn', () => {
    expect(read({ grantee: 'Lab' })).toMatchObject({ notice: FIRST, grantee: LAB });
  });

  it('counts by days of UTC, as the commands read it, wherever it is read', () => {
    const of = (time: string) => Date.parse(time) / 1000;
    expect(read({ from: '2026-10-25', until: '2027-06-30' })).toMatchObject({
      fromSeconds: of('2026-10-25T00:00:00Z'),
      untilSeconds: of('2027-06-30T23:59:59Z'),
    });
  });
});

it('a day ends as it does in UTC, also where the clock of this place changes on it', () => {
  const last = (day: string) => new Date(lastSecond(day) * 1000).toISOString();
  expect(last('2026-10-25')).toBe('2026-10-25T23:59:59.000Z');
  expect(last('2027-03-28')).toBe('2027-03-28T23:59:59.000Z');
});

it('a column that a spreadsheet writes although nothing stands in it is left out, and no other one without a name', () => {
  const of = (text: string) => readTable(new TextEncoder().encode(text), COLUMNS, () => []);
  const table = of('identifier;form;;\r\nmrn|1;F1;;\r\n') as CsvTable;
  expect(table.rows.map((row) => ['identifier', 'form'].map((column) => table.cell(row, column)))).toEqual([
    ['mrn|1', 'F1'],
  ]);
  const said = of('sep=;\r\nidentifier;form\r\nmrn|1;F1\r\n') as CsvTable;
  expect(said.rows).toEqual([{ line: 3, cells: ['mrn|1', 'F1'] }]);
  expect(of('identifier;form;\r\nmrn|1;F1;x\r\n')).toEqual({ fault: 'unknown', columns: [''] });
});
