import { describe, expect, test } from 'vitest';
import { type FhirImportOptions, importFhir } from '../../src/import/fhir-import.ts';
import type { ImportReport } from '../../src/import/import-report.ts';
import { collect, newDataset, newVault } from '../vault/workspace.ts';
import { condition, exportOf, type Resource } from './exports.ts';

const PATIENT: Resource = {
  resourceType: 'Patient',
  id: 'a',
  identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: '1' }],
};

function version(text: string, meta: object): Resource {
  return condition('w', 'Patient/a', { code: { text }, meta });
}

async function conditionsOf(
  files: Record<string, readonly (Resource | string)[]>,
  options: Partial<FhirImportOptions> = {},
): Promise<{ texts: string[]; report: ImportReport }> {
  const { vault } = await newVault();
  const path = await exportOf(files);
  const { draft, report } = await importFhir(vault, { path, dataset: newDataset(), ...options });
  const { summary } = await vault.seal(draft);
  const texts: string[] = [];
  for (let item = 0; item < summary.items; item++) {
    const { kind } = await vault.itemRecord(summary.volume, item);
    if (kind !== 'Condition') continue;
    const lines = (await collect(vault.readItem(summary.volume, item))).toString().trim().split('\n');
    texts.push(...lines.map((line) => (JSON.parse(line) as { code: { text: string } }).code.text));
  }
  return { texts: texts.sort(), report };
}

describe('of lines with one type and id', () => {
  test.each([1, 3])('those that are equal are one, counted (%i threads)', async (threads) => {
    const same = condition('1', 'Patient/a');
    const { texts, report } = await conditionsOf(
      { 'a.ndjson': [PATIENT, same, same], 'b.ndjson': [same, PATIENT], 'c.ndjson': [condition('2', 'Patient/a')] },
      { threads },
    );
    expect(texts).toEqual(['fracture', 'fracture']);
    expect(report).toMatchObject({ repeated: 3, patients: 1, resources: 3, invalid: { count: 0 } });
  });

  test.each<[string, object, object]>([
    ['by time', { lastUpdated: '2025-02-01T08:00:00Z' }, { lastUpdated: '2025-02-01T11:30:00Z' }],
    ['by time, across zones', { lastUpdated: '2025-02-01T11:30:00+02:00' }, { lastUpdated: '2025-02-01T10:00:00Z' }],
    [
      'by fractions beyond milliseconds',
      { lastUpdated: '2025-02-01T08:00:00.1234567Z' },
      { lastUpdated: '2025-02-01T08:00:00.12345671Z' },
    ],
    [
      'by fractions of another length',
      { lastUpdated: '2025-02-01T08:00:00.49Z' },
      { lastUpdated: '2025-02-01T08:00:00.5Z' },
    ],
    ['by number', { versionId: '9' }, { versionId: '10' }],
    [
      'by number, where the time is one',
      { versionId: '9', lastUpdated: '2025-02-01T08:00:00Z' },
      { versionId: '10', lastUpdated: '2025-02-01T08:00:00.000Z' },
    ],
    [
      'by time, where one has a name instead of a number',
      { versionId: 'b', lastUpdated: '2025-02-01T08:00:00Z' },
      { versionId: '1', lastUpdated: '2025-02-01T08:00:01Z' },
    ],
  ])('the newest counts, %s', async (_, old, now) => {
    const one = version('old', old);
    const other = version('new', now);
    for (const [first, second] of [
      [one, other],
      [other, one],
    ] as const) {
      const { texts, report } = await conditionsOf(
        { 'a.ndjson': [PATIENT, first], 'b.ndjson': [second] },
        { threads: 2 },
      );
      expect(texts).toEqual(['new']);
      expect(report.superseded).toEqual({
        count: 1,
        examples: [first === one ? { file: 'a.ndjson', line: 2 } : { file: 'b.ndjson', line: 1 }],
      });
    }
  });

  test.each<[string, object, object]>([
    ['say nothing', {}, {}],
    ['are as new as each other', { lastUpdated: '2025-02-01T08:00:00Z' }, { lastUpdated: '2025-02-01T09:00:00+01:00' }],
    [
      'contradict themselves',
      { versionId: '2', lastUpdated: '2025-02-01T08:00:00Z' },
      { versionId: '1', lastUpdated: '2025-02-01T09:00:00Z' },
    ],
    ['have names for versions', { versionId: 'x' }, { versionId: 'y' }],
    ['lack a zone', { lastUpdated: '2025-02-01T08:00:00' }, { lastUpdated: '2025-02-01T09:00:00' }],
    ['have dates that are none', { lastUpdated: '2025-13-01T08:00:00Z' }, { lastUpdated: '2025-02-01T09:00:00Z' }],
  ])('none counts where they %s: both places are named', async (_, one, other) => {
    const files = { 'a.ndjson': [PATIENT, version('one', one)], 'b.ndjson': [version('other', other)] };
    await expect(conditionsOf(files)).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      details: { lines: [expect.stringMatching(/^b\.ndjson:1 repeats the Condition of a\.ndjson:2 .*which is newer/)] },
    });
    expect((await conditionsOf(files, { skipInvalid: true })).texts).toEqual(['one']);
  });

  test('the newest of three counts, in any order', async () => {
    const all = [1, 2, 3].map((number) => version(`v${number}`, { versionId: String(number) }));
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
      [1, 2, 0],
    ]) {
      const lines = order.map((at) => all[at] as Resource);
      const { texts, report } = await conditionsOf({ 'a.ndjson': [PATIENT, ...lines] });
      expect(texts).toEqual(['v3']);
      expect(report.superseded.count).toBe(2);
    }
  });

  test('the newest Patient says who it is', async () => {
    const at = (lastUpdated: string, value: string) => ({
      ...PATIENT,
      meta: { lastUpdated },
      identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value }],
    });
    const { vault } = await newVault();
    const path = await exportOf({ 'a.ndjson': [at('2025-01-02T00:00:00Z', 'new'), at('2025-01-01T00:00:00Z', 'old')] });
    const { draft, report } = await importFhir(vault, { path, dataset: newDataset() });
    expect(report).toMatchObject({ patients: 1, superseded: { count: 1 } });
    const [only] = await Array.fromAsync(vault.subjects.pseudonyms());
    expect(only && (await vault.subjects.identifierOf(only))).toBe('urn:mrn|new');
    await vault.discard(draft);
  });
});

