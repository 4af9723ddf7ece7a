import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/canonical.ts';
import { categoriesOf, categoryCodes } from '../../src/core/categories.ts';
import { isResourceType, PATIENT_PATHS, SHARED_TYPES, STAFF_TYPES } from '../../src/interop/fhir-compartment.ts';
import { patientNumbers } from '../../src/interop/fhir-identifier.ts';
import { SensitivityLabels } from '../../src/interop/fhir-labels.ts';
import { patientNameOf } from '../../src/interop/fhir-reference.ts';
import { readResource } from '../../src/interop/fhir-resource.ts';

const labels = new SensitivityLabels();

function codesOf(resource: object): string[] {
  const parsed = readResource(JSON.stringify({ id: 'x', ...resource }), labels);
  if (!parsed.ok) throw new Error(parsed.problem);
  return categoryCodes(parsed.categories);
}

function nest(path: string, reference: string): unknown {
  return path.split('.').reduceRight<unknown>((inner, step) => ({ [step]: [inner] }), { reference });
}

describe('patient compartment', () => {
  test('has the 65 types of R4 but Patient itself, and four that tell their patient elsewhere', () => {
    expect(Object.keys(PATIENT_PATHS)).toHaveLength(69);
    expect(PATIENT_PATHS).toMatchObject({ Binary: {}, Device: {}, GuidanceResponse: {}, Task: {} });
  });

  test('shares no type that belongs to patients', () => {
    for (const type of [...SHARED_TYPES, ...STAFF_TYPES]) {
      expect(Object.hasOwn(PATIENT_PATHS, type)).toBe(false);
      expect(isResourceType(type)).toBe(true);
    }
    for (const type of ['Nonsense', 'patient', '', '__proto__', 'constructor'])
      expect(isResourceType(type)).toBe(false);
  });

  test.each(Object.entries(PATIENT_PATHS))('finds the patient of %s at %j', (type, paths) => {
    for (const path of paths) {
      const body = nest(path, 'Patient/p1') as object;
      const parsed = readResource(JSON.stringify({ resourceType: type, id: 'x', ...body }), labels);
      expect(parsed).toMatchObject({ ok: true, owners: [{ by: 'id', id: 'p1' }] });
    }
  });
});

describe('references', () => {
  test.each([
    ['Patient/1', { by: 'id', id: '1' }],
    ['Patient/1/_history/2', { by: 'id', id: '1' }],
    ['https://x.org/fhir/Patient/1', { by: 'url', base: 'https://x.org/fhir', id: '1' }],
    [
      'urn:uuid:0B9875BA-9310-313d-93d4-bf552585d527',
      { by: 'uuid', id: '0b9875ba-9310-313d-93d4-bf552585d527', certain: false },
    ],
    [
      'URN:UUID:0b9875ba-9310-313d-93d4-bf552585d527',
      { by: 'uuid', id: '0b9875ba-9310-313d-93d4-bf552585d527', certain: false },
    ],
    ['Patient/0B9875BA-9310-313D-93D4-BF552585D527', { by: 'id', id: '0b9875ba-9310-313d-93d4-bf552585d527' }],
    ['Patient/1#name', { by: 'id', id: '1' }],
    ['Patient/1/', { by: 'id', id: '1' }],
    [' Patient/1 ', { by: 'id', id: '1' }],
    ['Patient%2F1', { by: 'id', id: '1' }],
    ['HTTPS://X.org/fhir/Patient/1/_history/2#x', { by: 'url', base: 'https://x.org/fhir', id: '1' }],
    ['Patient?identifier=a|b', { by: 'identifier', identifiers: ['a|b'], certain: true }],
    ['Patient?identifier=A%7Cb', { by: 'identifier', identifiers: ['A|b'], certain: true }],
    ['https://x.org/fhir/Patient?identifier=a|b', { by: 'identifier', identifiers: ['a|b'], certain: true }],
    ['Patient?identifier=a|b+c', { by: 'identifier', identifiers: ['a|b c', 'a|b+c'], certain: true }],
    ['patient/1', { by: 'unresolvable' }],
    ['Patient/1/$everything', { by: 'unresolvable' }],
    ['/fhir/Patient/1', { by: 'unresolvable' }],
    ['Patient?identifier=b', { by: 'unresolvable' }],
    ['Patient?identifier=a|b&active=true', { by: 'unresolvable' }],
    ['Patient/', { by: 'unresolvable' }],
    ['ftp://x/Patient/1', { by: 'unresolvable' }],
    ['Practitioner/1', null],
    ['Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|99', null],
    ['https://x.org/fhir/Encounter/Patient', { by: 'unresolvable' }],
    ['urn:OID:1.2.3', { by: 'identifier', identifiers: ['urn:ietf:rfc:3986|urn:oid:1.2.3'], certain: false }],
    ['#p', null],
  ])('reads %s', (reference, expected) => {
    expect(patientNameOf(reference)).toEqual(expected);
  });
});

