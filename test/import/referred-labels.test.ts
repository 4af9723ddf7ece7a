import { describe, expect, test } from 'vitest';
import { categoryCodes } from '../../src/core/categories.ts';
import { importFhir } from '../../src/import/fhir-import.ts';
import { collect, newDataset, newVault } from '../vault/workspace.ts';
import { condition, exportOf, type Resource } from './exports.ts';

const SUBJECT = { reference: 'Patient/p' };
const PATIENT: Resource = {
  resourceType: 'Patient',
  id: 'p',
  identifier: [{ type: { coding: [{ code: 'MR' }] }, system: 'urn:mrn', value: '80001' }],
};

function of(resourceType: string, id: string, more: object = {}): Resource {
  return { resourceType, id, subject: SUBJECT, ...more };
}

function nobody(resourceType: string, id: string, more: object): Resource {
  return { resourceType, id, ...more };
}

/** The categories of each resource by `<type>/<id>`. */
async function labelsOf(resources: readonly Resource[], threads = 1): Promise<Record<string, string>> {
  const { vault } = await newVault();
  const files = Object.fromEntries(
    Object.entries(Object.groupBy([PATIENT, ...resources], ({ resourceType }) => resourceType)).map(([type, lines]) => [
      `${type}.ndjson`,
      lines ?? [],
    ]),
  );
  const { draft } = await importFhir(vault, { path: await exportOf(files), dataset: newDataset(), threads });
  const { summary } = await vault.seal(draft);
  const labels: Record<string, string> = {};
  for (let index = 0; index < summary.items; index++) {
    const { leaf } = (await vault.openItem(summary.volume, index)).record;
    for (const line of (await collect(vault.readItem(summary.volume, index))).toString().trimEnd().split('\n')) {
      const { resourceType, id } = JSON.parse(line) as Resource & { id: string };
      labels[`${resourceType}/${id}`] = categoryCodes(leaf.categories).join(' ');
    }
  }
  return labels;
}

const MEDICINE = nobody('Medication', 't', {
  code: { text: 'emtricitabine' },
  identifier: [{ system: 'urn:m', value: '7' }],
});
const CLINIC = nobody('Organization', 'psy', { name: 'Psychiatric Hospital', active: true });
const AMBULANCE = nobody('Location', 'amb', {
  name: 'HIV Ambulanz',
  managingOrganization: { reference: 'Organization/h' },
});

