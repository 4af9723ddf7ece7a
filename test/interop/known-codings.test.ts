import { describe, expect, test } from 'vitest';
import { SensitivityLabels } from '../../src/interop/fhir-labels.ts';
import { readResource } from '../../src/interop/fhir-resource.ts';
import { KnownCodings } from '../../src/interop/known-codings.ts';
import { TextMemory } from '../../src/interop/text-memory.ts';

const CODINGS = [
  ['http://snomed.info/sct', '370143000', 'Major depressive disorder'],
  ['http://snomed.info/sct', '38341003', 'Hypertensive disorder'],
  ['http://hl7.org/fhir/sid/icd-10-cm', 'F32.9', 'x'],
  ['http://loinc.org', 'F32.9', 'E11.9'],
  ['http://loinc.org', 'F32', 'F32.9'],
  ['http://loinc.org', '85354-9', 'MRN: 80002'],
  ['http://loinc.org', '1', 'A80002'],
  ['http://loinc.org', 'Patient/80002', 'see Patient/80002'],
  ['http://hospital.example/mrn', '80002', 'number'],
  ['http://terminology.hl7.org/CodeSystem/v3-Confidentiality', 'R', 'restricted'],
  ['http://terminology.hl7.org/CodeSystem/v3-ActCode', 'HIV', ''],
  ['http://unitsofmeasure.org', 'mm[Hg]', 'mm[Hg]'],
] as const;

/** Where a coding may stand: what it says depends on that. */
const PLACES: Readonly<Record<string, (coding: object) => object>> = {
  'a code': (coding) => ({ resourceType: 'Observation', code: { coding: [coding] } }),
  'a diagnosis': (coding) => ({ resourceType: 'Encounter', reasonCode: [{ coding: [coding] }] }),
  'the code of a condition': (coding) => ({ resourceType: 'Condition', code: { coding } }),
  'a device': (coding) => ({ resourceType: 'Device', type: { coding: [coding] } }),
  'a security label': (coding) => ({ resourceType: 'Observation', meta: { security: [coding] } }),
  "a value beside a person's label": (coding) => ({
    resourceType: 'Observation',
    component: [{ code: { text: "Mother's number" }, valueCodeableConcept: { coding: [coding] } }],
  }),
  'an extension': (coding) => ({ resourceType: 'Observation', extension: [{ url: 'x', valueCoding: coding }] }),
  'a Quantity': (coding) => ({ resourceType: 'Observation', valueQuantity: { ...coding, value: 80002 } }),
};

function saidIn(resource: object, memory?: TextMemory, codings?: KnownCodings) {
  const text = JSON.stringify({ id: 'x', ...resource });
  const parsed = readResource(text, new SensitivityLabels(), memory, codings);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { owners, mentions, marks, referred, person, unread, categories, restricted } = parsed;
  return { owners, mentions, marks, referred, person, unread, categories, restricted };
}

describe('a coding that other resources had', () => {
  const memory = new TextMemory();
  const codings = new KnownCodings(new SensitivityLabels(), memory);
  const known = (resource: object) => saidIn(resource, memory, codings);

  test.each(Object.entries(PLACES))('says in %s what one says that is read whole', (_, within) => {
    for (const [system, code, display] of CODINGS)
      for (const coding of [
        { system, code, display },
        { system, code },
        { display, code, system },
        { system, code, unit: display },
        { system, code, display: null },
        { system, code, unit: display, display },
      ]) {
        const whole = saidIn(within({ ...coding, userSelected: true }));
        for (let time = 0; time < 2; time++) expect(known(within(coding)), JSON.stringify(coding)).toEqual(whole);
      }
  });

  test('is told from another one by each of system, code and display', () => {
    const said = (...[system, code, display]: [string, string, string]) =>
      known(PLACES['a code']?.({ system, code, display }) ?? {}).categories;
    const harmless = said('http://loinc.org', '1', 'Height');
    expect(said('http://loinc.org', '1', 'Heroin')).not.toBe(harmless);
    expect(said('http://loinc.org', '75626-2', 'Height')).not.toBe(harmless);
    expect(said('http://hl7.org/fhir/sid/icd-10', 'F32', 'Height')).not.toBe(said('http://loinc.org', 'F3', 'Height'));
  });
});
