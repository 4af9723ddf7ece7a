import { describe, expect, test } from 'vitest';
import type { ImportReport } from '../../src/core/import-report.ts';
import { type FhirImportOptions, importFhir } from '../../src/import/fhir-import.ts';
import { collect, newDataset, newVault } from '../vault/workspace.ts';
import { condition, exportOf, heldBack, type Resource } from './exports.ts';

const PATIENT: Resource = {
  resourceType: 'Patient',
  id: 'a',
  identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: '1' }],
};

function patient(id: string, values: readonly string[], more: object = {}): Resource {
  const identifier = values.map((value) => ({ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value }));
  return { resourceType: 'Patient', id, identifier, ...more };
}

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
    const { kind } = (await vault.openItem(summary.volume, item)).record;
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
    const { vault } = await newVault();
    const path = await exportOf({
      'a.ndjson': [
        patient('a', ['new', 'old'], { meta: { lastUpdated: '2025-01-02T00:00:00Z' } }),
        patient('a', ['old'], { meta: { lastUpdated: '2025-01-01T00:00:00Z' } }),
      ],
    });
    const { draft, report } = await importFhir(vault, { path, dataset: newDataset() });
    expect(report).toMatchObject({ patients: 1, superseded: { count: 1 } });
    const [only] = await Array.fromAsync(vault.subjects.pseudonyms());
    expect(only && (await vault.subjects.identifierOf(only))).toBe('urn:mrn|new');
    await vault.discard(draft);
  });
});

describe('Patients of one id', () => {
  const uuid = '8fb4ba44-2680-4ba1-bd88-d1b3dc36746e';
  const old = { meta: { versionId: '1', lastUpdated: '2025-01-01T00:00:00Z' } };
  const now = { meta: { versionId: '2', lastUpdated: '2025-02-01T00:00:00Z' } };

  test.each<[string, Resource, Resource]>([
    ['whose numbers differ', patient('1', ['70001'], old), patient('1', ['90001'], now)],
    [
      'of two birth dates, one without a number',
      patient('1', ['70001'], { ...old, birthDate: '1950-01-01' }),
      patient('1', [], { ...now, birthDate: '1999-01-01' }),
    ],
    [
      'of two sexes and without numbers',
      patient('1', [], { ...old, gender: 'male' }),
      patient('1', [], { ...now, gender: 'female' }),
    ],
    [
      'who have a UUID, and whose numbers and birth dates differ',
      patient(uuid, ['70001'], { ...old, birthDate: '1950-01-01' }),
      patient(uuid, ['90001'], { ...now, birthDate: '1999-01-01' }),
    ],
  ])('%s are two persons, and held back with all that is theirs where they are skipped', async (_, one, other) => {
    const reference = `Patient/${one['id']}`;
    const files = {
      'a/Patient.ndjson': [one],
      'a/Condition.ndjson': [condition('1', reference), condition('3', 'Patient/kid')],
      'b/Patient.ndjson': [other, patient('kid', ['5'])],
      'b/Condition.ndjson': [condition('2', `https://b.example/r4/${reference}`)],
    };
    const baseUrls = ['https://a.example/r4', 'https://b.example/r4'];
    await expect(conditionsOf(files, { baseUrls })).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      details: { lines: [expect.stringMatching(/^b\/Patient\.ndjson:1 repeats .* another person/)] },
    });
    const { texts, report } = await conditionsOf(files, { baseUrls, skipInvalid: true });
    expect(texts).toEqual(['fracture']);
    expect(report).toMatchObject({ patients: 1, superseded: { count: 0 }, types: { Patient: 3, Condition: 3 } });
    expect(heldBack(report)).toEqual({ 'unknown-patient Patient': 2, 'unknown-patient Condition': 2 });
  });

  test('are held back by whatever name their resources have for them', async () => {
    const byNumber = { subject: { identifier: { system: 'urn:mrn', value: '90001' } } };
    const both = [patient('1', ['70001'], old), patient('1', ['90001'], now)];
    const files = { 'all.ndjson': [...both, condition('1', '', byNumber), patient('kid', ['5'])] };
    const { report } = await conditionsOf(files, { skipInvalid: true });
    expect(heldBack(report)).toEqual({ 'unknown-patient Patient': 2, 'patient-unidentified Condition': 1 });
  });

  test('are not the patient of an earlier import either', async () => {
    const { vault } = await newVault();
    const importOf = async (lines: readonly Resource[]) => {
      const path = await exportOf({ 'all.ndjson': lines });
      const options = { path, dataset: newDataset(), baseUrls: ['https://a.example/r4'], skipInvalid: true };
      return (await importFhir(vault, options)).report;
    };
    await importOf([patient('1', ['70001'])]);
    const both = [patient('1', ['70001'], old), patient('1', ['90001'], now)];
    const report = await importOf([...both, condition('1', 'Patient/1'), patient('kid', ['5'])]);
    expect(heldBack(report)).toEqual({ 'unknown-patient Patient': 2, 'unknown-patient Condition': 1 });
  });

  test.each<[string, Resource[]]>([
    ['that has got a number more', [patient('1', ['70001'], old), patient('1', ['9', '70001'], now)]],
    [
      'whose birth date was corrected',
      [
        patient('1', ['70001'], { ...old, birthDate: '1950-01-01' }),
        patient('1', ['70001'], { ...now, birthDate: '1951-01-01' }),
      ],
    ],
    [
      'whose numbers were replaced one after the other',
      [
        patient('1', ['1'], { meta: { versionId: '1' } }),
        patient('1', ['3'], { meta: { versionId: '3' } }),
        patient('1', ['1', '3'], { meta: { versionId: '2' } }),
      ],
    ],
    ['whose UUID is nobody else’s', [patient(uuid, ['70001'], old), patient(uuid, ['90001'], now)]],
    ['that got its first number', [patient('1', [], old), patient('1', ['70001'], now)]],
  ])('are versions of one %s', async (_, lines) => {
    const { report } = await conditionsOf({ 'all.ndjson': lines });
    expect(report).toMatchObject({ patients: 1, superseded: { count: lines.length - 1 }, quarantined: [] });
  });
});