describe('what the server deleted', () => {
  const bundle = (more: object = {}): Resource => ({
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [{ request: { method: 'DELETE', url: 'Condition/w' } }],
    ...more,
  });

  test('is left out although a page still holds it', async () => {
    const files = { '1.Patient.ndjson': [PATIENT], 'x.ndjson': [version('stale', {}), condition('stay', 'Patient/a')] };
    const { texts, report } = await conditionsOf({ ...files, 'deleted/1.Bundle.ndjson': [bundle()] });
    expect(texts).toEqual(['fracture']);
    expect(report).toMatchObject({ deleted: { count: 1, examples: [{ file: 'x.ndjson', line: 1 }] }, quarantined: [] });
  });

  test('stands again where it was written later', async () => {
    const meta = { lastUpdated: '2025-02-01T09:00:00Z' };
    for (const [deletedAt, expected] of [
      ['2025-02-01T08:59:59Z', ['again']],
      ['2025-02-01T09:00:00Z', []],
    ] as const) {
      const files = { 'a.ndjson': [PATIENT, version('again', meta), bundle({ meta: { lastUpdated: deletedAt } })] };
      expect((await conditionsOf(files)).texts).toEqual(expected);
    }
  });

  test('is what lies in a folder of deleted resources, never data', async () => {
    const { texts } = await conditionsOf({
      'a.ndjson': [PATIENT, version('live', {}), condition('2', 'Patient/a')],
      'deleted/Condition.ndjson': [version('as it was', {}), condition('3', 'Patient/a')],
    });
    expect(texts).toEqual(['fracture']);
  });
});