describe('patient identifiers', () => {
  const ssn = { system: 'http://hl7.org/fhir/sid/us-ssn', value: '999', type: { coding: [{ code: 'SS' }] } };
  const record = { system: 'urn:mrn', value: '7', type: { coding: [{ code: 'MR' }] } };

  const numbers = (identifier: Json[], system?: string) =>
    patientNumbers({ id: 'p', identifier }, system, Date.UTC(2026, 5, 15));

  test('prefer the record number, never a number of the state, else the id', () => {
    expect(numbers([ssn, record]).current).toEqual(['urn:mrn|7']);
    expect(numbers([ssn, { ...record, use: 'old' }])).toEqual({
      current: ['urn:custos:fhir-resource-id|p'],
      former: ['urn:mrn|7'],
      problem: null,
    });
    expect(numbers([ssn, record], ssn.system).current).toEqual([`${ssn.system}|999`]);
    expect(numbers([record], ssn.system).current).toEqual([]);
  });

  test('that are temporary or secondary come last, those whose time is over count as former', () => {
    const of = (value: string, more: object) => ({ ...record, value, ...more });
    const { current, former } = numbers([
      of('temp', { use: 'temp' }),
      of('second', { use: 'secondary' }),
      of('ended', { period: { end: '2026-06-13' } }),
      of('ends today', { period: { end: '2026-06-15' } }),
      of('year', { period: { end: '2025' } }),
      of('this year', { period: { end: '2026' } }),
      of('instant', { period: { end: '2026-06-14T23:59:59.5+02:00' } }),
      of('official', { use: 'official' }),
    ]);
    expect(current.map((text) => text.split('|')[1])).toEqual([
      'ends today',
      'this year',
      'official',
      'second',
      'temp',
    ]);
    expect(former.map((text) => text.split('|')[1])).toEqual(['ended', 'year', 'instant']);
  });

  test('of a configured system are found by any spelling of it', () => {
    const oid = { system: 'urn:oid:1.2.3', value: '5' };
    for (const spelling of ['1.2.3', 'URN:OID:1.2.3', ' urn:oid:1.2.3 ']) {
      expect(numbers([record, oid], spelling).current).toEqual(['urn:oid:1.2.3|5']);
    }
    expect(
      numbers([{ system: 'HTTP://Clinic.example:80/mrn/', value: '5' }], 'http://clinic.example/mrn').current,
    ).toEqual(['http://clinic.example/mrn|5']);
  });

  test('that cannot be used are told, unless the patient has another one', () => {
    expect(numbers([{ ...record, value: '7\u00017' }]).problem).toMatch(/control character/);
    expect(numbers([{ ...record, value: '  ' }]).problem).toMatch(/empty/);
    expect(numbers([{ ...record, value: 'x'.repeat(1500) }]).problem).toMatch(/1024 bytes/);
    expect(numbers([{ ...record, value: ' ' }, record])).toMatchObject({ current: ['urn:mrn|7'], problem: null });
  });
});

describe('sensitivity labels', () => {
  test.each([
    [{ resourceType: 'DocumentReference' }, ['NOTE']],
    [{ resourceType: 'DocumentReference', content: [{ attachment: { contentType: 'image/png' } }] }, ['IMG', 'NOTE']],
    [{ resourceType: 'ImagingStudy' }, ['IMG']],
    [{ resourceType: 'MolecularSequence' }, ['GENOME']],
    [{ resourceType: 'Patient', photo: [{}] }, ['FACE']],
    [{ resourceType: 'Observation', note: [{ text: 'seen' }] }, ['NOTE']],
    [
      {
        resourceType: 'Condition',
        code: { coding: [{ display: 'Human immunodeficiency virus infection (disorder)' }] },
      },
      ['HIV'],
    ],
    [{ resourceType: 'Condition', code: { text: 'Major depressive disorder' } }, ['PSY']],
    [
      {
        resourceType: 'Condition',
        code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'F10.20' }] },
      },
      ['SUD'],
    ],
    [
      { resourceType: 'Condition', code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'B20' }] } },
      ['HIV'],
    ],
    [{ resourceType: 'Condition', code: { coding: [{ system: 'http://snomed.info/sct', code: 'F10' }] } }, []],
    [{ resourceType: 'Condition', code: { text: 'Normal pregnancy' } }, ['PREGNANT']],
    [{ resourceType: 'Condition', code: { text: 'Victim of intimate partner abuse (finding)' } }, ['SDV']],
    [{ resourceType: 'Condition', code: { text: 'Sickle cell trait' } }, ['SCA']],
    [{ resourceType: 'Procedure', reasonReference: [{ display: 'Gonorrhea' }] }, ['STD']],
    [{ resourceType: 'Condition', code: { text: 'Fracture of forearm' } }, []],
    [
      {
        resourceType: 'Condition',
        meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'ETH' }] },
      },
      ['SUD'],
    ],
    [{ resourceType: 'Condition', meta: { security: [{ system: 'urn:other', code: 'HIV' }] } }, ['HIV']],
  ])('of %j are %j', (resource, expected) => {
    expect(codesOf(resource)).toEqual(expected);
  });

  test('are the same the second time, when they are remembered', () => {
    const resource = { resourceType: 'Condition', code: { text: 'Opioid abuse' } };
    expect([codesOf(resource), codesOf(resource)]).toEqual([['SUD'], ['SUD']]);
    expect(categoriesOf(['SUD'])).toBeGreaterThan(0);
  });
});