describe('a resource of one patient and then of another', () => {
  const people = [patient('a', ['1']), patient('b', ['2'])];
  const of = (id: string, meta: object): Resource => condition('w', `Patient/${id}`, { code: { text: id }, meta });

  test('was corrected where the time tells', async () => {
    const lines = [
      of('b', { versionId: '2', lastUpdated: '2025-02-01T00:00:00Z' }),
      of('a', { versionId: '1', lastUpdated: '2025-01-01T00:00:00Z' }),
    ];
    const { texts, report } = await conditionsOf({ 'all.ndjson': [...people, ...lines] });
    expect(texts).toEqual(['b']);
    expect(report.superseded.count).toBe(1);
  });

  test.each<[string, object, object]>([
    ['but numbers', { versionId: '1' }, { versionId: '2' }],
    [
      'but numbers at one time',
      { versionId: '1', lastUpdated: '2025-01-01T00:00:00Z' },
      { versionId: '2', lastUpdated: '2025-01-01T00:00:00Z' },
    ],
    [
      'and numbers say otherwise',
      { versionId: '2', lastUpdated: '2025-01-01T00:00:00Z' },
      { versionId: '1', lastUpdated: '2025-02-01T00:00:00Z' },
    ],
  ])('may be two resources of two servers where nothing %s: none counts', async (_, one, other) => {
    const files = { 'all.ndjson': [...people, of('a', one), of('b', other)] };
    await expect(conditionsOf(files)).rejects.toMatchObject({
      code: 'IMPORT_INVALID',
      details: { lines: [expect.stringMatching(/^all\.ndjson:4 repeats .* of another patient/)] },
    });
    expect((await conditionsOf(files, { skipInvalid: true })).texts).toEqual([]);
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