describe('the labels of what a resource refers to', () => {
  test.each<readonly [string, Resource, string]>([
    [
      'a medicine requested',
      of('MedicationRequest', 'r', { medicationReference: { reference: 'Medication/t' } }),
      'HIV',
    ],
    ['one given', of('MedicationAdministration', 'r', { medicationReference: { reference: 'Medication/t' } }), 'HIV'],
    ['one dispensed', of('MedicationDispense', 'r', { medicationReference: { reference: 'Medication/t' } }), 'HIV'],
    ['one taken', of('MedicationStatement', 'r', { medicationReference: { reference: 'Medication/t' } }), 'HIV'],
    [
      'one by URL and version',
      of('MedicationRequest', 'r', {
        medicationReference: { reference: 'https://h.invalid/R4/fhir/Medication/t/_history/3' },
      }),
      'HIV',
    ],
    [
      'one by search',
      of('MedicationRequest', 'r', { medicationReference: { reference: 'Medication?identifier=urn:m|7' } }),
      'HIV',
    ],
    ['one by its id', of('MedicationRequest', 'r', { medicationReference: { reference: 'Medication?_id=t' } }), 'HIV'],
    [
      'one by identifier',
      of('MedicationRequest', 'r', { medicationReference: { identifier: { system: 'urn:m', value: '7' } } }),
      'HIV',
    ],
    [
      'one by type and id',
      of('MedicationRequest', 'r', { medicationReference: { type: 'Medication', reference: 't' } }),
      'HIV',
    ],
    [
      'one by its version',
      of('MedicationRequest', 'r', { medicationReference: { reference: 'Medication/t|1' } }),
      'HIV',
    ],
    [
      'one by UUID',
      of('MedicationRequest', 'r', {
        medicationReference: { reference: 'urn:uuid:6f2c3a10-0b52-4c6e-9a53-1f7d2f0c8a11' },
      }),
      'HIV',
    ],
    ['a hospital', of('Encounter', 'r', { serviceProvider: { reference: 'Organization/psy' } }), 'PSY'],
    ['an outpatient clinic', of('Encounter', 'r', { location: [{ location: { reference: 'Location/amb' } }] }), 'HIV'],
    ['a ward of a hospital', of('Encounter', 'r', { location: [{ location: { reference: 'Location/w' } }] }), 'PSY'],
    ['a room of a ward', of('Encounter', 'r', { location: [{ location: { reference: 'Location/room' } }] }), 'PSY'],
    ['a service', of('ServiceRequest', 'r', { performer: [{ reference: 'HealthcareService/s' }] }), 'PSY'],
    ['a diagnosis', of('Encounter', 'r', { diagnosis: [{ condition: { reference: 'Condition/hiv' } }] }), 'HIV'],
    [
      'the diagnosis of a claim',
      nobody('Claim', 'r', {
        patient: SUBJECT,
        diagnosis: [{ sequence: 1, diagnosisReference: { reference: 'Condition/hiv' } }],
      }),
      'HIV',
    ],
    ['a finding', of('DiagnosticReport', 'r', { result: [{ reference: 'Observation/hiv' }] }), 'HIV'],
    ['no other', of('DiagnosticReport', 'r', { result: [{ reference: 'Observation/plain' }] }), ''],
    ['not the visit that it is of', of('Observation', 'r', { encounter: { reference: 'Encounter/visit' } }), ''],
    ['not pictures', of('DiagnosticReport', 'r', { imagingStudy: [{ reference: 'ImagingStudy/i' }] }), ''],
    [
      'one step along what is a patient’s own',
      of('Procedure', 'r', { reasonReference: [{ reference: 'Observation/step' }] }),
      '',
    ],
  ])('pass to it: %s', async (_, resource, expected) => {
    const labels = await labelsOf([
      resource,
      MEDICINE,
      { ...MEDICINE, id: '6f2c3a10-0b52-4c6e-9a53-1f7d2f0c8a11', identifier: [] },
      CLINIC,
      AMBULANCE,
      nobody('Location', 'room', {
        name: 'Room 3',
        partOf: { reference: 'Location/w' },
        managingOrganization: { reference: 'Organization/h' },
      }),
      nobody('Location', 'w', { name: 'Ward 3', managingOrganization: { reference: 'Organization/psy' } }),
      nobody('Organization', 'h', { name: 'City Hospital' }),
      nobody('HealthcareService', 's', { name: 'Psychiatric outpatients' }),
      condition('hiv', 'Patient/p', { code: { text: 'HIV' } }),
      of('Observation', 'hiv', { code: { text: 'HIV' } }),
      of('Observation', 'plain', { code: { text: 'Weight' } }),
      of('Observation', 'step', { code: { text: 'CD4' }, focus: [{ reference: 'Condition/hiv' }] }),
      of('Encounter', 'visit', { reasonCode: [{ text: 'pregnancy' }] }),
      of('ImagingStudy', 'i'),
    ]);
    expect(labels[`${resource.resourceType}/r`]).toBe(expected);
  });

  test('pass in circles, and from one thread to another', async () => {
    const ward = (id: string, above: string): Resource =>
      nobody('Location', id, {
        name: id,
        partOf: { reference: `Location/${above}` },
        managingOrganization: { reference: 'Organization/psy' },
      });
    const visit = of('Encounter', 'e', { location: [{ location: { reference: 'Location/a' } }] });
    for (const threads of [1, 3])
      expect(await labelsOf([ward('a', 'b'), ward('b', 'c'), ward('c', 'a'), CLINIC, visit], threads)).toEqual({
        'Patient/p': '',
        'Location/a': 'PSY',
        'Location/b': 'PSY',
        'Location/c': 'PSY',
        'Organization/psy': 'PSY',
        'Encounter/e': 'PSY',
      });
  });

  test('are those of the line that counts', async () => {
    const old = { ...MEDICINE, meta: { versionId: '1' } };
    const now = { resourceType: 'Medication', id: 't', code: { text: 'water' }, meta: { versionId: '2' } };
    const request = of('MedicationRequest', 'r', { medicationReference: { reference: 'Medication/t' } });
    expect(await labelsOf([request, old, now])).toMatchObject({ 'MedicationRequest/r': '', 'Medication/t': '' });
  });
});
